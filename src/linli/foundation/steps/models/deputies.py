"""Deputies: who acts for whom while away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class Delegation(models.Model):
    """A deputy acts for an officer who is away, from a day to a day (both included)."""

    user = models.ForeignKey(USER, models.PROTECT, related_name="delegations")
    deputy = models.ForeignKey(USER, models.PROTECT, related_name="deputised")
    since = models.DateField(_("开始日期"))
    until = models.DateField(_("结束日期"))
    reason = models.CharField(_("事由"), max_length=200)
    ended_at = models.DateTimeField(_("提前收回"), null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="away_from_before_until"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.deputy}"
