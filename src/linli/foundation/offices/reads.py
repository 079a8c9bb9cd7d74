"""Questions about the organisation: the tree, who held which post when, where groups lack."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from linli.engines.pinyin import initials
from linli.foundation.people.finding import Found
from linli.foundation.people.models import Appointment, Jurisdiction, Organisation, Post, User

Kind = Organisation.Kind
FAMILIES = (
    Kind.LEADING_GROUP,
    Kind.GOVERNMENT,
    Kind.ZONE,
    Kind.DEPARTMENT,
    Kind.SUPPORTING,
    Kind.UTILITY,
    Kind.OTHER,
)
"""Families in the order of the tree; those left out stand below their parents."""


@dataclass
class Branch:
    """An organisation with those below it."""

    organisation: Organisation
    children: list[Branch] = field(default_factory=list)


class Family(NamedTuple):
    """A family of addressees (S02) with its organisations."""

    name: str
    branches: list[Branch]


def tree() -> list[Family]:
    """Return the organisation by families; what has a parent stands below it."""
    rows = Organisation.objects.select_related("jurisdiction").order_by("jurisdiction__order", "pk")
    branches = {row.pk: Branch(row) for row in rows}
    roots: dict[str, list[Branch]] = {}
    for branch in branches.values():
        parent = branches.get(branch.organisation.parent_id or 0)
        if parent:
            parent.children.append(branch)
        else:
            kind = branch.organisation.kind
            roots.setdefault(kind if kind in FAMILIES else Kind.OTHER, []).append(branch)
    return [Family(str(kind.label), roots[kind]) for kind in FAMILIES if kind in roots]


class Seat(NamedTuple):
    """A post, who holds it on a day, and everyone who ever did, the latest first."""

    post: Post
    now: list[Appointment]
    history: list[Appointment]


def seats(organisation: Organisation, day: date) -> list[Seat]:
    """Return an organisation's posts with their holders."""
    appointments: dict[int, list[Appointment]] = {}
    held = Appointment.objects.filter(post__organisation=organisation).select_related("user")
    for each in held:
        appointments.setdefault(each.post_id, []).append(each)
    return [
        Seat(post, [each for each in history if _holds(each, day)], history)
        for post in organisation.posts.all()
        for history in [appointments.get(post.pk, [])]
    ]


def _holds(appointment: Appointment, day: date) -> bool:
    return appointment.since <= day and (appointment.until is None or day <= appointment.until)


def find_people(_user: User, text: str, most: int) -> list[Found]:
    """Return who holds which post today, by name, post, office, or initials of the name (S89)."""
    today = timezone.localdate()
    now = Appointment.objects.held_on(today)
    rows = now.select_related("user", "post__organisation").order_by(
        "post__organisation", "post__order", "pk"
    )
    held = ((each, each.holder or str(each.user)) for each in rows)
    return [
        Found(
            name,
            f"{each.post.organisation} {each.post.title}",
            reverse("offices:organisation", args=[each.post.organisation_id]),
        )
        for each, name in held
        if text in f"{name} {each.post.title} {each.post.organisation}"
        or text.lower() in initials(name)
    ][:most]


class GroupLine(NamedTuple):
    """A jurisdiction and its leading group; None is a gap (S29)."""

    jurisdiction: Jurisdiction
    group: Organisation | None
    filled: int
    seats: int


def groups(day: date) -> list[GroupLine]:
    """Return each jurisdiction with its leading group, or the gap where it has none (S29)."""
    found = Organisation.objects.filter(kind=Kind.LEADING_GROUP, jurisdiction__isnull=False)
    by_area = {group.jurisdiction_id: group for group in found.prefetch_related("posts")}
    now = Appointment.objects.held_on(day)
    held = now.filter(post__organisation__in=found).values_list("post", "post__organisation")
    filled = dict.fromkeys(held, 1)
    return [
        GroupLine(
            area,
            group,
            sum(1 for _post, owner in filled if group and owner == group.pk),
            len(group.posts.all()) if group else 0,
        )
        for area in Jurisdiction.objects.all()
        for group in [by_area.get(area.pk)]
    ]
