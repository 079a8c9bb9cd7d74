"""What rows of compounds would do: add, change, nothing, or wait for correction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import polars as pl

from linli.engines.tables.cells import as_json
from linli.engines.tables.fact_frame import KEY, decoded, facts_wanted
from linli.engines.tables.written import odd_json
from linli.registry.bridge import dictionary
from linli.registry.intake.checks import Doubts, check_agreement, rules_for
from linli.registry.intake.comparing import Compared, compare
from linli.registry.intake.identity import Known, find_compounds
from linli.registry.intake.places import Gazetteer, Spot
from linli.registry.intake.rows import Rows
from linli.registry.intake.stored import key
from linli.registry.models import Compound, SurveyRound

_NOT_FACTS = ("row", "code")
NOTHING_ADDED = pl.DataFrame(
    schema={
        **dict.fromkeys(("code", "name", "name_key", "stem", "facts", "sheet"), pl.String),
        **dict.fromkeys(("row", "jurisdiction_id", "division_id"), pl.Int64),
    }
)
"""New compounds of a file without a sheet of them."""


@dataclass(slots=True)
class Outcome:
    """Rows of a sheet by what they do.

    ``table``: all rows as ``find_compounds`` returns them; ``good``: those that may be stored;
    ``added``: the new ones: row, name, name_key, jurisdiction_id, division_id, stem, facts (JSON
    text), sheet; ``known``: what the registry's compounds are called.
    """

    table: pl.DataFrame
    good: pl.DataFrame
    added: pl.DataFrame
    compared: Compared
    known: Known
    doubts: list[Doubts]


def settle(
    rows: Rows,
    gazetteer: Gazetteer,
    survey_round: SurveyRound,
    before: pl.DataFrame | None = None,
) -> Outcome:
    """Place, compare and classify the rows; problems are noted on ``rows``.

    ``before``: the tables of the file's earlier sheets.
    """
    placed = _placed(rows, gazetteer)
    known = Known(rows, placed, gazetteer.user)
    table = find_compounds(rows, placed, known, before)
    rules = rules_for(rows)
    wanted = facts_wanted(dictionary(), rules)
    doubts = check_agreement(rows, rules, _with_known(rows, table, wanted), survey_round)
    good = table.filter(~pl.col("row").is_in(list(rows.blocked())))
    compared = compare(rows, good.filter(pl.col("meant").is_not_null()), _NOT_FACTS)
    added = good.filter(pl.col("meant").is_null()).drop("meant", "was", "renamed")
    return Outcome(table, good, added, compared, known, doubts)


def changed_rows(outcome: Outcome) -> dict[int, dict[str, Any]]:
    """Return what is stored of changed compounds, by id: columns, facts (JSON text), changes."""
    changed = outcome.compared.changed
    table = outcome.good.filter(pl.col("meant").is_in(list(changed)))
    codes = dict(outcome.known.frame.select("pk", "code").iter_rows())
    return {
        row["meant"]: {
            **row,
            "code": codes[row["meant"]],
            "facts": changed[row["meant"]].facts,
            "changes": changed[row["meant"]].changes,
        }
        for row in table.drop("was").iter_rows(named=True)
    }


def _with_known(rows: Rows, table: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Return row and some facts of the rows, blank cells filled with what the registry knows."""
    facts = [fact for name, fact in rows.reading.dictionary.items() if name in names]
    given = rows.facts.select("row", *(f.name for f in facts if f.name in rows.facts.columns))
    matched = table.filter(pl.col("was").is_not_null())
    plain = matched.filter(~pl.col("was").str.contains(odd_json(facts)))
    if not facts or plain.is_empty():
        return given
    old = decoded(facts, plain.select(pl.col("row").alias(KEY), pl.col("was").alias("facts")))
    said = rows.unknown.select("row", *(n for n in given.columns[1:] if n in rows.unknown.columns))
    both = given.join(
        old, left_on="row", right_on=KEY, how="left", suffix=" was", maintain_order="left"
    ).join(said, on="row", how="left", suffix=" unknown", maintain_order="left")
    return both.select("row", *(_filled(fact.name, both.columns) for fact in facts))


def _filled(name: str, columns: Collection[str]) -> pl.Expr:
    """Return a fact's column of ``_with_known``; a fact that the sheet lacks is as it was."""
    if f"{name} was" not in columns:
        return pl.col(name)
    said = pl.col(f"{name} unknown") if f"{name} unknown" in columns else pl.lit(value=False)
    return pl.coalesce(name, pl.when(~said).then(pl.col(f"{name} was"))).alias(name)


def _placed(rows: Rows, gazetteer: Gazetteer) -> pl.DataFrame:
    """Add name_key, jurisdiction_id, division_id, stem and the facts as JSON text to the rows."""
    facts = rows.facts.with_columns(
        pl.lit(None, pl.String).alias(name)
        for name in ("town", "community", "code")
        if name not in rows.facts.columns
    )
    words = ["jurisdiction", "town", "community"]
    distinct = facts.select(words).unique(maintain_order=True)
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
    rows.facts = rows.facts.with_columns(
        pl.coalesce(table["area"], "jurisdiction").alias("jurisdiction")
    )
    known = rows.facts.select(pl.exclude(*_NOT_FACTS))
    return table.with_columns(
        key(pl.col("name").fill_null("")).alias("name_key"),
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
            of_division = problem.code in {"unknown-division", "division-abolished"}
            rows.add(row, problem, "community" if of_division else "jurisdiction")


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
    return list(Compound.with_merged.filter(code__startswith=stem).values_list("code", flat=True))
