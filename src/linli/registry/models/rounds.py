"""Survey rounds and what each community was asked and did (S11)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet


class SurveyRound(models.Model):
    """A survey of all compounds completed by the cut-off (S11, A02), in some areas or all."""

    name = models.CharField(_("轮次名称"), max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    cutoff = models.DateField(_("建成截止日"))
    opened_on = models.DateField(_("开始日期"))
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)
    jurisdictions = models.ManyToManyField(Jurisdiction, verbose_name=_("县区"), blank=True)

    class Meta:
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return self.name


class SurveyTask(models.Model):
    """What a community has to survey in a round, and how far it is."""

    class State(models.TextChoices):
        """A task is asked, reported by its community, and checked or sent back by the county."""

        ASKED = "asked", _("待上报")
        REPORTED = "reported", _("已上报")
        CHECKED = "checked", _("已审核")
        RETURNED = "returned", _("已退回")

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="tasks")
    division = models.ForeignKey(Division, models.PROTECT, related_name="survey_tasks")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="survey_tasks")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.ASKED)
    nil_return = models.BooleanField(_("无老旧小区"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    changed_at = models.DateTimeField(_("时间"), auto_now=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "division__code"

    class Meta:
        ordering = ["division__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "division"], name="one_task_a_community")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.division}"


class Sighting(models.Model):
    """A compound was reported in a round, whether or not anything about it was new."""

    round = models.ForeignKey(SurveyRound, models.CASCADE, related_name="sightings")
    compound = models.ForeignKey("registry.Compound", models.CASCADE, related_name="sightings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "compound"], name="one_sighting_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.compound}"
