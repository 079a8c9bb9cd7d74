"""One's own: notices, deputies while away, the calendar feed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.kernel.problem import ProblemError
from linli.foundation.desk.feeds import calendar_of, make_feed, revoke_feeds, user_of_feed
from linli.foundation.desk.inbox_pages import OF_DESK, desk_only
from linli.foundation.desk.models import CalendarFeed
from linli.foundation.desk.reads import held_by
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.desk.step_forms import AwayForm
from linli.foundation.people.models import User
from linli.foundation.record.context import changing
from linli.foundation.steps import actions
from linli.foundation.steps.actions.deputies import colleagues
from linli.foundation.steps.models import Delegation

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def notices(request: StaffRequest) -> HttpResponse:
    """Show one's notices, the newest first; mark all as read."""
    own = request.user.notices.select_related("step")
    if request.method == "POST":
        own.filter(read_at=None).update(read_at=timezone.now())
        return redirect("desk:notices")
    page = Paginator(own, PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/notices.html", OF_DESK | {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def away(request: StaffRequest) -> HttpResponse:
    """Show who acts for oneself and for whom one acts; name a deputy."""
    form, problems = AwayForm(request.POST or None), ()
    people = User.objects.filter(pk__in=colleagues(request.user))
    form.fields["deputy"].queryset = people  # type: ignore[attr-defined] # a choice of rows
    if form.is_valid():
        try:
            actions.delegate(request.user, **form.cleaned_data)
        except ProblemError as error:
            problems = error.problems  # type: ignore[assignment] # of another length
        else:
            messages.success(request, _("已委托代办，代办人可以办理您名下的事项。"))
            return redirect("desk:away")
    context: dict[str, Any] = OF_DESK | {
        "form": form,
        "problems": problems,
        "today": timezone.localdate(),
        "own": request.user.delegations.select_related("deputy"),
        "for_others": request.user.deputised.select_related("user"),
        "alone": not people,
    }
    return render(request, "desk/away.html", context, status=422 if form.is_bound else 200)


@require_POST
@desk_only
def away_end(request: StaffRequest, number: int) -> HttpResponse:
    """Take one's own delegation back early; another's is not found."""
    own = get_object_or_404(Delegation, pk=number, user=request.user)
    actions.end_delegation(request.user, own)
    return redirect("desk:away")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk_only
def feed(request: StaffRequest) -> HttpResponse:
    """Make the address of one's calendar feed, shown on this answer only, or end it."""
    made = ""
    if request.method == "POST":
        with changing(request.user, _("日历订阅地址")):
            if "revoke" in request.POST:
                revoke_feeds(request.user)
            else:
                made = make_feed(request.user)
    current = CalendarFeed.objects.filter(user=request.user, revoked_at=None).first()
    context = OF_DESK | {"made": made, "current": current}
    return render(request, "desk/feed.html", context)


@login_not_required
@never_cache
@require_safe
def feed_file(_request: StaffRequest, token: str) -> HttpResponse:
    """Give the due days of whoever made the token, to a calendar program."""
    user = user_of_feed(token)
    if user is None:
        raise Http404
    return HttpResponse(calendar_of(held_by(user)), content_type="text/calendar; charset=utf-8")
