"""What rows would change of what they mean: whole columns at once, then where they differ."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, NamedTuple

import polars as pl

from linli.core.kernel.version import canonical
from linli.core.policy.schema import Fact
from linli.engines.tables.fact_frame import KEY, decoded
from linli.engines.tables.written import odd_json
from linli.registry.intake.rows import Rows

Changes = dict[str, tuple[Any, Any]]
"""Fact -> (old, new), encoded; None is unknown."""


class Change(NamedTuple):
    """A row that changes what it means: where it stands, and the facts afterwards as JSON text."""

    sheet: str
    row: int
    changes: Changes
    facts: str


class Compared(NamedTuple):
    """Changes by the id of what changes, and the ids of what stays the same."""

    changed: dict[int, Change]
    same: list[int]


def compare(rows: Rows, matched: pl.DataFrame, passed_over: Collection[str]) -> Compared:
    """Compare rows with what they mean: a blank cell keeps what is known, an unknown erases it.

    ``matched``: row, meant (id), was (facts as JSON text); ``passed_over``: facts of the sheet that
    are none of its subject's own.
    """
    facts = [
        fact
        for name, fact in rows.reading.dictionary.items()
        if name in rows.facts.columns and name not in passed_over
    ]
    if matched.is_empty() or not facts:
        return Compared({}, matched["meant"].to_list())
    names = [fact.name for fact in facts]
    given, said = (
        matched.select("row")
        .join(table, on="row", how="left", maintain_order="left")
        .select(name for name in names if name in table.columns)
        for table in (rows.facts, rows.unknown)
    )
    differs = _differing(facts, given, said, matched["was"])
    changed = {}
    for place in differs.arg_true():
        row, meant, was = matched.select("row", "meant", "was").row(place)
        change = _change(json.loads(was), given.row(place, named=True), said, place)
        if change[0]:
            changed[meant] = Change(rows.reading.sheet.name, row, *change)
    same = matched["meant"].filter(~matched["meant"].is_in(list(changed)))
    return Compared(changed, same.to_list())


def _differing(
    facts: list[Fact], given: pl.DataFrame, said: pl.DataFrame, was: pl.Series
) -> pl.Series:
    """Return which rows may change anything."""
    odd = was.str.contains(odd_json(facts))
    blank = pl.DataFrame({KEY: pl.int_range(was.len(), eager=True), "facts": was})
    plain = blank.with_columns(
        pl.when(~odd).then(pl.col("facts")).otherwise(pl.lit("{}")).alias("facts")
    )
    old = decoded(facts, plain)
    differs = odd
    for name in given.columns:
        new = given[name]
        differs |= new.is_not_null() & new.ne_missing(old[name])
        if name in said.columns:
            differs |= said[name] & old[name].is_not_null()
    return differs


def _change(
    was: dict[str, Any], given: dict[str, Any], said: pl.DataFrame, place: int
) -> tuple[Changes, str]:
    """Return the changes of one row and the facts afterwards."""
    unknown = {name for name in said.columns if said[name][place] and name in was}
    known = {name: value for name, value in given.items() if value is not None}
    changes = {
        name: (was.get(name), value) for name, value in known.items() if was.get(name) != value
    }
    changes |= {name: (was[name], None) for name in unknown}
    kept = {name: value for name, value in was.items() if name not in unknown}
    return changes, canonical({**kept, **known})
