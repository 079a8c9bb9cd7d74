"""The green channel of property registration (S37-S40)."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.people.scope import ScopedQuerySet
from linli.reserve.models import Project


class Registration(models.Model):
    """An application at the window; it names no person, only the file at the registry.

    ``due_at`` is the moment by which it is to be done: one working day after acceptance where the
    title is clear and the papers are complete (S38, A08).
    """

    class Kind(models.TextChoices):
        """What is registered."""

        TITLE = "title", _("既有房屋登记")
        FACILITY = "facility", _("增设服务设施登记")

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("待申请")
        RECEIVED = "received", _("核对材料")
        RETURNED = "returned", _("待补正")
        ACCEPTED = "accepted", _("已受理")
        DONE = "done", _("已办结")
        WITHDRAWN = "withdrawn", _("已撤回")

    OPEN = (State.PLANNED, State.RECEIVED, State.RETURNED, State.ACCEPTED)

    project = models.ForeignKey(Project, models.PROTECT, related_name="registrations")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT)
    kind = models.CharField(_("登记类型"), max_length=10, choices=Kind)
    subject = models.CharField(_("登记对象"), max_length=120)
    file_number = models.CharField(_("登记机构受理号"), max_length=60, blank=True)
    window = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.RECEIVED)
    title_clear = models.BooleanField(_("权属清晰"), null=True)
    materials_complete = models.BooleanField(_("材料齐全"), null=True)
    usable_survey = models.BooleanField(_("已有可用测绘资料"), null=True)
    shared_survey = models.BooleanField(_("可共享取得测绘资料"), null=True)
    survey_ordered_on = models.DateField(_("安排测绘日期"), null=True)
    survey_reason = models.TextField(_("另行测绘的理由"), blank=True)
    returned_for = models.TextField(_("补正内容"), blank=True)
    received_on = models.DateField(_("收件日期"))
    accepted_at = models.DateTimeField(_("受理时间"), null=True)
    due_at = models.DateTimeField(_("应办结时间"), null=True)
    provisional = models.BooleanField(_("暂定"), default=False)
    registered_at = models.DateTimeField(_("办结时间"), null=True)
    certificate = models.CharField(_("证书（证明）号"), max_length=80, blank=True)
    breach_reason = models.TextField(_("超时原因"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "due_at", "registered_at"])]

    def __str__(self) -> str:
        return self.subject

    @property
    def last_day(self) -> date | None:
        """The day within which it is to be done; ``due_at`` may be the midnight that ends it."""
        return timezone.localdate(self.due_at - timedelta.resolution) if self.due_at else None
