"""What the pages of the policy are asked for: the pack, and the day."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from linli.core.policy.schema import Pack
from linli.determination.models import PackVersion
from linli.determination.reads import current_pack


def asked_pack() -> Pack:
    """Return the pack loaded last; before the first the page is not found."""
    try:
        return current_pack()
    except PackVersion.DoesNotExist as error:
        raise Http404 from error


def asked_day(request: HttpRequest) -> tuple[date, str]:
    """Return the day asked for, today if none, and what is wrong with it."""
    written = request.GET.get("day", "")
    try:
        day = parse_date(written)
    except ValueError:
        day = None  # a 30 February: refused like any other wrong date
    error = _("请填写日期，如 2021-05-01。") if written and not day else ""
    return day or timezone.localdate(), error
