"""The special plan as it is drafted, and its versions, approved and filed (S15, S16)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.files.models import StoredFile
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models import Compound


class SpecialPlan(models.Model):
    """A special plan of several years; ``reason`` says why an approved one is being changed."""

    class State(models.TextChoices):
        """Where the plan stands; only a draft can be changed."""

        DRAFT = "draft", _("编制中")
        APPROVED = "approved", _("已审定")
        FILED = "filed", _("已备案")

    name = models.CharField(_("规划名称"), max_length=120, unique=True)
    office = models.CharField(_("编制单位"), max_length=80)
    first_year = models.PositiveSmallIntegerField(_("起始年度"))
    last_year = models.PositiveSmallIntegerField(_("末年度"))
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.DRAFT)
    reason = models.CharField(_("修改事由"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        ordering = ["-first_year", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def years(self) -> range:
        """The years of the plan."""
        return range(self.first_year, self.last_year + 1)


class Chapter(models.Model):
    """A chapter's words; ``code`` is its row in the pack, which says what is written below them."""

    plan = models.ForeignKey(SpecialPlan, models.CASCADE, related_name="chapters")
    place = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    title = models.CharField(_("章名"), max_length=60)
    text = models.TextField(_("正文"), blank=True)

    class Meta:
        ordering = ["plan", "place"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_chapter_a_code")]

    def __str__(self) -> str:
        return self.title


class Unit(models.Model):
    """A planning unit: compounds of one jurisdiction that are renovated in the same years.

    ``outline`` is a GeoJSON polygon in degrees where the unit has one; ``year`` holds for the
    compounds that have none of their own.
    """

    class Origin(models.TextChoices):
        """What the unit was drawn from."""

        DIVISION = "division", _("行政区划")
        BUNDLE = "bundle", _("片区打包")
        DRAWN = "drawn", _("手工划定")

    plan = models.ForeignKey(SpecialPlan, models.CASCADE, related_name="units")
    number = models.PositiveSmallIntegerField(_("编号"))
    name = models.CharField(_("单元名称"), max_length=120)
    origin = models.CharField(_("来源"), max_length=10, choices=Origin)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="+")
    outline = models.JSONField(null=True)
    year = models.PositiveSmallIntegerField(_("实施年度"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="one_unit_a_number")]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A compound's place in a plan; ``year`` is its own, taken from an adopted annual plan."""

    plan = models.ForeignKey(SpecialPlan, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="members")
    compound = models.ForeignKey(Compound, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("实施年度"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        ordering = ["unit__number", "compound__code"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "compound"], name="one_unit_a_compound")
        ]

    def __str__(self) -> str:
        return str(self.compound)


class Money(models.Model):
    """What a source of the pack is to give in a year, in yuan."""

    plan = models.ForeignKey(SpecialPlan, models.CASCADE, related_name="money")
    year = models.PositiveSmallIntegerField(_("年度"))
    source = models.CharField(_("资金来源"), max_length=60)
    amount = models.DecimalField(_("金额"), max_digits=16, decimal_places=2)

    class Meta:
        ordering = ["plan", "year", "source"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "source"], name="one_amount_a_source")
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.source}"


class Layer(models.Model):
    """A layer that binds the plan; ``content`` is GeoJSON in degrees, ``kind`` a row of the pack.

    ``covers`` are the codes of the jurisdictions that it speaks of, none for the whole city.
    """

    plan = models.ForeignKey(SpecialPlan, models.CASCADE, related_name="layers")
    kind = models.CharField(_("图层类别"), max_length=60)
    name = models.CharField(_("图层名称"), max_length=120)
    origin = models.CharField(_("数据来源"), max_length=120)
    dated = models.DateField(_("数据日期"))
    covers = models.JSONField(_("覆盖范围"), default=list)
    content = models.FileField(upload_to="layers/")
    sha256 = models.CharField(max_length=64)
    features = models.PositiveIntegerField(_("要素数"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    added_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    removed_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        ordering = ["plan", "kind", "pk"]

    def __str__(self) -> str:
        return self.name


class Round(models.Model):
    """A round in which the draft is shown to others for their comments."""

    plan = models.ForeignKey(SpecialPlan, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("轮次"))
    opened_on = models.DateField(_("开始日期"))
    until = models.DateField(_("截止日期"))
    closed_on = models.DateField(_("结束日期"), null=True)

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_round_a_number"),
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(closed_on=None), name="one_open_round_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan} {self.number}"


class Comment(models.Model):
    """What somebody said of the draft, and what became of it."""

    class Outcome(models.TextChoices):
        """What the office made of it."""

        OPEN = "", _("待答复")
        TAKEN = "taken", _("采纳")
        PARTLY = "partly", _("部分采纳")
        NOT_TAKEN = "not_taken", _("不采纳")

    round = models.ForeignKey(Round, models.CASCADE, related_name="comments")
    organisation = models.CharField(_("提出单位"), max_length=80)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("意见"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    outcome = models.CharField(_("处理"), max_length=10, choices=Outcome, blank=True)
    reply = models.TextField(_("答复"), blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["round", "pk"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.pk}"


class Version(models.Model):
    """The plan as it was approved; ``content`` is the whole of it, ``package`` what is filed."""

    plan = models.ForeignKey(SpecialPlan, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版本"))
    reason = models.CharField(_("事由"), max_length=200)
    approved_by = models.CharField(_("审定机关"), max_length=80)
    approved_on = models.DateField(_("审定日期"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    package = models.FileField(upload_to="special/")
    package_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["plan", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="one_special_plan_version")
        ]

    def __str__(self) -> str:
        return f"{self.plan} v{self.number}"


class Filing(models.Model):
    """That a version was filed with the regional department: number, day, receipt (S16)."""

    version = models.OneToOneField(Version, models.PROTECT, related_name="filing")
    number = models.CharField(_("备案文号"), max_length=80)
    filed_on = models.DateField(_("备案日期"))
    receipt = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("回执说明"), max_length=200, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    entered_at = models.DateTimeField(_("登记时间"), auto_now_add=True)

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return self.number
