"""Keys with which programs act for a user, in that user's scope: shown once, kept as digests."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.people.models import ApiToken, User

PREFIX = "linli_"
"""What every token begins with, so that one that leaked is recognised."""
USE_NOTED_EVERY = timedelta(minutes=1)


def make_token(user: User, name: str) -> str:
    """Make a token for a user and return it: this once, only its digest is stored.

    ``name`` says what it is for. Raises ``ProblemError`` without one, or with one too long.
    """
    longest = ApiToken._meta.get_field("name").max_length or 0
    if not name.strip() or len(name.strip()) > longest:
        raise ProblemError(_name_unfit(longest))
    token = PREFIX + secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, name=name.strip(), digest=_digest(token))
    return token


def revoke_token(token: ApiToken) -> None:
    """Make a token useless from now on; one that is so already stays as it is."""
    ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now())


def user_of_token(token: str) -> User | None:
    """Return the active user for whom a token acts; None for a wrong or revoked one."""
    now = timezone.now()
    valid = ApiToken.objects.filter(revoked_at=None, user__is_active=True)
    found = valid.select_related("user").filter(digest=_digest(token)).first()
    if found is None:
        return None
    if found.used_at is None or found.used_at < now - USE_NOTED_EVERY:
        old = Q(used_at=None) | Q(used_at__lt=now - USE_NOTED_EVERY)
        ApiToken.objects.filter(old, pk=found.pk).update(used_at=now)
    return found.user


def token_in(authorization: str) -> str:
    """Return the token of an ``Authorization`` header; empty where there is none.

    Besides ``Bearer`` it may be the password of ``Basic``, which desktop programs know; the user
    name beside it is not looked at.
    """
    scheme, _blank, given = authorization.partition(" ")
    match scheme.lower():
        case "bearer":
            return given.strip()
        case "basic":
            return _password(given.strip())
    return ""


def _password(pair: str) -> str:
    try:
        return base64.b64decode(pair, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _name_unfit(longest: int) -> Problem:
    return Problem(
        "token-name",
        Text(f"用途须为 1 到 {longest} 个字。", f"The purpose has 1 to {longest} characters."),
        Text("请写明哪个程序使用，如“地图桌面软件”。", "Say which program uses it."),
        Place(key="name"),
    )
