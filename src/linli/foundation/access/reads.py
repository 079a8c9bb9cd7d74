"""Questions about accounts and the posts that they hold."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from linli.engines.pinyin import initials
from linli.foundation.people.finding import Found
from linli.foundation.people.models import Appointment, Post, Role, User
from linli.foundation.people.scope import ADMINISTRATORS, scope_of

PAGE = 50


class Row(NamedTuple):
    """An account as a line of a list: its posts of today, and whether it has a second factor."""

    account: User
    posts: list[Post]
    has_second_factor: bool


def held_from(account: User, day: date) -> QuerySet[Appointment]:
    """Return the appointments of a person that hold on a day or begin later."""
    later = Q(until=None) | Q(until__gte=day)
    return account.appointments.filter(later).select_related("post__organisation")


def roles_from(account: User, day: date) -> set[str]:
    """Return the roles that a person has on a day or will have; seats without a role give none."""
    return {held.post.role for held in held_from(account, day)} - {""}


def is_last_of_its_kind(account: User) -> bool:
    """Tell whether a person is the only one who holds an administrator's post today."""
    today = timezone.localdate()
    return any(
        holders(role, today) == {account.pk}
        for role in ADMINISTRATORS & {Role(role) for role in roles_from(account, today)}
    )


def holders(role: str, day: date) -> set[int]:
    """Return the open accounts that hold a role on a day."""
    held = Appointment.objects.held_on(day)
    found = held.filter(post__role=role, user__is_active=True)
    return set(found.values_list("user_id", flat=True))


def account_page(text: str, number: str | int | None) -> tuple[Page[User], list[Row]]:
    """Return a page of the accounts whose name holds a text, and its lines."""
    named = Q(username__icontains=text) | Q(display_name__icontains=text)
    found = User.objects.filter(named).order_by("username")
    page = Paginator(found, PAGE).get_page(number)
    return page, _rows(list(page))


def find_accounts(user: User, text: str, most: int) -> list[Found]:
    """Return the accounts whose name or its initials hold a text, for an administrator."""
    of_security = scope_of(user).has(Role.SECURITY_ADMINISTRATOR)
    page = "access:person" if of_security else "access:account"
    known = User.objects.order_by("username").only("username", "display_name")
    return [
        Found(str(each), each.username, reverse(page, args=[each.pk]))
        for each in known
        if text.lower() in f"{each.username} {each.display_name} {initials(str(each))}".lower()
    ][:most]


def _rows(users: list[User]) -> list[Row]:
    today = timezone.localdate()
    held = Appointment.objects.held_on(today)
    posts: dict[int, list[Post]] = {}
    for each in held.filter(user__in=users).select_related("post__organisation"):
        posts.setdefault(each.user_id or 0, []).append(each.post)
    codes = Authenticator.objects.filter(user__in=users, type=Authenticator.Type.TOTP)
    secured = set(codes.values_list("user_id", flat=True))
    return [Row(each, posts.get(each.pk, []), each.pk in secured) for each in users]
