"""What rows of compounds would do: add, change, nothing, or wait for correction."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from linli.core.kernel.version import canonical
from linli.engines.tables.cells import as_json
from linli.registry.intake.identity import Known, find_compounds
from linli.registry.intake.places import Gazetteer, Spot
from linli.registry.intake.rows import Rows
from linli.registry.models import Compound

Changes = dict[str, tuple[Any, Any]]
_NOT_FACTS = ("row", "code")


@dataclass(slots=True)
class Outcome:
    """Rows that may be stored, by what they do.

    ``added``: row, name, name_key, jurisdiction_id, division_id, stem, facts (JSON text).
    ``changed``: the same per compound id, with the changes fact by fact (old, new).
    """

    added: pl.DataFrame
    changed: dict[int, tuple[dict[str, Any], Changes]]
    same: int


def settle(rows: Rows, gazetteer: Gazetteer) -> Outcome:
    """Place, compare and classify the rows; problems are noted on ``rows``."""
    table = _placed(rows, gazetteer)
    known = Known(rows, table, gazetteer.user)
    table = find_compounds(rows, table, known)
    good = table.filter(~pl.col("row").is_in(list(rows.blocked())))
    changed, same = _compared(rows, good.filter(pl.col("meant").is_not_null()), known)
    return Outcome(good.filter(pl.col("meant").is_null()).drop("meant"), changed, same)


def _compared(
    rows: Rows, matched: pl.DataFrame, known: Known
) -> tuple[dict[int, tuple[dict[str, Any], Changes]], int]:
    """Return the rows that would change their compound, by its id, and how many would not."""
    said = rows.unknown.filter(pl.col("row").is_in(matched["row"].to_list()))
    unknown = {
        row["row"]: {name for name, aloud in row.items() if aloud is True}
        for row in said.iter_rows(named=True)
    }
    compounds = known.by_pk()
    changed: dict[int, tuple[dict[str, Any], Changes]] = {}
    for row in matched.iter_rows(named=True):
        existing = compounds[row["meant"]]
        row["code"] = existing.code
        if changes := _changes(existing, row, unknown[row["row"]]):
            changed[existing.pk] = (row, changes)
    return changed, matched.height - len(changed)


def _placed(rows: Rows, gazetteer: Gazetteer) -> pl.DataFrame:
    """Add name_key, jurisdiction_id, division_id, stem and the facts as JSON text to the rows."""
    facts = rows.facts.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in ("town", "community", "code")
        if name not in rows.facts.columns
    )
    words = ["jurisdiction", "town", "community"]
    distinct = facts.select(words).unique()
    names = {area.pk: area.name for area in gazetteer.areas}
    spots = [
        gazetteer.find(area or "", town, community)
        for area, town, community in distinct.iter_rows()
    ]
    spot_table = distinct.with_columns(
        pl.Series("jurisdiction_id", [spot.jurisdiction_id for spot in spots], dtype=pl.Int64),
        pl.Series("division_id", [spot.division_id for spot in spots], dtype=pl.Int64),
        pl.Series("stem", [spot.code_stem for spot in spots], dtype=pl.String),
        pl.Series("spot", range(len(spots)), dtype=pl.Int64),
        pl.Series(
            "area", [names.get(spot.jurisdiction_id or 0) for spot in spots], dtype=pl.String
        ),
    )
    table = facts.join(spot_table, on=words, how="left", nulls_equal=True, maintain_order="left")
    _note_places(rows, table, spots)
    # However the jurisdiction was written, one name of it is kept.
    known = facts.with_columns(pl.coalesce(table["area"], "jurisdiction").alias("jurisdiction"))
    known = known.select(pl.exclude(*_NOT_FACTS))
    return table.with_columns(
        facts["name"]
        .fill_null("")
        .str.normalize("NFKC")
        .str.replace_all(r"\s+", "")
        .str.to_lowercase()
        .alias("name_key"),
        as_json(
            known.select(name for name in known.columns if known[name].null_count() < known.height)
        ),
    ).select("row", "code", "name", "name_key", "jurisdiction_id", "division_id", "stem", "facts")


def _note_places(rows: Rows, table: pl.DataFrame, spots: list[Spot]) -> None:
    troubled = [number for number, spot in enumerate(spots) if spot.problem]
    for row, number, area in (
        table.filter(pl.col("spot").is_in(troubled))
        .select("row", "spot", "jurisdiction")
        .iter_rows()
    ):
        problem = spots[number].problem
        if problem and (area is not None):
            column = "community" if problem.code == "unknown-division" else "jurisdiction"
            rows.add(row, problem, column)


def _changes(existing: Compound, row: dict[str, Any], unknown: set[str]) -> Changes:
    """Compare fact by fact: a blank cell keeps what is known, an explicit unknown erases it."""
    given = json.loads(row["facts"])
    changes = {
        name: (existing.facts.get(name), value)
        for name, value in given.items()
        if existing.facts.get(name) != value
    }
    changes |= {name: (existing.facts[name], None) for name in unknown if name in existing.facts}
    kept = {name: value for name, value in existing.facts.items() if name not in unknown}
    row["facts"] = canonical({**kept, **given})
    return changes


def new_codes(stems: pl.Series) -> list[str]:
    """Return codes for new compounds: 12 digits of the division and a running number.

    Call it inside the transaction that stores them.
    """
    counts: Counter[str] = Counter()
    for stem in stems.unique():
        numbers = [int(code[12:]) for code in _codes_under(stem)]
        counts[stem] = max(numbers, default=0)
    codes = []
    for stem in stems:
        counts[stem] += 1
        codes.append(f"{stem}{counts[stem]:04d}")
    return codes


def _codes_under(stem: str) -> list[str]:
    return list(Compound.objects.filter(code__startswith=stem).values_list("code", flat=True))
