"""The pack's actors, offices and seats as organisations and posts (S02, S51-S66, S89-S90, A12).

An actor that is new in the pack becomes an organisation without a line of code.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.text import Text
from linli.core.policy.schema import ActorKind, Office, OfficeKind, OrganisationPost, Pack
from linli.foundation.people.models import Appointment, Jurisdiction, Organisation, Post
from linli.foundation.record.context import changing

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Kind = Organisation.Kind
KIND_OF_ACTOR = {
    ActorKind.DEPARTMENT: Kind.DEPARTMENT,
    ActorKind.SUPPORTING: Kind.SUPPORTING,
    ActorKind.UTILITY: Kind.UTILITY,
}
GROUP = "leading_group"


class Wanted(NamedTuple):
    """An organisation that the pack asks for; ``area`` is a jurisdiction's code."""

    code: str
    name: Text
    kind: str
    area: str = ""
    also_called: tuple[str, ...] = ()
    parent: str = ""


def load_offices(pack: Pack, user: User | None) -> int:
    """Make the organisations and seats of a pack; return how many organisations are new.

    Running it again changes nothing but names and places in the tree. Who holds a seat is loaded
    with the seat and never again: later appointments are the office's business.
    """
    areas = {area.code: area for area in Jurisdiction.objects.all()}
    with changing(user, _("载入组织机构")):
        before = Organisation.objects.count()
        found = [(each, _organisation(each, areas)) for each in wanted(pack) if _fits(each, areas)]
        for each, organisation in found:
            _place(each, organisation, found)
        if pack.posts:
            _load_group(pack)
        return Organisation.objects.count() - before


def _fits(wanted_one: Wanted, areas: dict[str, Jurisdiction]) -> bool:
    return not wanted_one.area or wanted_one.area in areas


def wanted(pack: Pack) -> Iterator[Wanted]:
    """Give the organisations of a pack: its offices, and its actors that no office stands for."""
    stood_for = {office.duty for office in pack.offices}
    for duty in pack.duties:
        if duty.code in stood_for:
            continue
        if duty.kind is ActorKind.TERRITORY:  # a pack that names no governments
            for area in pack.head.jurisdictions:
                yield Wanted(duty.code, area.name, Kind.GOVERNMENT, area.code, (duty.label.zh,))
        else:
            yield Wanted(duty.code, duty.label, KIND_OF_ACTOR[duty.kind])
    for office in pack.offices:
        yield from _of_office(office)


def _of_office(office: Office) -> Iterator[Wanted]:
    called = (
        office.label.zh,
        *office.also_called,
        *office.answers_for,
        *filter(None, [office.duty]),
    )
    if not office.areas:
        yield Wanted(office.code, office.label, office.kind, "", called, office.parent)
    for area in office.areas:
        kind = OfficeKind.ZONE if area.code in office.zones else office.kind
        yield Wanted(office.code, area.name, kind, area.code, called, office.parent)


def _organisation(each: Wanted, areas: dict[str, Jurisdiction]) -> Organisation:
    """Return an organisation, made or brought up; one that stands by name only gets its code."""
    area = areas.get(each.area)
    same_name = Organisation.objects.filter(code="", name=each.name.zh).first()
    found = Organisation.objects.filter(code=each.code, jurisdiction=area).first() or same_name
    values: dict[str, Any] = {
        "code": each.code,
        "jurisdiction": area,
        "name": each.name.zh,
        "name_en": each.name.en,
        "kind": str(each.kind),
        "also_called": list(each.also_called),
    }
    return _brought_up(found or Organisation(), values)


def _brought_up(row: Organisation, values: dict[str, Any]) -> Organisation:
    """Save a row where a value differs."""
    if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


def _place(
    each: Wanted, organisation: Organisation, found: list[tuple[Wanted, Organisation]]
) -> None:
    """Put an organisation below its parent, that of the same area before the city's."""
    parents = {other.area: row for other, row in found if each.parent and other.code == each.parent}
    parent = parents.get(each.area) or parents.get("")
    if parent and organisation.parent_id != parent.pk:
        organisation.parent = parent
        organisation.save()


def _load_group(pack: Pack) -> None:
    """Make the city's leading group with its seats, and who sat there on the document's day."""
    group = Organisation.objects.filter(code=GROUP, jurisdiction=None).first()
    if group is None:
        city = pack.head.city
        name = Text(f"{city.zh}城镇老旧小区改造工作领导小组", f"Leading group of {city.en}")
        group = Organisation.objects.create(
            code=GROUP, name=name.zh, name_en=name.en, kind=Kind.LEADING_GROUP
        )
    for order, seat in enumerate(pack.posts, start=1):
        _seat(pack, group, order, seat)


def _seat(pack: Pack, group: Organisation, order: int, seat: OrganisationPost) -> None:
    title = f"{seat.office}{seat.seat}"[:60]
    post, is_new = Post.objects.get_or_create(
        organisation=group, title=title, rank=seat.label.zh, defaults={"order": order}
    )
    if is_new and seat.holder:
        Appointment.objects.create(
            post=post,
            holder=seat.holder,
            since=pack.head.dated,
            document=pack.head.document_number,
            document_day=pack.head.dated,
            note=seat.note.zh if seat.note else "",
        )
