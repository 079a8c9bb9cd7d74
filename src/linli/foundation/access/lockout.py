"""Wrong passwords lock an account on a machine, each time of a day for twice as long."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from axes.models import AccessAttempt, AccessFailureLog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from linli.foundation.access.policy import policy

LONGEST = timedelta(days=1)


class Lock(NamedTuple):
    """An account that may not sign in from an address until a time."""

    username: str
    ip_address: str
    failures: int
    until: datetime


def failure_limit(*_request_and_credentials: object) -> int:
    """Return after how many wrong passwords an account is locked."""
    return policy().lock_after


def cool_off(request: HttpRequest | None = None) -> timedelta:
    """Return for how long whoever asks is locked, or would be."""
    if request is None:
        return _for(0)
    address = getattr(request, "axes_ip_address", None)
    return _for(_locks_of_day(request.POST.get("login", ""), address))


def _locks_of_day(username: str | None, ip_address: str | None) -> int:
    since = timezone.now() - LONGEST
    locked = AccessFailureLog.objects.filter(locked_out=True, attempt_time__gte=since)
    return int(locked.filter(username=username, ip_address=ip_address).count())


def _for(locks: int) -> timedelta:
    """Return the time of the n-th lock of a day (0: before the first)."""
    doubled: int = 2 ** max(locks - 1, 0)
    return min(timedelta(minutes=policy().lock_minutes) * doubled, LONGEST)


def locked_page(
    request: HttpRequest, _response: object = None, _credentials: object = None
) -> HttpResponse:
    """Say for how long, and whom to ask."""
    minutes = round(cool_off(request).total_seconds() / 60)
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)


def locks() -> list[Lock]:
    """Return the accounts that are locked now, the last first."""
    found = AccessAttempt.objects.filter(failures_since_start__gte=policy().lock_after)
    rows = [
        Lock(
            each.username or "",
            each.ip_address or "",
            each.failures_since_start,
            each.attempt_time + _for(_locks_of_day(each.username, each.ip_address)),
        )
        for each in found.order_by("-attempt_time")
    ]
    return [row for row in rows if row.until > timezone.now()]
