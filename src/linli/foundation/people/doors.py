"""Doors to pages: who may come in at all, before any scope narrows what is shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from linli.foundation.people.models import User
from linli.foundation.people.scope import PROGRAMME_ROLES, scope_of

P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request of a signed-in person; the door has seen to it."""

    user: User


def programme_only(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Let in only people whose post has to do with the programme; others get a 403."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not scope_of(request.user).has(*PROGRAMME_ROLES):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
