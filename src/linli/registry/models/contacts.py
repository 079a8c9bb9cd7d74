"""Residents through whom a compound, building or home is reached."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.scope import ScopedQuerySet
from linli.foundation.residents.fields import SealedField, SearchHash
from linli.foundation.residents.kinds import Kind
from linli.registry.models.compounds import Compound


class Contact(models.Model):
    """A resident who is spoken to about a compound, with what the law lets be kept of them (S10).

    What is personal is sealed and stays out of the record of changes; ``version`` and ``touched``
    tell the record that it changed. An erased row keeps when and why, and nothing of the person.
    """

    class Role(models.TextChoices):
        """As what a resident is spoken to."""

        COMPOUND = "compound", _("小区联系人")
        BUILDING = "building", _("楼栋长")
        HOUSEHOLD = "household", _("户主")
        COMMITTEE = "committee", _("业主委员会")

    compound = models.ForeignKey(Compound, models.PROTECT, related_name="contacts")
    role = models.CharField(_("身份"), max_length=10, choices=Role)
    place = models.CharField(_("楼栋、房号"), max_length=60, blank=True)
    name = SealedField(Kind.NAME, _("姓名"))
    phone = SealedField(Kind.PHONE, _("电话"))
    phone_hash = SearchHash("phone")
    identity = SealedField(Kind.IDENTITY, _("身份证号码"))
    identity_hash = SearchHash("identity")
    touched = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
    consent_version = models.CharField(_("告知版本"), max_length=20)
    consent_on = models.DateField(_("同意日期"))
    confirmed_on = models.DateField(_("最近核对"), default=timezone.localdate)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    erased_on = models.DateField(_("删除日期"), null=True, blank=True)
    erased_why = models.CharField(_("删除事由"), max_length=200, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        ordering = ["compound", "pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"
