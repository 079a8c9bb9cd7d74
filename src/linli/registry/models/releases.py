"""Frozen copies of the registry, on which later stages stand."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction


class Release(models.Model):
    """A frozen, numbered copy of the registry or one jurisdiction; ``content`` is a Parquet file.

    Its columns: ``id``, ``code``, ``name``, ``jurisdiction`` (code), ``facts`` (JSON text).
    ``sha256`` is that of the rows, ``file_sha256`` that of the file. ``counts``: compounds,
    buildings, homes and households by jurisdiction; ``checks``: each check with how many rows it
    warns of; ``differences``: how many were added, changed and removed since the one before.
    """

    number = models.PositiveIntegerField(_("版本号"), unique=True)
    made_at = models.DateTimeField(_("冻结时间"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    reason = models.CharField(_("事由"), max_length=200)
    jurisdiction = models.ForeignKey(
        Jurisdiction, models.PROTECT, null=True, blank=True, related_name="releases"
    )
    compounds = models.PositiveIntegerField(_("小区数"))
    counts = models.JSONField(_("数量"), default=dict)
    checks = models.JSONField(_("核对"), default=list)
    differences = models.JSONField(_("与上一版本的差别"), default=dict)
    sha256 = models.CharField(max_length=64)
    file_sha256 = models.CharField(max_length=64, blank=True)
    content = models.FileField(upload_to="releases/")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"R{self.number}"
