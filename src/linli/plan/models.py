"""Targets, scenarios and the adopted annual plan (S04-S07, S19)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.determination.models import Determination, PackVersion
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.reserve.models import Project


class Target(models.Model):
    """A jurisdiction's task for a year (S04, S05)."""

    year = models.PositiveSmallIntegerField(_("年度"))
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="targets")
    projects = models.PositiveIntegerField(_("项目数"))
    households = models.PositiveIntegerField(_("户数"))
    clause = models.CharField(_("依据"), max_length=80)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["year", "jurisdiction__order"]
        constraints = [
            models.UniqueConstraint(fields=["year", "jurisdiction"], name="one_target_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.jurisdiction}"


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


class AnnualPlan(models.Model):
    """An adopted plan; a change is a new version with a reason."""

    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveSmallIntegerField(_("版本"))
    scenario = models.ForeignKey(Scenario, models.PROTECT)
    reason = models.CharField(_("事由"), max_length=200)
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    adopted_at = models.DateTimeField(_("定稿时间"), auto_now_add=True)
    start_by = models.DateField(_("开工期限"))
    finish_by = models.DateField(_("竣工期限"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="one_plan_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"


class PlanLine(models.Model):
    """A project as it stood when the plan was adopted (domain.md 4.3). Money is yuan."""

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="lines")
    project = models.ForeignKey(Project, models.PROTECT, related_name="plan_lines")
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT)
    number = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("项目名称"), max_length=140)
    compounds = models.PositiveIntegerField(_("小区数"))
    households = models.PositiveIntegerField(_("户数"))
    buildings = models.PositiveIntegerField(_("栋数"), null=True)
    floor_area = models.DecimalField(_("建筑面积"), max_digits=14, decimal_places=2, null=True)
    stratum = models.CharField(_("建成年代"), max_length=20)
    works = models.JSONField(_("主要改造内容"), default=list)
    estimate = models.DecimalField(_("总投资"), max_digits=14, decimal_places=2)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "project"], name="one_line_a_project")
        ]

    def __str__(self) -> str:
        return self.name
