"""Pieces of long work, each with its progress and its end."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Job(models.Model):
    """A piece of long work.

    ``kind`` names the work in the ``jobs`` of a room's ``apps.py``; ``arguments``, ``progress``,
    ``result`` and ``problems`` are JSON. ``worker`` is who does it, ``beat_at`` when it was last
    heard of: a running job whose beats have ceased is taken up by another worker.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", _("排队中")
        RUNNING = "running", _("进行中")
        DONE = "done", _("已完成")
        FAILED = "failed", _("未完成")
        STOPPED = "stopped", _("已停止")

    kind = models.CharField(_("种类"), max_length=60)
    arguments = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True)
    asked_at = models.DateTimeField(_("提交时间"), auto_now_add=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("执行次数"), default=0)
    worker = models.CharField(max_length=40, blank=True)
    beat_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    progress = models.JSONField(default=dict)
    stop_asked = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    problems = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Tell whether it waits or runs."""
        return self.state in {self.State.WAITING, self.State.RUNNING}
