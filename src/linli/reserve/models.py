"""Projects that wait to be planned, each ready or with what it lacks (S14, A01)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.determination.models import Determination
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models import Compound


class Project(models.Model):
    """One or more compounds renovated together; what is planned, approved, paid and built.

    ``facts`` holds the facts of the dictionary with subject ``project``.
    """

    code = models.CharField(_("项目编号"), max_length=24, unique=True)
    name = models.CharField(_("项目名称"), max_length=140)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="projects")
    compounds = models.ManyToManyField(Compound, related_name="projects")
    facts = models.JSONField(_("项目数据"), default=dict)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "compounds__division__code"

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Candidate(models.Model):
    """A project's standing in the reserve.

    ``lacks`` is a list of {"rule", "verdict", "missing": [fact names]}; empty means ready.
    ``stratum`` is the class of completion date (S18, S19); money is yuan.
    """

    class State(models.TextChoices):
        """Where the project stands."""

        READY = "ready", _("条件齐备")
        LACKING = "lacking", _("尚有欠缺")
        PLANNED = "planned", _("已列计划")
        WITHDRAWN = "withdrawn", _("调出")

    project = models.OneToOneField(Project, models.PROTECT, related_name="candidate")
    determination = models.ForeignKey(Determination, models.PROTECT)
    state = models.CharField(_("状态"), max_length=10, choices=State)
    lacks = models.JSONField(default=list)
    stratum = models.CharField(_("建成年代分层"), max_length=20, blank=True)
    households = models.PositiveIntegerField(_("户数"), null=True)
    buildings = models.PositiveIntegerField(_("栋数"), null=True)
    floor_area = models.DecimalField(_("建筑面积"), max_digits=14, decimal_places=2, null=True)
    estimate = models.DecimalField(_("估算总投资"), max_digits=14, decimal_places=2, null=True)
    need = models.PositiveIntegerField(_("需求评分"), default=0)
    entered_on = models.DateField(_("入库日期"))

    objects = ScopedQuerySet.as_manager()
    scope_path = "project__jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["project__code"]

    def __str__(self) -> str:
        return str(self.project)
