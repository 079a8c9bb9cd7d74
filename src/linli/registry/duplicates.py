"""Compounds that may be one and the same, until a person merges them or keeps them apart (S11)."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.db import connection

from linli.core.policy.schema import Fact, Subject
from linli.engines.tables.fact_frame import KEY
from linli.engines.tables.namesakes import pairs
from linli.foundation.record.marks import Mark
from linli.registry.bridge import dictionary, name_key
from linli.registry.columns import registry_columns, visible_columns
from linli.registry.models import Compound, Namesake
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User


LONGEST_PART = 130
"""Characters of a name or a place by which a decision on it is remembered."""


class Difference(NamedTuple):
    """A fact that two compounds do not agree on, in words; empty where unknown."""

    fact: Fact
    left: str
    right: str


class Suspects(NamedTuple):
    """Two compounds that may be the same; ``score`` in percent."""

    left: Compound
    right: Compound
    score: int


def namesake_key(name: str, community: Any, address: Any) -> str:  # noqa: ANN401 - stored values
    """Return the form under which a decision on a name and place is remembered."""
    parts = (name_key(str(part or "")) for part in (name, community, address))
    return "|".join(part[:LONGEST_PART] for part in parts)


def key_of(compound: Compound) -> str:
    """Return the form of a compound's own name and place."""
    facts = compound.facts
    return namesake_key(compound.name, facts.get("community"), facts.get("address"))


def apart() -> set[tuple[int, str]]:
    """Return what people keep apart: compound id and the other's name and place."""
    return set(Namesake.objects.filter(same=False).values_list("compound_id", "key"))


def suspects(user: User, most: int) -> tuple[list[Suspects], int]:
    """Return the likeliest undecided pairs that a user may see, at most ``most``; and how many."""
    mine = visible_columns(user)[KEY]
    found = _pairs().filter(
        pl.col("left").is_in(mine.implode()), pl.col("right").is_in(mine.implode())
    )
    decided = apart()
    concerned = {compound for compound, _key in decided}
    ids = [row for row in found.iter_rows() if {row[0], row[1]} & concerned]
    known = Compound.objects.in_bulk({each for row in ids for each in row[:2]})
    settled = {row[:2] for row in ids if _kept_apart(known[row[0]], known[row[1]], decided)}
    open_pairs = [row for row in found.iter_rows() if row[:2] not in settled]
    shown = open_pairs[:most]
    compounds = Compound.objects.visible_to(user).select_related("jurisdiction", "division")
    by_pk = compounds.in_bulk({each for row in shown for each in row[:2]})
    lines = [
        Suspects(by_pk[left], by_pk[right], round(score * 100)) for left, right, score in shown
    ]
    return lines, len(open_pairs)


def _kept_apart(left: Compound, right: Compound, decided: set[tuple[int, str]]) -> bool:
    return bool({(left.pk, key_of(right)), (right.pk, key_of(left))} & decided)


_lock = threading.Lock()
_held: dict[str, tuple[Mark, pl.DataFrame]] = {}


def _pairs() -> pl.DataFrame:
    """Return the pairs of the whole registry, found anew when it has changed."""
    columns, place = registry_columns(), str(connection.settings_dict["NAME"])
    with _lock:
        held = _held.get(place)
        if held is None or held[0] != columns.mark:
            held = _held[place] = (columns.mark, pairs(records(columns.frame)))
        return held[1]


def records(frame: pl.DataFrame) -> pl.DataFrame:
    """Return registry columns as ``engines.tables.namesakes`` asks for them."""
    return frame.select(
        KEY,
        pl.col("jurisdiction").alias("area"),
        "name",
        *(
            pl.col(f"fact.{name}").alias(name)
            if f"fact.{name}" in frame.columns
            else pl.lit(None, pl.String).alias(name)
            for name in ("address", "community")
        ),
    )


def differences(left: Compound, right: Compound) -> list[Difference]:
    """Return the facts on which two compounds differ, those that both know first."""
    found = []
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        sides: tuple[Mapping[str, Any], ...] = (left.facts, right.facts)
        raw = [side.get(name) for side in sides]
        if raw[0] != raw[1]:
            words = ["" if each is None else in_words(fact, each) for each in raw]
            found.append(Difference(fact, *words))
    return sorted(found, key=lambda each: not (each.left and each.right))
