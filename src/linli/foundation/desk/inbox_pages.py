"""The desk: what waits for an officer, all steps that one may see, and a month of due days."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.core.kernel.text import Text
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.desk.reads import Desk, Listed, desk_of, listed, month_of, next_month
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.people.doors import roles_only
from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.steps.hands import ACTING, hands_of
from linli.foundation.steps.models import Step

PAGE = 50
desk_only = roles_only(*ACTING)
OF_DESK = {"current_entry": "desk:inbox"}


def piles_of(desk: Desk) -> list[tuple[str, str, str, list[Step], int]]:
    """Return the piles, the most urgent first: label, tone, key, first steps, and how many."""
    return [
        (label, tone, name, getattr(desk, name), desk.counts[name])
        for label, tone, name in (
            (_("已逾期"), "bad", "overdue"),
            (_("今日到期"), "open", "today"),
            (_("未到期"), "", "coming"),
            (_("未定期限"), "", "undated"),
            (_("待他人"), "good", "waiting"),
        )
    ]


@require_safe
@desk_only
def inbox(request: StaffRequest) -> HttpResponse:
    """Show one's duties (S51-S66): overdue, due today, coming, without a day, with others."""
    desk = desk_of(request.user, timezone.localdate())
    context = {
        "desk": desk,
        "piles": piles_of(desk),
        "unread": request.user.notices.filter(read_at=None).count(),
        "may_give_out": hands_of(request.user).is_city_office,
    }
    return render(request, "desk/inbox.html", context)


@require_safe
@desk_only
def steps(request: StaffRequest) -> HttpResponse:
    """List the steps that one may see (S51-S66)."""
    given = request.GET
    asked = Listed(
        state=given.get("state", "") if given.get("state") in Step.State.values else "",
        late="late" in given,
        supervised="supervised" in given,
        office=_number(given.get("office")),
        area=_number(given.get("area")),
        text=given.get("text", "")[:100],
    )
    today = timezone.localdate()
    found = listed(request.user, asked, today)
    context = OF_DESK | {
        "page": Paginator(found, PAGE).get_page(given.get("page")),
        "asked": asked,
        "today": today,
        "states": Step.State.choices,
        "offices": Organisation.objects.filter(
            pk__in=Step.objects.visible_to(request.user).order_by().values("lead")
        ),
        "areas": Jurisdiction.objects.all(),
    }
    return render(request, "desk/steps.html", context)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < len("9" * 18) else None


@require_safe
@desk_only
def month(request: StaffRequest) -> HttpResponse:
    """Show a month with what is due on each day."""
    today = timezone.localdate()
    first = _month(request.GET.get("month", "")) or today.replace(day=1)
    context = OF_DESK | {
        "first": first,
        "weeks": month_of(request.user, first, today, working_calendar()),
        "before": next_month(first, -1),
        "after": next_month(first, 1),
        "weekdays": [Text(zh, en) for zh, en in _WEEKDAYS],
    }
    return render(request, "desk/month.html", context)


_WEEKDAYS = (
    ("一", "Mon"),
    ("二", "Tue"),
    ("三", "Wed"),
    ("四", "Thu"),
    ("五", "Fri"),
    ("六", "Sat"),
    ("日", "Sun"),
)


def _month(text: str) -> date | None:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if 1900 < found.year < 2200 else None  # noqa: PLR2004 - far enough for any deadline
