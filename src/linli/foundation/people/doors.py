"""Doors to pages: who may come in at all, before any scope narrows what is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern

from linli.foundation.people.models import User
from linli.foundation.people.scope import PROGRAMME_ROLES, scope_of

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class StaffRequest(HttpRequest):
    """A request of a signed-in person; the door has seen to it."""

    user: User


View = Callable[Concatenate[StaffRequest, P], R]


def roles_only(*roles: str, to_change: bool = False) -> Callable[[View[P, R]], View[P, R]]:
    """Return a door for holders of some roles; others get a 403 before anything is looked up.

    ``to_change``: it stands open to those who only read (GET, HEAD, OPTIONS).
    """

    def door(view: View[P, R]) -> View[P, R]:
        @wraps(view)
        def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> R:
            only_reads = to_change and request.method in SAFE_METHODS
            if not only_reads and not scope_of(request.user).has(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return door


def programme_only(view: View[P, R]) -> View[P, R]:
    """Let in only people whose post has to do with the programme; others get a 403."""
    return roles_only(*PROGRAMME_ROLES)(view)


def behind(
    door: Callable[[View[..., HttpResponseBase]], View[..., HttpResponseBase]],
    addresses: Iterable[URLPattern],
) -> None:
    """Put all addresses of a room behind one door, but those that need no sign-in."""
    for address in addresses:
        if getattr(address.callback, "login_required", True):
            address.callback = door(address.callback)
