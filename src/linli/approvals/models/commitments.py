"""Notification and commitment in place of the review of drawings (S31)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.approvals.models.cases import Case
from linli.foundation.files.models import StoredFile


class Commitment(models.Model):
    """The signed letter of the unit that builds; a breach ends its right to commit itself."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="commitment")
    signed_on = models.DateField(_("签署日期"))
    letter = models.ForeignKey(StoredFile, models.PROTECT)
    letter_name = models.CharField(max_length=200)
    breached_on = models.DateField(_("失信认定日期"), null=True)
    consequence = models.TextField(_("处理结果"), blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.case)


class SpotCheck(models.Model):
    """A check during or after the works of what was committed; frozen."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="checks")
    day = models.DateField(_("核查日期"))
    finding = models.TextField(_("核查情况"))
    breach = models.BooleanField(_("违反承诺"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)

    class Meta:
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return self.finding[:40]
