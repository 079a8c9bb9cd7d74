"""Who may come in, and what becomes of a posted act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.determination.models import PackVersion
from linli.foundation.people.doors import P, StaffRequest, View
from linli.foundation.people.models import Role

WRITERS = (Role.CITY_OFFICE, Role.COUNTY_OFFICE, Role.DEPARTMENT_OFFICER)
Act = Callable[[StaffRequest], str]
"""Does what a form asks for and returns where to go next."""


def with_pack(view: View[P, HttpResponseBase]) -> View[P, HttpResponseBase]:
    """Show what to do first where no policy pack was loaded yet."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not PackVersion.objects.exists():
            return render(request, "approvals/no_pack.html")
        return view(request, *args, **kwargs)

    return guarded


def attempt(request: StaffRequest, acts: Mapping[str, Act]) -> tuple[str, list[Problem]]:
    """Do the posted act; return where to go, or what stood against it."""
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        return "", [NO_SUCH_ACT]
    try:
        return act(request), []
    except ProblemError as error:
        return "", list(error.problems)


def whole(posted: QueryDict, name: str) -> int | None:
    """Return a posted whole number; None for none."""
    text = posted.get(name, "")
    return int(text) if text.isdecimal() else None


NO_SUCH_ACT = Problem(
    "no-such-act",
    Text("没有说明要办理什么。", "The form does not say what to do."),
    Text("请从页面上的按钮办理。", "Use a button of the page."),
)
