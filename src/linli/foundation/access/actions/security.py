"""What the security administrator does: posts, locks, second factors, the security policy."""

from __future__ import annotations

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from axes.utils import reset

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.access import problems
from linli.foundation.access.models import AccountAct, SecurityPolicy
from linli.foundation.access.policy import know
from linli.foundation.access.reads import is_last_of_its_kind, roles_from
from linli.foundation.people.models import Appointment, Post, Role, User
from linli.foundation.people.scope import ADMINISTRATORS, scope_of
from linli.foundation.record.context import changing

Kind = AccountAct.Kind


def may_keep_security(user: User | None, reason: str = "?") -> list[Problem]:
    """Only the security administrator does this; None is the operator of the server."""
    found = []
    if user is not None and not scope_of(user).has(Role.SECURITY_ADMINISTRATOR):
        found.append(problems.SECURITY_NOT_YOURS)
    return found if reason.strip() else [*found, problems.REASON_MISSING]


def may_appoint(
    user: User | None, account: User, post: Post, since: date, reason: str = "?"
) -> list[Problem]:
    """Return what stands against giving a post: the three administrators are separate people."""
    found = may_keep_security(user, reason)
    if user == account:
        found.append(problems.NOT_ONESELF)
    if not account.is_active:
        found.append(problems.CLOSED_ACCOUNT)
    held = roles_from(account, since)
    if held and (post.role in ADMINISTRATORS or held & ADMINISTRATORS):
        found.append(problems.SEPARATE_PEOPLE)
    elif account.appointments.filter(post=post, until=None).exists():
        found.append(problems.HELD_ALREADY)
    return found


def appoint(user: User | None, account: User, post: Post, since: date, reason: str) -> Appointment:
    """Give a post from a day on. Raises ``ProblemError``."""
    with changing(user, reason):
        User.objects.select_for_update().get(pk=account.pk)  # two grants at once see each other
        _demand(may_appoint(user, account, post, since, reason))
        return Appointment.objects.create(user=account, post=post, since=since)


def may_dismiss(user: User | None, held: Appointment, reason: str = "?") -> list[Problem]:
    """Return what stands against taking a post."""
    found = may_keep_security(user, reason)
    if user == held.user:
        found.append(problems.NOT_ONESELF)
    if held.user and held.post.role in ADMINISTRATORS and is_last_of_its_kind(held.user):
        found.append(problems.LAST_OF_ITS_KIND)
    return found


def dismiss(user: User | None, held: Appointment, today: date, reason: str) -> None:
    """Take a post at once: yesterday was its last day. Raises ``ProblemError``."""
    _demand(may_dismiss(user, held, reason))
    with changing(user, reason):
        held.until = today - timedelta(days=1)
        held.save(update_fields=["until"])


def unlock(user: User, username: str, reason: str) -> None:
    """Let an account try its password again, from everywhere. Raises ``ProblemError``."""
    _demand(may_keep_security(user, reason))
    with changing(user, reason):
        reset(username=username)
        AccountAct.objects.create(
            kind=Kind.UNLOCKED, username=username, reason=reason, made_by=user
        )


def remove_second_factor(user: User, account: User, reason: str) -> None:
    """Remove a lost second factor and end the sessions. Raises ``ProblemError``."""
    _demand(may_keep_security(user, reason) + _not_own(user, account))
    with changing(user, reason):
        Authenticator.objects.filter(user=account).delete()
        _end_sessions(account)
        _note(user, account, Kind.SECOND_FACTOR_REMOVED, reason)


def sign_out(user: User, account: User, reason: str) -> None:
    """End all sessions of an account. Raises ``ProblemError``."""
    _demand(may_keep_security(user, reason) + _not_own(user, account))
    with changing(user, reason):
        _end_sessions(account)
        _note(user, account, Kind.SIGNED_OUT, reason)


def set_policy(user: User | None, asked: SecurityPolicy, reason: str) -> SecurityPolicy:
    """Put a security policy in force; those before stay. Raises ``ProblemError``."""
    _demand(may_keep_security(user, reason))
    asked.pk, asked.reason, asked.made_by = None, reason, user
    with changing(user, reason):
        asked.save(force_insert=True)
    know(asked)
    return asked


def _end_sessions(account: User) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()


def _note(user: User, account: User, kind: Kind, reason: str) -> None:
    AccountAct.objects.create(kind=kind, username=account.username, reason=reason, made_by=user)


def _not_own(user: User, account: User) -> list[Problem]:
    return [problems.NOT_ONESELF] if user == account else []


def _demand(found: list[Problem]) -> None:
    if found:
        raise ProblemError(*found)
