"""A year's tasks: as they stand, as they are being broken up, as they were issued (S04, S05)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import ScopedQuerySet


class Target(models.Model):
    """A jurisdiction's task for a year, as last issued (S04, S05)."""

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


class Tasks(models.Model):
    """A year's whole task with its parts: ``{jurisdiction code: {"projects", "households"}}``."""

    projects = models.PositiveIntegerField(_("全市项目数"))
    households = models.PositiveIntegerField(_("全市户数"))
    start_by = models.DateField(_("开工期限"))
    finish_by = models.DateField(_("竣工期限"))
    document_number = models.CharField(_("下达文号"), max_length=60)
    parts = models.JSONField(_("分解"), default=dict)

    class Meta:
        abstract = True


class TaskDraft(Tasks):
    """What the city office is still breaking up; one a year."""

    year = models.PositiveSmallIntegerField(_("年度"), unique=True)
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    edited_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return f"{self.year}"


class TaskIssue(Tasks):
    """A year's tasks as issued: frozen; a change is a new version with a reason."""

    year = models.PositiveSmallIntegerField(_("年度"))
    version = models.PositiveSmallIntegerField(_("版本"))
    reason = models.CharField(_("事由"), max_length=200, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    issued_at = models.DateTimeField(_("下达时间"), auto_now_add=True)

    class Meta:
        ordering = ["-year", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["year", "version"], name="one_issue_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.year} v{self.version}"
