"""Rows that may mean a compound under another spelling, and what people decided of such (S11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from linli.core.kernel.problem import Severity
from linli.engines.tables.fact_frame import KEY
from linli.engines.tables.namesakes import LIKELY, pairs
from linli.registry.columns import registry_columns
from linli.registry.duplicates import namesake_key, records
from linli.registry.intake import letters
from linli.registry.intake.rows import Rows
from linli.registry.models import Compound, Namesake

if TYPE_CHECKING:
    from linli.registry.intake.identity import Known

_WORDS = ("name", "address", "community")
_SCHEMA = pl.Schema({KEY: pl.Int64, "area": pl.Int64, **dict.fromkeys(_WORDS, pl.String)})


class Decisions:
    """What people decided of names and places in the jurisdictions of a table."""

    def __init__(self, rows: Rows, table: pl.DataFrame) -> None:
        areas = table["jurisdiction_id"].drop_nulls().unique().to_list()
        found = Namesake.objects.filter(
            compound__jurisdiction__in=areas, compound__merged_into=None
        )
        self.same: dict[tuple[int, str], int] = {}
        self.apart: set[tuple[int, str]] = set()
        for area, pk, key, same in found.values_list(
            "compound__jurisdiction", "compound", "key", "same"
        ):
            if same:
                self.same[area, key] = pk
            else:
                self.apart.add((pk, key))
        self.keys = _keys(rows) if self.same or self.apart else {}

    def meant_by(self, row: int, area: int | None) -> int | None:
        """Return the compound that a row's name and place were decided to mean."""
        return self.same.get((area or 0, self.keys.get(row, "")))

    def keeps_apart(self, row: int, compound: int) -> bool:
        """Tell whether a row's name and place were decided not to mean a compound."""
        return (compound, self.keys.get(row, "")) in self.apart


def _keys(rows: Rows) -> dict[int, str]:
    """Return the compared form of each row's name and place."""
    names = [name for name in ("name", "community", "address") if name in rows.facts.columns]
    given = rows.facts.select("row", *names).iter_rows(named=True)
    return {
        each["row"]: namesake_key(each["name"] or "", each.get("community"), each.get("address"))
        for each in given
    }


def note_suspects(rows: Rows, table: pl.DataFrame, known: Known) -> None:
    """Hold new rows that likely are a compound of the registry or an earlier row; warn of others.

    ``table`` has ``row``, ``jurisdiction_id`` and ``meant``, null for what would be new.
    """
    blocked = rows.blocked()
    new = table.filter(
        pl.col("meant").is_null(),
        pl.col("jurisdiction_id").is_not_null(),
        ~pl.col("row").is_in(list(blocked)),
    )
    if new.is_empty():
        return
    found = pairs(_all_records(rows, new), pl.col(KEY) < 0)
    compounds = Compound.objects.in_bulk([pk for pk in found["left"] if pk > 0])
    keys = _keys(rows) if found.height else {}
    told: set[int] = set()
    for left, right, score in found.iter_rows():
        row = -right
        if row in told or (left > 0 and known.decisions.keeps_apart(row, left)):
            continue
        severity = Severity.BLOCKS if score >= LIKELY else Severity.WARNS
        if left < 0:
            rows.add(row, letters.likely_twice(-left, severity), "name")
        elif not known.may_be_decided(left):
            rows.add(row, letters.held_by_others(compounds[left].name, severity), "name")
        else:
            name = keys[row].split("|")[0]
            rows.add(row, letters.likely_known(name, compounds[left], score, severity), "name")
            rows.namesakes[row] = (left, keys[row])
        told.add(row)


def _all_records(rows: Rows, new: pl.DataFrame) -> pl.DataFrame:
    """Return the areas' compounds, then the new rows, each under minus its number."""
    areas = new["jurisdiction_id"].unique()
    registry = records(registry_columns().frame).filter(pl.col("area").is_in(areas.implode()))
    facts = rows.facts.join(new.select("row", "jurisdiction_id"), on="row")
    given = facts.select(
        (-pl.col("row").cast(pl.Int64)).alias(KEY),
        pl.col("jurisdiction_id").alias("area"),
        *(
            pl.col(name) if name in facts.columns else pl.lit(None, pl.String).alias(name)
            for name in _WORDS
        ),
    ).sort(KEY, descending=True)
    return pl.concat([registry.cast(_SCHEMA), given.cast(_SCHEMA)])
