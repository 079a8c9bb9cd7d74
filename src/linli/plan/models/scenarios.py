"""Scenarios: what was asked, what came out, and why each candidate is in or out."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.determination.models import Determination, PackVersion
from linli.foundation.jobs.models import Job
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.plan.brief import Brief, brief_of
from linli.reserve.models import Project


class Scenario(models.Model):
    """A brief, and the plan that was solved from it.

    ``brief`` is data of ``plan.brief.Brief``; ``changes`` the adopted plan that it would change,
    ``based_on`` the scenario that it was copied from. Money is yuan, the gap a share (0.01 = 1 %),
    ``objective`` and ``bound`` points of need; the departures are weighted (``core.planning``).
    ``standings``, ``payments``, ``limits`` and ``frontiers`` are JSON of ``plan.bridge.results``,
    ``warnings`` problems that did not stop the solve.
    """

    name = models.CharField(_("名称"), max_length=80)
    year = models.PositiveSmallIntegerField(_("年度"))
    years = models.PositiveSmallIntegerField(_("年数"), default=1)
    brief = models.JSONField(_("条件"), default=dict)
    determination = models.ForeignKey(Determination, models.PROTECT)
    pack = models.ForeignKey(PackVersion, models.PROTECT)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    changes = models.ForeignKey(
        "AnnualPlan", models.PROTECT, null=True, blank=True, related_name="successors"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, blank=True)
    solved_at = models.DateTimeField(_("求解时间"), null=True)
    seconds = models.FloatField(_("用时（秒）"), null=True)
    stopped = models.BooleanField(_("提前停止"), default=False)
    objective = models.DecimalField(_("目标值"), max_digits=20, decimal_places=4, default=0)
    bound = models.DecimalField(_("可证上界"), max_digits=20, decimal_places=4, default=0)
    gap = models.DecimalField(_("差距"), max_digits=12, decimal_places=8, default=0)
    departure = models.BigIntegerField(default=0)
    least_departure = models.BigIntegerField(default=0)
    standings = models.JSONField(default=list)
    unfinished = models.JSONField(default=dict)
    payments = models.JSONField(default=list)
    limits = models.JSONField(default=list)
    frontiers = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def asked(self) -> Brief:
        """Return the brief."""
        return brief_of({"name": self.name, "year": self.year, **self.brief})

    @property
    def horizon(self) -> range:
        """Return the years that it plans."""
        return range(self.year, self.year + self.years)


class Choice(models.Model):
    """What a scenario decided of a candidate, with the candidate's figures as they then were.

    ``year`` is the year in which it is planned, None where it is left out; ``project`` is None for
    a bundle that had not been made a project. ``cost`` is what public money pays, ``estimate`` all;
    ``money`` by source is who pays it, where the brief names sources (yuan, as text).
    """

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="choices")
    code = models.CharField(_("编号"), max_length=24)
    name = models.CharField(_("名称"), max_length=140)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="choices")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="choices")
    projects = models.PositiveIntegerField(_("项目数"), default=1)
    households = models.PositiveIntegerField(_("户数"), null=True)
    estimate = models.DecimalField(_("估算总投资"), max_digits=16, decimal_places=2, null=True)
    cost = models.DecimalField(_("财政资金"), max_digits=16, decimal_places=2, default=0)
    need = models.PositiveIntegerField(_("需求评分"), default=0)
    stratum = models.CharField(_("建成年代"), max_length=20, blank=True)
    money = models.JSONField(_("资金来源"), default=dict)
    year = models.PositiveSmallIntegerField(_("安排年度"), null=True)
    reason_code = models.CharField(_("理由"), max_length=30)
    reason = models.JSONField()

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["scenario", "code"], name="one_choice_a_candidate")
        ]

    def __str__(self) -> str:
        return f"{self.scenario} {self.code}"
