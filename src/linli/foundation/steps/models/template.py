"""Duties of the pack as task templates, and up to which day the daily run has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TaskTemplate(models.Model):
    """A task that a duty gives out when its trigger fires (S51-S66).

    ``lead`` and ``helpers`` name offices as the pack does; ``content`` is the pack's own entry as
    data, so that the table never lags behind the schema.
    """

    code = models.CharField(_("任务代码"), max_length=130, unique=True)
    title = models.CharField(_("任务"), max_length=200)
    title_en = models.CharField(max_length=200)
    clause = models.CharField(_("条款"), max_length=60)
    lead = models.CharField(_("牵头单位"), max_length=80)
    helpers = models.JSONField(_("配合单位"), default=list)
    trigger = models.CharField(_("触发"), max_length=10)
    stage = models.CharField(_("阶段"), max_length=40, blank=True)
    content = models.JSONField(default=dict)
    pack = models.CharField(_("政策包"), max_length=64)
    in_use = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["trigger", "stage"])]

    def __str__(self) -> str:
        return self.title


class DailyRun(models.Model):
    """A day whose dates were looked through and whose overdue steps were pressed."""

    day = models.DateField(unique=True)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
