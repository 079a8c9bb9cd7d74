"""Workbooks that came in, rows that wait, and what was decided about headings and namesakes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.people.scope import ScopedQuerySet
from linli.registry.models.rounds import SurveyRound


class Workbook(models.Model):
    """A confirmed import: the file as it came, and what it did.

    ``first_entry`` and ``last_entry`` are the entries of the record that its changes made: an
    import is undone from them, in one step.
    """

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
    first_entry = models.PositiveBigIntegerField(null=True)
    last_entry = models.PositiveBigIntegerField(null=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    undone_because = models.CharField(_("撤销事由"), max_length=200, blank=True)

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


class SavedMapping(models.Model):
    """How an organisation's foreign listing is read: ``content`` is the mapping's TOML text."""

    name = models.CharField(_("名称"), max_length=60)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True)
    content = models.TextField(_("列名映射"))
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    saved_at = models.DateTimeField(_("保存时间"), auto_now=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="one_mapping_a_name",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.name
