"""Survey rounds, workbooks, compounds, buildings and releases (S10-S13)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet


class SurveyRound(models.Model):
    """A survey of all compounds completed by the cut-off (S11, A02)."""

    name = models.CharField(_("轮次名称"), max_length=60, unique=True)
    year = models.PositiveSmallIntegerField(_("年度"))
    cutoff = models.DateField(_("建成截止日"))
    opened_on = models.DateField(_("开始日期"))
    closed_on = models.DateField(_("结束日期"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "-pk"]

    def __str__(self) -> str:
        return self.name


class Workbook(models.Model):
    """A confirmed import: the file as it came, and what it did."""

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="workbooks")
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.FileField(_("原始文件"), upload_to="workbooks/")
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    imported_at = models.DateTimeField(_("导入时间"), auto_now_add=True)
    jurisdictions = models.ManyToManyField(Jurisdiction)
    added = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("变更"), default=0)
    same = models.PositiveIntegerField(_("相同"), default=0)
    quarantined = models.PositiveIntegerField(_("待改"), default=0)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdictions"

    class Meta:
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return self.file_name


class QuarantinedRow(models.Model):
    """A row that was not stored, as it stood in the file, with its problems."""

    workbook = models.ForeignKey(Workbook, models.CASCADE, related_name="quarantined_rows")
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    cells = models.JSONField()
    problems = models.JSONField()

    class Meta:
        ordering = ["sheet", "row"]

    def __str__(self) -> str:
        return f"{self.sheet} {self.row}"


class Compound(models.Model):
    """A residential compound, or a single building standing for one (S11-S13).

    ``facts`` holds every fact of the dictionary with subject ``compound``, JSON-coded by
    ``core.policy.facts``; an absent key is unknown. Facts that queries need have columns.
    """

    code = models.CharField(_("小区编码"), max_length=20, unique=True)
    name = models.CharField(_("小区名称"), max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    jurisdiction = models.ForeignKey(Jurisdiction, models.PROTECT, related_name="compounds")
    division = models.ForeignKey(Division, models.PROTECT, null=True, blank=True)
    facts = models.JSONField(_("调查数据"), default=dict)
    workbook = models.ForeignKey(Workbook, models.PROTECT, null=True, related_name="compounds")
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)

    objects = ScopedQuerySet.as_manager()
    scope_path = "jurisdiction"
    division_path = "division__code"

    class Meta:
        ordering = ["code"]
        indexes = [models.Index(fields=["jurisdiction", "name_key"])]

    def __str__(self) -> str:
        return self.name


class Building(models.Model):
    """A building of a compound; ``facts`` as for the compound, subject ``building``."""

    compound = models.ForeignKey(Compound, models.PROTECT, related_name="buildings")
    name = models.CharField(_("楼栋"), max_length=60)
    facts = models.JSONField(_("调查数据"), default=dict)

    objects = ScopedQuerySet.as_manager()
    scope_path = "compound__jurisdiction"
    division_path = "compound__division__code"

    class Meta:
        ordering = ["compound", "name"]
        constraints = [
            models.UniqueConstraint(fields=["compound", "name"], name="one_building_a_name")
        ]

    def __str__(self) -> str:
        return f"{self.compound} {self.name}"


class Release(models.Model):
    """A frozen, numbered copy of the registry; ``content`` is a Parquet file.

    Its columns: ``id``, ``code``, ``name``, ``jurisdiction`` (code), ``facts`` (JSON text).
    """

    number = models.PositiveIntegerField(_("版本号"), unique=True)
    made_at = models.DateTimeField(_("冻结时间"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    reason = models.CharField(_("事由"), max_length=200)
    compounds = models.PositiveIntegerField(_("小区数"))
    sha256 = models.CharField(max_length=64)
    content = models.FileField(upload_to="releases/")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"R{self.number}"
