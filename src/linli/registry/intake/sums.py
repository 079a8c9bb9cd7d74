"""Whether a compound's buildings add up to what its own row says (S12): it only warns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.text import Text
from linli.registry.intake.parts import Parts
from linli.registry.intake.rows import Rows
from linli.registry.intake.stored import columns_of, in_parts
from linli.registry.models import Building, Compound

_SUMS = {
    "buildings": (Text("楼栋数", "buildings"), "count"),
    "households": (Text("楼栋户数", "homes"), "homes"),
}
"""Facts of compounds, what their buildings give for them, and in which column."""
_HOMES = "building_homes"
_PLACE = pl.Schema({"place": pl.Int64, "row": pl.Int64})
"""Which sheet, by its place among the file's, and which of its rows; null: in the registry."""
_SAID = pl.Schema(
    {
        "owner": pl.String(),
        "name": pl.String(),
        "buildings": pl.Int64(),
        "households": pl.Int64(),
        **_PLACE,
    }
)


def differing_sums(
    buildings: Parts, sheets: Sequence[Rows], compounds: Sequence[tuple[Rows, pl.DataFrame]]
) -> list[Problem]:
    """Return a warning for each compound whose buildings differ from it in number or homes.

    ``sheets``: those of buildings; ``compounds``: those of compounds, with the rows that may be
    stored. Buildings that only the registry has count too; homes count where all are known.
    """
    sums = _sums(buildings, sheets)
    said = pl.concat([pl.DataFrame(schema=_SAID), *_said_in_file(compounds)])
    said = pl.concat([said, _said_in_registry(sums, said)])
    both = said.join(sums, on="owner", how="inner", maintain_order="left", suffix="_of_building")
    return [
        _place(_problem(row, fact), row, fact, sheets, compounds)
        for row in both.iter_rows(named=True)
        for fact, (_word, column) in _SUMS.items()
        if row[fact] is not None and row[column] is not None and row[fact] != row[column]
    ]


def _sums(buildings: Parts, sheets: Sequence[Rows]) -> pl.DataFrame:
    """Return owner, count, homes (null unless all are known) and the first building's place."""
    told = pl.concat([_told(rows, place) for place, rows in enumerate(sheets)])
    file = buildings.rows.join(told, on=["sheet", "row"], how="left", maintain_order="left")
    file = file.with_columns(pl.coalesce(_HOMES, _number("was", _HOMES)))
    both = pl.concat([file.select("owner", _HOMES, *_PLACE).cast(_PLACE), _others(file)])
    known = pl.col(_HOMES).is_not_null().all()
    return both.group_by("owner", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("count"),
        pl.when(known).then(pl.col(_HOMES).sum()).alias("homes"),
        *(pl.col(name).first() for name in _PLACE),
    )


def _told(rows: Rows, place: int) -> pl.DataFrame:
    given = _HOMES in rows.facts.columns
    return rows.facts.select(
        "row",
        pl.lit(rows.reading.sheet.name).alias("sheet"),
        pl.lit(place).alias("place"),
        pl.col(_HOMES) if given else pl.lit(None, pl.Int64).alias(_HOMES),
    )


def _others(file: pl.DataFrame) -> pl.DataFrame:
    """Return the registry's buildings of the file's compounds that the file does not name."""
    found = _registry(Building, "compound_id", file["owner"], "pk", "compound_id")
    nowhere = [pl.lit(None, kind).alias(name) for name, kind in _PLACE.items()]
    rest = found.filter(~pl.col("pk").is_in(file["meant"].drop_nulls().implode()))
    owner = pl.format("#{}", "compound_id").alias("owner")
    return rest.select(owner, _number("was", _HOMES), *nowhere)


def _said_in_file(compounds: Sequence[tuple[Rows, pl.DataFrame]]) -> Iterator[pl.DataFrame]:
    """Yield what the compounds' own rows say, sheet by sheet."""
    new = pl.format("{}|{}", "jurisdiction_id", "name_key")
    owner = pl.coalesce(pl.format("#{}", "meant"), new).alias("owner")
    for place, (rows, good) in enumerate(compounds):
        numbers = [
            pl.col(name) if name in rows.facts.columns else pl.lit(None, pl.Int64).alias(name)
            for name in _SUMS
        ]
        told = rows.facts.select("row", *numbers)
        table = good.select("row", owner, "name").join(told, on="row", maintain_order="left")
        yield table.with_columns(pl.lit(place).alias("place")).select(*_SAID).cast(_SAID)


def _said_in_registry(sums: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Return what the registry says of compounds that have no row in the file."""
    rest = sums.filter(~pl.col("owner").is_in(said["owner"].implode()))["owner"]
    found = _registry(Compound, "pk", rest, "pk", "name")
    nowhere = [pl.lit(None, kind).alias(name) for name, kind in _PLACE.items()]
    numbers = [_number("was", name) for name in _SUMS]
    return found.select(pl.format("#{}", "pk").alias("owner"), "name", *numbers, *nowhere)


def _registry(model: type[Any], by: str, owners: pl.Series, *names: str) -> pl.DataFrame:
    """Return rows of the registry that belong to owners."""
    ids = owners.filter(owners.str.starts_with("#")).unique().str.strip_prefix("#")
    parts = [
        columns_of(model.objects.filter(**{f"{by}__in": some}), *names)
        for some in in_parts(ids.cast(pl.Int64).to_list())
    ]
    return pl.concat([columns_of(model.objects.none(), *names), *parts])


def _number(facts: str, name: str) -> pl.Expr:
    found = pl.col(facts).str.json_path_match(f"$.{name}")
    return found.cast(pl.Int64, strict=False).alias(name)


def _problem(row: dict[str, Any], fact: str) -> Problem:
    word, column = _SUMS[fact]
    return Problem(
        "buildings-do-not-add-up",
        Text(
            f"“{row['name']}”各楼栋合计{word.zh} {row[column]}，小区填报 {row[fact]}。",
            f'{word.en} of "{row["name"]}": {row[column]} by building, {row[fact]} in all.',
        ),
        Text("已按填报读取，请核对两张表。", "It is read as entered; please check both sheets."),
        severity=Severity.WARNS,
        value=str(row[fact]),
    )


def _place(
    problem: Problem,
    row: dict[str, Any],
    fact: str,
    sheets: Sequence[Rows],
    compounds: Sequence[tuple[Rows, pl.DataFrame]],
) -> Problem:
    """Place a problem at the compound's cell or, where it has no row, at its first building."""
    if row["place"] is None:
        reading = sheets[row["place_of_building"]].reading
        return replace(problem, place=reading.place(row["row_of_building"], ""))
    reading = compounds[row["place"]][0].reading
    return replace(problem, place=reading.place(row["row"], reading.heading_of(fact)))
