"""Rows of a preview that wait for a decision: a compound of the registry, or another (S11)."""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from linli.registry.intake import Preview
from linli.registry.models import Compound


class Undecided(NamedTuple):
    """A row, the compound that it may be, and the key under which the decision is remembered."""

    sheet: str
    row: int
    name: str
    place: str
    compound: Compound
    key: str


def undecided(preview: Preview, most: int) -> list[Undecided]:
    """Return the first rows of a preview that a person must decide on."""
    found = ((bad, *bad.namesake) for bad in preview.quarantined if bad.namesake)
    rows = list(islice(found, most))
    compounds = Compound.objects.select_related("jurisdiction").in_bulk([pk for _, pk, _ in rows])
    return [Undecided(bad.sheet, bad.row, *_said(key), compounds[pk], key) for bad, pk, key in rows]


def _said(key: str) -> tuple[str, str]:
    """Return the name, and community and address, of a ``duplicates.namesake_key``."""
    name, community, address = key.split("|", 2)
    return name, f"{community} {address}".strip()
