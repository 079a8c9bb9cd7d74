"""What stands between signing in and going on: old sessions, old passwords, a second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.foundation.access.models import SecurityPolicy
from linli.foundation.access.policy import policy
from linli.foundation.people.models import Role, User
from linli.foundation.people.scope import ADMINISTRATORS, scope_of

BEGAN, SEEN, HAS_SECOND = "began", "seen", "has_second_factor"
NOTED_EVERY_SECONDS = 60
STAFF = frozenset(Role.values) - {Role.RESIDENT}
_ALWAYS_OPEN = frozenset(
    {
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "mfa_view_recovery_codes",
        "usersessions_list",
        "desk:language",
    }
)
"""Pages that set things right."""


def account_in_order(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End sessions that are too old; lead to what an account must first put in order."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, AnonymousUser):
            return get_response(request)
        if _is_over(request.session):
            logout(request)
            messages.warning(request, _("登录已超时，请重新登录。"))
        elif (page := _due(request, user)) and _name(request) not in _ALWAYS_OPEN:
            return redirect(page)
        return get_response(request)

    return middleware


def begin(request: HttpRequest, **_signal: object) -> None:
    """Note when a session begins (on ``user_logged_in``)."""
    request.session[BEGAN] = request.session[SEEN] = time.time()


def _is_over(session: SessionBase) -> bool:
    now, rules = time.time(), policy()
    began, seen = session.get(BEGAN, 0), session.get(SEEN, 0)
    if now - began > rules.session_hours * 3600 or now - seen > rules.idle_minutes * 60:
        return True
    if now - seen > NOTED_EVERY_SECONDS:
        session[SEEN] = now
        seen_now = UserSession.objects.filter(session_key=session.session_key)
        seen_now.update(last_seen_at=timezone.now())
    return False


def _due(request: HttpRequest, user: User) -> str:
    """Return the page that must come first, saying why; empty where all is in order."""
    if reason := password_due(user):
        messages.warning(request, reason)
        return "account_change_password"
    if asks_second_factor(user) and not _has_second_factor(request.session, user):
        messages.warning(request, _("按安全策略，您的岗位须先设置两步验证。"))
        return "mfa_activate_totp"
    return ""


def password_due(user: User) -> str:
    """Return why a password must be changed now; empty where it need not."""
    if not user.has_usable_password():
        return ""
    days = policy().password_days
    if user.password_set_at is None:
        return _("初始密码须先修改。")
    if days and timezone.now() - user.password_set_at > timedelta(days=days):
        return _("密码已用满 %(days)d 天，请先修改。") % {"days": days}
    return ""


def asks_second_factor(user: User) -> bool:
    """Tell whether the policy asks a second factor of a person."""
    asked = {
        SecurityPolicy.SecondFactor.ADMINISTRATORS: ADMINISTRATORS,
        SecurityPolicy.SecondFactor.STAFF: STAFF,
    }.get(SecurityPolicy.SecondFactor(policy().second_factor), frozenset())
    return scope_of(user).has(*asked)


def _has_second_factor(session: SessionBase, user: User) -> bool:
    if HAS_SECOND not in session:
        codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
        if codes.exists():
            session[HAS_SECOND] = True
    return HAS_SECOND in session


def _name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
