"""Scenarios: what was asked, what came out, and why each project is in or out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.determination.models import Determination, PackVersion
from linli.foundation.people.scope import ScopedQuerySet
from linli.reserve.models import Project


class Scenario(models.Model):
    """One solved choice of a year's projects. Money is yuan; gap is a share (0.01 = 1 %).

    ``must`` and ``never`` are codes of projects that were decided on beforehand; ``changes`` is the
    adopted plan that the scenario would change.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    name = models.CharField(_("名称"), max_length=80)
    budget = models.DecimalField(
        _("资金上限"), max_digits=16, decimal_places=2, null=True, blank=True
    )
    determination = models.ForeignKey(Determination, models.PROTECT)
    pack = models.ForeignKey(PackVersion, models.PROTECT)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("计算时间"), auto_now_add=True)
    objective = models.DecimalField(_("目标值"), max_digits=20, decimal_places=4)
    bound = models.DecimalField(_("可证上界"), max_digits=20, decimal_places=4)
    gap = models.DecimalField(_("差距"), max_digits=12, decimal_places=8)
    shortfalls = models.JSONField(default=dict)
    must = models.JSONField(_("指定列入"), default=list)
    never = models.JSONField(_("指定不列入"), default=list)
    changes = models.ForeignKey(
        "AnnualPlan", models.PROTECT, null=True, blank=True, related_name="successors"
    )

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class Choice(models.Model):
    """Whether a scenario takes a project, and why."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="choices")
    project = models.ForeignKey(Project, models.PROTECT, related_name="choices")
    chosen = models.BooleanField(_("入选"))
    reason = models.JSONField()

    objects = ScopedQuerySet.as_manager()
    scope_path = "project__jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["project__code"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "project"], name="one_choice_a_project")
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.project}"
