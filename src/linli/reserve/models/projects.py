"""Projects that wait to be planned, what each lacks, and its way through the reserve (S14)."""

from __future__ import annotations

from django.conf import settings
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
    """A project's standing in the reserve. Money is yuan.

    ``lacks`` is a list of {"rule", "verdict", "missing": [fact names]}, of one compound among
    several with "compound", of the office's check with "review"; empty means ready.
    ``stratum`` is the class of completion date (S18, S19), of several the latest; ``strata`` how
    many compounds and households stand in each: {class: {"projects", "households"}}.
    ``score_low`` and ``score_high`` bound the need score (0 to 100), null while the pack has none;
    ``need`` is score x households, its lower bound, in whole points: what a plan maximises.
    ``money`` is the plan of funds by source of the pack, ``uses`` the cost by kind of spending.
    """

    class State(models.TextChoices):
        """Where the project stands."""

        READY = "ready", _("条件齐备")
        LACKING = "lacking", _("尚有欠缺")
        PLANNED = "planned", _("已列计划")
        WITHDRAWN = "withdrawn", _("调出")

    class Review(models.TextChoices):
        """What the office's check of an application came to."""

        NONE = "", _("未申请")
        APPLIED = "applied", _("待审核")
        PASSED = "passed", _("审核通过")
        RETURNED = "returned", _("审核退回")

    project = models.OneToOneField(Project, models.PROTECT, related_name="candidate")
    determination = models.ForeignKey(Determination, models.PROTECT)
    state = models.CharField(_("状态"), max_length=10, choices=State)
    review = models.CharField(_("入库审核"), max_length=10, choices=Review, blank=True, default="")
    lacks = models.JSONField(default=list)
    stratum = models.CharField(_("建成年代分层"), max_length=20, blank=True)
    strata = models.JSONField(default=dict)
    households = models.PositiveIntegerField(_("户数"), null=True)
    buildings = models.PositiveIntegerField(_("栋数"), null=True)
    floor_area = models.DecimalField(_("建筑面积"), max_digits=14, decimal_places=2, null=True)
    estimate = models.DecimalField(_("估算总投资"), max_digits=14, decimal_places=2, null=True)
    score_low = models.DecimalField(_("评分下限"), max_digits=5, decimal_places=2, null=True)
    score_high = models.DecimalField(_("评分上限"), max_digits=5, decimal_places=2, null=True)
    need = models.PositiveIntegerField(_("改造需求"), default=0)
    money = models.JSONField(_("资金预案"), default=dict)
    uses = models.JSONField(_("支出构成"), default=dict)
    expected_year = models.PositiveSmallIntegerField(_("预期年度"), null=True)
    entered_on = models.DateField(_("入库日期"))

    objects = ScopedQuerySet.as_manager()
    scope_path = "project__jurisdiction"
    division_path = "project__compounds__division__code"

    class Meta:
        ordering = ["project__code"]
        indexes = [models.Index(fields=["state"])]

    def __str__(self) -> str:
        return str(self.project)


class Movement(models.Model):
    """A step of a project into, through or out of the reserve; never changed (S14)."""

    class Kind(models.TextChoices):
        """What happened."""

        ENTERED = "entered", _("入库")
        APPLIED = "applied", _("申请入库")
        PASSED = "passed", _("审核通过")
        RETURNED = "returned", _("审核退回")
        READY = "ready", _("条件齐备")
        LACKING = "lacking", _("出现欠缺")
        WITHDRAWN = "withdrawn", _("调出")
        BUNDLED = "bundled", _("并入片区项目")
        PLANNED = "planned", _("转入年度计划")
        UNPLANNED = "unplanned", _("退出年度计划")

    candidate = models.ForeignKey(Candidate, models.PROTECT, related_name="movements")
    kind = models.CharField(_("事项"), max_length=10, choices=Kind)
    state = models.CharField(_("状态"), max_length=10, choices=Candidate.State)
    day = models.DateField(_("日期"))
    reason = models.CharField(_("事由"), max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "candidate__project__jurisdiction"
    division_path = "candidate__project__compounds__division__code"

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.candidate} {self.get_kind_display()}"
