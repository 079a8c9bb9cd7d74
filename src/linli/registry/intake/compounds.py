"""What rows of compounds would do: add, change, nothing, or wait for correction."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from linli.core.kernel.problem import Problem
from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical
from linli.engines.tables.cells import as_json
from linli.registry.bridge import name_key
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
    _note_twice_in_file(rows, table)
    table = table.filter(~pl.col("row").is_in(list(rows.blocked())))
    known = _known(table)
    matched = table.filter(
        pl.Series([_key(row) in known for row in _keys(table)], dtype=pl.Boolean)
    )
    changed: dict[int, tuple[dict[str, Any], Changes]] = {}
    same = 0
    masks = rows.unknown.filter(pl.col("row").is_in(matched["row"].to_list()))
    unknown = {
        row["row"]: {name for name, said in row.items() if said is True} for row in masks.to_dicts()
    }
    for row in matched.to_dicts():
        existing = known[_key((row.get("code"), row["jurisdiction_id"], row["name_key"]))]
        if problem := _doubtful(row, existing):
            rows.add(row["row"], problem, "name")
            continue
        changes = _changes(existing, row, unknown.get(row["row"], set()))
        if changes:
            changed[existing.pk] = (row, changes)
        else:
            same += 1
    blocked = rows.blocked()
    new = table.filter(~pl.col("row").is_in([*matched["row"], *blocked]))
    return Outcome(_without_code(rows, new), changed, same)


def _placed(rows: Rows, gazetteer: Gazetteer) -> pl.DataFrame:
    """Add name_key, jurisdiction_id, division_id, stem and the facts as JSON text to the rows."""
    facts = rows.facts.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in ("town", "community", "code")
        if name not in rows.facts.columns
    )
    words = ["jurisdiction", "town", "community"]
    distinct = facts.select(words).unique()
    spots = [
        gazetteer.find(area or "", town, community)
        for area, town, community in distinct.iter_rows()
    ]
    spot_table = distinct.with_columns(
        pl.Series("jurisdiction_id", [spot.jurisdiction_id for spot in spots], dtype=pl.Int64),
        pl.Series("division_id", [spot.division_id for spot in spots], dtype=pl.Int64),
        pl.Series("stem", [spot.code_stem for spot in spots], dtype=pl.String),
        pl.Series("spot", range(len(spots)), dtype=pl.Int64),
    )
    table = facts.join(spot_table, on=words, how="left", nulls_equal=True, maintain_order="left")
    _note_places(rows, table, spots)
    names = facts["name"].fill_null("")
    known = facts.select(pl.exclude(*_NOT_FACTS))
    return table.with_columns(
        names.str.normalize("NFKC")
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


def _note_twice_in_file(rows: Rows, table: pl.DataFrame) -> None:
    """Quarantine the later of rows that name the same compound."""
    first = pl.col("row").first().over("jurisdiction_id", "name_key")
    repeated = table.with_columns(first.alias("first")).filter(
        pl.col("row") != pl.col("first"), pl.col("name_key") != "", pl.col("code").is_null()
    )
    for row, earlier, name in repeated.select("row", "first", "name").iter_rows():
        rows.add(row, _twice(name, earlier), "name")


def _keys(table: pl.DataFrame) -> list[tuple[str | None, int, str]]:
    return table.select("code", "jurisdiction_id", "name_key").rows()


def _key(row: tuple[str | None, int, str]) -> str | tuple[int, str]:
    """Return how a row names its compound: by code, or by jurisdiction and name."""
    code, area, key = row
    return code or (area, key)


def _known(table: pl.DataFrame) -> dict[str | tuple[int, str], Compound]:
    """Return the registry's compounds that the rows could mean."""
    areas = table["jurisdiction_id"].unique().to_list()
    codes = table["code"].drop_nulls().to_list()
    found: dict[str | tuple[int, str], Compound] = {}
    for compound in Compound.objects.filter(jurisdiction__in=areas):
        found[(compound.jurisdiction_id, compound.name_key)] = compound
        if codes:
            found[compound.code] = compound
    return found


def _doubtful(row: dict[str, Any], existing: Compound) -> Problem | None:
    """Tell a namesake from the same compound: community or address differ and no code is given."""
    if row.get("code"):
        return None
    given = json.loads(row["facts"])
    for name in ("community", "address"):
        old, new = existing.facts.get(name), given.get(name)
        if old and new and name_key(old) != name_key(new):
            return _namesake(existing, str(old), str(new))
    return None


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


def _without_code(rows: Rows, new: pl.DataFrame) -> pl.DataFrame:
    """Hold back rows with a code that the registry does not know: codes are given by the system."""
    strange = new.filter(pl.col("code").is_not_null())
    for row, code in strange.select("row", "code").iter_rows():
        rows.add(row, _unknown_code(code), "code")
    return new.filter(pl.col("code").is_null())


def _twice(name: str, earlier: int) -> Problem:
    return Problem(
        "twice-in-file",
        Text(
            f"“{name}”在本文件第 {earlier} 行已经出现。",
            f'"{name}" stands in row {earlier} of this file already.',
        ),
        Text(
            "同一小区只保留一行；确为两个小区的，请用不同名称区分。",
            "Keep one row a compound; give two compounds different names.",
        ),
        value=name,
    )


def _namesake(existing: Compound, old: str, new: str) -> Problem:
    return Problem(
        "suspected-duplicate",
        Text(
            f"库中已有同名小区“{existing.name}”（编码 {existing.code}），但社区或地址不同："
            f"库中“{old}”，本行“{new}”，疑似重复。",
            f'"{existing.name}" is in the registry ({existing.code}) at "{old}", here "{new}".',
        ),
        Text(
            f"同一小区请在“小区编码”列填 {existing.code} 后更新；不是同一小区请改用不同名称。",
            f"To update it, enter {existing.code} as compound code; else use another name.",
        ),
        value=existing.name,
    )


def _unknown_code(code: str) -> Problem:
    return Problem(
        "unknown-code",
        Text(f"库中没有编码为“{code}”的小区。", f'No compound has the code "{code}".'),
        Text("新小区请将小区编码留空，由系统给出。", "Leave the code blank for a new compound."),
        value=code,
    )


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
