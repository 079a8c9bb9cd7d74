"""The compounds that a phone keeps: those of the user's own communities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import Substr

from linli.foundation.people.models import Division
from linli.registry.bridge import name_key
from linli.registry.field_form import shown_facts
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

MOST = 3_000
"""What a phone keeps and searches with ease; more are taken town by town."""
TOWN_DIGITS = 9
FOUND = 30


class PhoneList(NamedTuple):
    """``towns``: code, name and count; ``compounds``: what the form shows of each.

    There are none until a town is chosen, where all would be too many.
    """

    towns: list[dict[str, Any]]
    town: str
    compounds: list[dict[str, Any]]


def phone_list(user: User, town: str = "") -> PhoneList:
    """Return the list for a phone: of a town (its code), or all where they are few enough."""
    own = Compound.objects.visible_to(user)
    towns = _towns(own)
    if not town and sum(each["count"] for each in towns) > MOST:
        return PhoneList(towns, town, [])
    chosen = own.filter(division__code__startswith=town) if town else own
    found = chosen.select_related("division").order_by("name", "code")[:MOST]
    return PhoneList(towns, town, [_line(compound) for compound in found])


def search(user: User, text: str) -> list[Compound]:
    """Return the first compounds whose name holds a text, or whose code begins with it."""
    own = Compound.objects.visible_to(user).select_related("division")
    if text:
        own = own.filter(name_key__contains=name_key(text)) | own.filter(code__startswith=text)
    return list(own.order_by("code")[:FOUND])


def _towns(own: QuerySet[Compound]) -> list[dict[str, Any]]:
    code = Substr("division__code", 1, TOWN_DIGITS)
    placed = own.exclude(division=None).order_by().annotate(town=code)
    counts = dict(placed.values("town").annotate(count=Count("pk")).values_list("town", "count"))
    named = Division.objects.filter(code__in=counts)
    return [{"code": each.code, "name": each.name, "count": counts[each.code]} for each in named]


def _line(compound: Compound) -> dict[str, Any]:
    community = compound.facts.get("community") or (
        compound.division.name if compound.division else ""
    )
    return {
        "code": compound.code,
        "name": compound.name,
        "where": f"{community} {compound.facts.get('address', '')}".strip(),
        "facts": {
            name: raw for name, raw in shown_facts(compound.facts).items() if raw is not None
        },
    }
