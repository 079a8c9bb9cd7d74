"""The record of changes: one entry a changed row, each chained to the one before."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _


class Entries(models.QuerySet["Entry"]):
    """Entries of the record."""

    def numbered(self, first: int, last: int | None, tables: Collection[str]) -> Self:
        """Keep the entries of some tables from a number on, to ``last`` (included) or the newest.

        Databases would rather walk through all that was ever entered of the tables, by their
        index: after an import of 219,000 rows that took 28 ms for a handful of numbers. An
        expression in the place of the column has no index.
        """
        found = self.filter(pk__gte=first)
        found = found if last is None else found.filter(pk__lte=last)
        return found.alias(of=Concat("table", Value(""))).filter(of__in=tables)


class Entry(models.Model):
    """A change of one row. Only triggers write here; nothing is ever changed or removed.

    ``at`` is UTC in ISO form; ``before`` and ``after`` are the row as JSON text, empty where there
    is none. ``hash`` is the SHA-256 of ``chained_text``.
    """

    at = models.CharField(_("时间"), max_length=32)
    actor = models.CharField(_("操作人"), max_length=150)
    reason = models.TextField(_("事由"))
    table = models.CharField(_("数据表"), max_length=60)
    row = models.CharField(_("行"), max_length=40)
    operation = models.CharField(_("操作"), max_length=6)
    before = models.TextField(_("变更前"))
    after = models.TextField(_("变更后"))
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = Entries.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["table", "row"])]

    def __str__(self) -> str:
        return f"{self.at} {self.operation} {self.table} {self.row}"

    @property
    def moment(self) -> datetime:
        """The time of the change."""
        return datetime.fromisoformat(self.at)


class Event(models.Model):
    """What happened without changing a row: a sign-in, a reading of personal data, an export.

    Kept as a row so that the triggers chain it like any change: the entry says who, when and why.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed_in", _("登录")
        SIGN_IN_FAILED = "sign_in_failed", _("登录失败")
        READ_PERSONAL = "read_personal", _("查看个人信息")
        EXPORTED = "exported", _("导出下载")

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    about = models.CharField(_("内容"), max_length=300)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}"
