"""What the system administrator does: open, close and rename accounts, give first passwords."""

from __future__ import annotations

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.access import problems
from linli.foundation.access.passwords import first_password
from linli.foundation.access.reads import is_last_of_its_kind
from linli.foundation.people.models import Role, User
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing


def may_keep_accounts(user: User | None) -> list[Problem]:
    """Only the system administrator keeps accounts; None is the operator of the server."""
    if user is None or scope_of(user).has(Role.SYSTEM_ADMINISTRATOR):
        return []
    return [problems.ACCOUNTS_NOT_YOURS]


def may_change_account(user: User | None, account: User, reason: str = "?") -> list[Problem]:
    """Return what stands against closing an account or giving it a password."""
    found = may_keep_accounts(user)
    if user == account:
        found.append(problems.NOT_ONESELF)
    return found + _without(reason)


def open_account(
    user: User | None, username: str, display_name: str, reason: str
) -> tuple[User, str]:
    """Open an account without any post; return it and its first password, shown this once.

    Whoever signs in by it must change it at once. Raises ``ProblemError``.
    """
    found = may_keep_accounts(user) + _without(reason)
    if User.objects.filter(username__iexact=username).exists():
        found.append(problems.name_taken(username))
    _demand(found)
    password = first_password()
    account = User(username=username, display_name=display_name)
    account.set_password(password)
    account.password_set_at = None
    with changing(user, reason):
        account.save()
    return account, password


def close_account(user: User | None, account: User, reason: str) -> None:
    """Close an account: its sessions and tokens end at once. Raises ``ProblemError``."""
    found = may_change_account(user, account, reason)
    if is_last_of_its_kind(account):
        found.append(problems.LAST_OF_ITS_KIND)
    _demand(found)
    with changing(user, reason):
        account.is_active = False
        account.save(update_fields=["is_active"])


def reopen_account(user: User | None, account: User, reason: str) -> str:
    """Open a closed account again; return the first password."""
    _demand(may_change_account(user, account, reason))
    with changing(user, reason):
        account.is_active = True
        account.save(update_fields=["is_active"])
        return reset_password(user, account, reason)


def reset_password(user: User | None, account: User, reason: str) -> str:
    """Give an account a new first password, which ends its sessions; return it, shown this once."""
    _demand(may_change_account(user, account, reason))
    password = first_password()
    account.set_password(password)
    account.password_set_at = None
    with changing(user, reason):
        account.save(update_fields=["password", "password_set_at"])
    return password


def rename_account(user: User | None, account: User, display_name: str, reason: str) -> None:
    """Change the name that an account shows."""
    _demand(may_keep_accounts(user) + _without(reason))
    with changing(user, reason):
        account.display_name = display_name
        account.save(update_fields=["display_name"])


def _without(reason: str) -> list[Problem]:
    return [] if reason.strip() else [problems.REASON_MISSING]


def _demand(found: list[Problem]) -> None:
    if found:
        raise ProblemError(*found)
