"""Adopted annual plans, frozen as they were adopted, and what became of them at higher levels."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.files.models import StoredFile
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.plan.models.scenarios import Scenario
from linli.reserve.models import Project


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
    """A project as it stood when the plan was adopted (domain.md 4.3). Money is yuan.

    ``money`` by code of the pack's sources is what each pays of ``estimate``; empty where the
    scenario named no sources.
    """

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
    money = models.JSONField(_("资金来源"), default=dict)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "project"], name="one_line_a_project")
        ]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """An adopted plan handed in for the national or the regional list, and the answer (S32)."""

    class Level(models.TextChoices):
        """Whose list it is."""

        NATIONAL = "national", _("国家年度改造计划")
        REGIONAL = "regional", _("自治区年度改造计划")

    plan = models.ForeignKey(AnnualPlan, models.PROTECT, related_name="submissions")
    level = models.CharField(_("列入"), max_length=10, choices=Level)
    record_number = models.CharField(_("申报文号"), max_length=60)
    handed_in_on = models.DateField(_("申报日期"))
    receipt = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True)
    receipt_name = models.CharField(_("回执文件名"), max_length=120, blank=True)
    answered_on = models.DateField(_("下达日期"), null=True, blank=True)
    answer_number = models.CharField(_("下达文号"), max_length=60, blank=True)
    accepted = models.ManyToManyField(PlanLine, related_name="accepted_in")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        ordering = ["plan", "level", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "level"], name="one_submission_a_list")
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.get_level_display()}"
