"""Meetings with their resolutions, trainings, and institutions (S08, S28, S64)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.people.scope import ScopedQuerySet
from linli.foundation.steps.models import Step

USER = settings.AUTH_USER_MODEL


class Meeting(models.Model):
    """A meeting of a leading group, with its agenda and, once held, its minutes (S28)."""

    group = models.ForeignKey(Organisation, models.PROTECT, related_name="meetings")
    title = models.CharField(_("会议"), max_length=120)
    day = models.DateField(_("日期"))
    place = models.CharField(_("地点"), max_length=80, blank=True)
    chair = models.CharField(_("主持"), max_length=60, blank=True)
    agenda = models.TextField(_("议题"))
    present = models.TextField(_("出席"), blank=True)
    minutes = models.TextField(_("纪要"), blank=True)
    number = models.CharField(_("纪要文号"), max_length=60, blank=True)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "group__jurisdiction"

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def items(self) -> list[str]:
        """The items of the agenda, a line each."""
        return [line.strip() for line in self.agenda.splitlines() if line.strip()]

    @property
    def is_held(self) -> bool:
        """Tell whether the meeting has minutes."""
        return bool(self.minutes)


class Resolution(models.Model):
    """What a meeting decided; the step follows it up to its closing (S28)."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="resolutions")
    text = models.TextField(_("决议"))
    step = models.OneToOneField(Step, models.PROTECT, related_name="resolution")

    objects = ScopedQuerySet.as_manager()
    scope_path = "meeting__group__jurisdiction"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Training(models.Model):
    """A training of those who do the programme's work (S64); None is the city's."""

    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, blank=True)
    day = models.DateField(_("日期"))
    topic = models.CharField(_("内容"), max_length=200)
    organiser = models.ForeignKey(Organisation, models.PROTECT, related_name="trainings")
    trainer = models.CharField(_("授课"), max_length=80, blank=True)
    audience = models.CharField(_("对象"), max_length=120)
    people = models.PositiveIntegerField(_("人数"))
    made_by = models.ForeignKey(USER, models.PROTECT, null=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.topic


class Institution(models.Model):
    """A rule, plan or body that the programme is to have, who leads it, and how far it is (S08)."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("待制定")
        DRAFTING = "drafting", _("起草中")
        IN_FORCE = "in_force", _("已出台")
        REPEALED = "repealed", _("已废止")

    code = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("制度"), max_length=120, unique=True)
    title_en = models.CharField(max_length=160, blank=True)
    clause = models.CharField(_("条款"), max_length=60, blank=True)
    lead = models.CharField(_("牵头单位"), max_length=80)
    due_on = models.DateField(_("完成时限"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.PLANNED)
    document = models.CharField(_("文件"), max_length=120, blank=True)
    document_day = models.DateField(_("发文日期"), null=True, blank=True)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return self.title
