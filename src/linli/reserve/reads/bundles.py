"""Bundles on pages: what is proposed, what may be chosen, what one holds and how it came about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.db.models import QuerySet

from linli.core.planning.bundles import (
    Place,
    Proposal,
    Reach,
    metres_between,
    proposal_of,
    propose,
)
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.models import Jurisdiction
from linli.registry.columns import visible_columns
from linli.registry.map import KINDS, background
from linli.registry.searching import says
from linli.reserve.facility_names import facility_names
from linli.reserve.models import Bundle, BundleMember, Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User

NEAREST = 40
"""How many compounds around a bundle are offered beside its members."""
CHOSEN, FREE, HELD = "#1a5cb8", "#98a2ae", "#d55e00"
State = Candidate.State
_COLUMNS = ("town", "community", "households", "services_nearby")


class Choice(NamedTuple):
    """A compound that may stand in a bundle. ``place`` is None without a position.

    ``metres`` from the middle of the bundle, ``held`` the bundle of its level that has it.
    """

    code: str
    name: str
    households: int | None
    town: str
    community: str
    place: Place | None
    metres: int | None
    held: Bundle | None
    chosen: bool


class ProposalRow(NamedTuple):
    """A proposal with the names of its compounds, its colour on the map, and its form's query."""

    proposal: Proposal
    names: list[str]
    colour: str
    query: str


def bundles_of(user: User, area: str = "") -> QuerySet[Bundle]:
    """Return the bundles that a user may see, those that stand first."""
    found = Bundle.objects.visible_to(user).select_related("jurisdiction", "project__candidate")
    if area:
        found = found.filter(jurisdiction__code=area)
    return found.prefetch_related("compounds", "facilities").order_by("-active", "code")


def bundle_of(user: User, code: str) -> Bundle:
    """Return a bundle by its code; ``Bundle.DoesNotExist`` outside the scope."""
    return bundles_of(user).get(code=code)


def reach_of(pack: Pack, level: str, day: date) -> Reach | None:
    """Return how far a level's bundles reach by the pack; None while a figure is open."""
    names = [f"bundle_{level}_{part}" for part in Reach.__dataclass_fields__]
    if any(name not in pack.parameters for name in names):
        return None
    figures = [parameter_value(pack, name, day) for name in names]
    whole = [figure for figure in figures if isinstance(figure, int)]
    return Reach(*whole) if len(whole) == len(names) else None


def proposals(user: User, area: Jurisdiction, level: str, reach: Reach) -> list[ProposalRow]:
    """Return the bundles that neighbourhood suggests, of compounds that none of the level has.

    Street bundles that were accepted go whole into area bundles.
    """
    held = held_by(area, level)
    found = [each for each in choices(user, area, level) if each.code not in held and each.place]
    names = {each.code: each.name for each in found}
    streets: list[list[str]] = []
    if level == Bundle.Level.AREA:
        inner = Bundle.objects.filter(active=True, jurisdiction=area, level=Bundle.Level.STREET)
        streets = [list(each.compounds.values_list("code", flat=True)) for each in inner]
    suggested = propose((each.place for each in found if each.place), reach, streets)
    return [
        ProposalRow(
            each,
            [names[code] for code in each.codes],
            KINDS[number % len(KINDS)],
            "&".join([f"level={level}", *(f"member={code}" for code in each.codes)]),
        )
        for number, each in enumerate(suggested)
    ]


def held_by(area: Jurisdiction, level: str) -> dict[str, Bundle]:
    """Return which bundle of a level has each compound, by code."""
    found = BundleMember.objects.filter(bundle__jurisdiction=area, level=level)
    return {each.compound.code: each.bundle for each in found.select_related("bundle", "compound")}


def choices(user: User, area: Jurisdiction, level: str) -> list[Choice]:
    """Return the compounds of an area whose projects stand in the reserve and are not planned."""
    standing = Candidate.objects.visible_to(user).filter(project__jurisdiction=area)
    free = standing.exclude(state__in=(State.WITHDRAWN, State.PLANNED))
    ids = set(free.values_list("project__compounds", flat=True))
    held = held_by(area, level)
    frame = visible_columns(user).filter(pl.col(KEY).is_in(list(ids)))
    wanted = [name for name in _COLUMNS if f"fact.{name}" in frame.columns]
    rows = frame.select(
        *("code", "name", "longitude", "latitude"),
        *(pl.col(f"fact.{name}").alias(name) for name in wanted),
    )
    return [_choice(row, held) for row in rows.iter_rows(named=True)]


def _choice(row: dict[str, Any], held: dict[str, Bundle]) -> Choice:
    town, community = row.get("town") or "", row.get("community") or ""
    households, bundle = row.get("households"), held.get(row["code"])
    place = None
    if row["longitude"] is not None and row["latitude"] is not None:
        place = Place(
            row["code"],
            (row["longitude"], row["latitude"]),
            town,
            community,
            households or 0,
            facility_names(row.get("services_nearby") or ""),
        )
    return Choice(
        row["code"],
        row["name"],
        households,
        town,
        community,
        place,
        None,
        bundle,
        chosen=False,
    )


def offered(
    user: User, area: Jurisdiction, level: str, chosen: Collection[str], text: str, own: str
) -> list[Choice]:
    """Return the chosen compounds, then what a text finds, then the nearest, each once.

    ``own`` is the code of the bundle that is being reshaped: what it has is free.
    """
    found = choices(user, area, level)
    places = [each.place.position for each in found if each.code in chosen and each.place]
    middle = _middle(places)
    wanted = _found(user, text) if text.strip() else set()
    marked = [
        each._replace(
            chosen=each.code in chosen,
            held=None if each.held and each.held.code == own else each.held,
            metres=round(metres_between(middle, each.place.position))
            if middle and each.place
            else None,
        )
        for each in found
    ]
    ranked = sorted(
        marked,
        key=lambda each: (
            not each.chosen,
            each.code not in wanted,
            each.metres is None,
            each.metres or 0,
            each.code,
        ),
    )
    sure = sum(each.chosen or each.code in wanted for each in marked)
    return ranked[: sure + NEAREST]


def _found(user: User, text: str) -> set[str]:
    return set(visible_columns(user).filter(says(text.strip()))["code"])


def _middle(places: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    if not places:
        return None
    return (
        sum(place[0] for place in places) / len(places),
        sum(place[1] for place in places) / len(places),
    )


def together(found: Iterable[Choice]) -> Proposal:
    """Return what can be said of the chosen compounds that have a position."""
    return proposal_of(each.place for each in found if each.chosen and each.place)


def map_of_choices(found: Iterable[Choice]) -> dict[str, Any]:
    """Return the map of what is chosen and what may be: places with colours and labels."""
    return {
        "places": [
            _dot(each, HELD if each.held else CHOSEN if each.chosen else FREE) for each in found
        ],
        "colours": {"chosen": CHOSEN, "free": FREE},
        "background": background(),
    }


def map_of_proposals(rows: Iterable[ProposalRow], found: Iterable[Choice]) -> dict[str, Any]:
    """Return the map of proposals, each in a colour, and of the compounds in none."""
    colours = {code: row.colour for row in rows for code in row.proposal.codes}
    dots = [_dot(each, colours.get(each.code, FREE)) for each in found]
    return {"places": dots, "background": background()}


def _dot(choice: Choice, colour: str) -> dict[str, Any]:
    said = [choice.name, str(choice.held or "")]
    position = choice.place.position if choice.place else None
    return {
        "code": choice.code,
        "label": "\n".join(filter(None, said)),
        "position": position,
        "colour": colour,
        "open": not choice.held,
    }
