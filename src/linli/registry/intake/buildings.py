"""The sheet of buildings: each row belongs to a compound of the file or of the registry (S13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from linli.registry.bridge import name_key
from linli.registry.intake import letters
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.rows import Rows
from linli.registry.models import Building, Compound

Owner = tuple[int, str]
"""Jurisdiction id and name key of a compound."""
_OWNER_FACTS = {"row", "code", "name", "jurisdiction", "building_name"}


@dataclass(frozen=True, slots=True)
class BuildingRow:
    """A building to store, with the known facts; ``is_new`` tells it from a change."""

    row: int
    owner: Owner
    name: str
    facts: dict[str, Any]
    is_new: bool


def settle_buildings(rows: Rows, gazetteer: Gazetteer, owners: set[Owner]) -> list[BuildingRow]:
    """Return the buildings that are new or changed; ``owners`` are the file's own compounds."""
    areas = {area.pk for area in gazetteer.areas}
    registry = set(
        Compound.objects.filter(jurisdiction__in=areas).values_list("jurisdiction_id", "name_key")
    )
    known = _known_buildings()
    settled: list[BuildingRow] = []
    first_rows: dict[tuple[Owner, str], int] = {}
    for raw in rows.facts.filter(~rows.facts["row"].is_in(list(rows.blocked()))).to_dicts():
        number = raw["row"]
        spot = gazetteer.find(raw["jurisdiction"], None, None)
        owner = (spot.jurisdiction_id or 0, name_key(raw["name"]))
        if spot.problem:
            rows.add(number, spot.problem, "jurisdiction")
        elif owner not in owners and owner not in registry:
            rows.add(number, letters.no_owner(raw["name"]), "name")
        elif (earlier := first_rows.setdefault((owner, raw["building_name"]), number)) != number:
            rows.add(number, letters.twice(raw["building_name"], earlier), "building_name")
        else:
            settled += _changed(raw, owner, known)
    return settled


def _known_buildings() -> dict[tuple[int, str, str], dict[str, Any]]:
    rows = Building.objects.values_list(
        "compound__jurisdiction_id", "compound__name_key", "name", "facts"
    )
    return {(area, key, name): facts for area, key, name, facts in rows}


def _changed(
    raw: dict[str, Any], owner: Owner, known: dict[tuple[int, str, str], dict[str, Any]]
) -> Iterator[BuildingRow]:
    given = {
        name: value for name, value in raw.items() if name not in _OWNER_FACTS and value is not None
    }
    existing = known.get((*owner, raw["building_name"]))
    facts = {**(existing or {}), **given}
    if existing != facts:
        yield BuildingRow(raw["row"], owner, raw["building_name"], facts, existing is None)
