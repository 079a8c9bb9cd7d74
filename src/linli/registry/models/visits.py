"""What was found on the spot: visits from phones, photos and documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.files.models import StoredFile
from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models.compounds import Compound
from linli.registry.models.rounds import SurveyRound


class Visit(models.Model):
    """A report from the spot; ``client_id`` was given by the phone: sent twice, it is one.

    ``facts`` are those that changed the compound; ``works`` the state of items of the works
    catalogue by code: ``intact``, ``damaged`` or ``missing``.
    """

    client_id = models.UUIDField(unique=True)
    compound = models.ForeignKey(Compound, models.PROTECT, related_name="visits")
    round = models.ForeignKey(SurveyRound, models.PROTECT, null=True, related_name="visits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    noted_at = models.DateTimeField(_("现场时间"))
    received_at = models.DateTimeField(_("收到时间"), auto_now_add=True)
    longitude = models.DecimalField(max_digits=10, decimal_places=7, null=True)
    latitude = models.DecimalField(max_digits=10, decimal_places=7, null=True)
    facts = models.JSONField(_("调查数据"), default=dict)
    works = models.JSONField(_("改造内容现状"), default=dict)
    note = models.TextField(_("说明"), blank=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.compound} {self.noted_at:%Y-%m-%d}"


class Attachment(models.Model):
    """A photo or document of a compound."""

    class Kind(models.TextChoices):
        """What it shows or proves."""

        PHOTO = "photo", _("照片")
        PROOF = "proof", _("证明材料")
        OTHER = "other", _("其他文件")

    compound = models.ForeignKey(Compound, models.PROTECT, related_name="attachments")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    name = models.CharField(_("文件名"), max_length=200)
    caption = models.CharField(_("说明"), max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    added_at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name
