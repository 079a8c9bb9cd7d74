"""Calendar feeds of officers, and what leaves the house: webhooks and the outbox."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.foundation.steps.models import Notice

USER = settings.AUTH_USER_MODEL


class CalendarFeed(models.Model):
    """A private address where a calendar program fetches one's due days; only a digest is kept."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="calendar_feeds")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("生成时间"), auto_now_add=True)
    used_at = models.DateTimeField(_("最近使用"), null=True)
    revoked_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.made_at:%Y-%m-%d}"


class WebhookTarget(models.Model):
    """A program, such as the office's messenger, that is told every notice.

    Its secret is not kept: it follows from the installation's own secret and ``salt``.
    """

    name = models.CharField(_("用途"), max_length=60)
    url = models.URLField(_("地址"), max_length=300)
    salt = models.CharField(max_length=64, default=secrets.token_hex, editable=False)
    made_by = models.ForeignKey(USER, models.PROTECT, null=True)
    made_at = models.DateTimeField(_("登记时间"), auto_now_add=True)
    stopped_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def secret(self) -> str:
        """The key with which messages to this target are signed."""
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, f"webhook {self.salt}".encode(), hashlib.sha256).hexdigest()


class Delivery(models.Model):
    """A notice on its way to a person's e-mail or to a webhook; tried again until it arrives."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("待发送")
        SENT = "sent", _("已送达")
        FAILED = "failed", _("已放弃")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries")
    target = models.ForeignKey(WebhookTarget, models.CASCADE, null=True, related_name="deliveries")
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    next_at = models.DateTimeField(_("下次发送"))
    sent_at = models.DateTimeField(_("送达时间"), null=True)
    error = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at"])]

    def __str__(self) -> str:
        return f"{self.notice} → {self.target or self.notice.user}"
