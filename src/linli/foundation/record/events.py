"""Put into the record what changes no row: sign-ins, readings of personal data, exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from linli.foundation.record.context import changing
from linli.foundation.record.models import Event

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LONGEST = 300


def note(user: User | None, kind: Event.Kind, about: str, reason: str) -> None:
    """Record that something happened, with whom and why; ``about`` is no personal data in clear."""
    with changing(user, reason):
        Event.objects.create(kind=kind, about=about[:LONGEST])


def note_sign_in(user: User, request: HttpRequest | None) -> None:
    """Record a sign-in and where it came from."""
    note(user, Event.Kind.SIGNED_IN, _address(request), _("登录"))


def note_failure(username: str, request: HttpRequest | None) -> None:
    """Record a failed sign-in: the name that was tried, and where it came from."""
    note(None, Event.Kind.SIGN_IN_FAILED, f"{username[:150]} {_address(request)}", _("登录失败"))


def _address(request: HttpRequest | None) -> str:
    return str(request.META.get("REMOTE_ADDR", "")) if request else ""
