"""Which compound of the registry a row means, and whether it may be the one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl
from django.db.models import QuerySet

from linli.core.kernel.problem import Problem
from linli.registry.duplicates import namesake_key
from linli.registry.intake import letters
from linli.registry.intake.likeness import Decisions, note_suspects
from linli.registry.intake.rows import Rows
from linli.registry.intake.stored import MOST_ASKED, columns_of, in_parts, key
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_NAMES = ("pk", "code", "name", "name_key", "jurisdiction_id")
_BY_NAME = ["jurisdiction_id", "name_key"]


class Known:
    """The registry's compounds that a table's rows could mean, and those the user may write.

    ``frame``: pk, code, name, name_key, jurisdiction_id, was (facts as JSON text), in the order of
    pk; ``own``: ids of what the user may write, None for all; ``decisions``: what people decided.
    """

    def __init__(self, rows: Rows, table: pl.DataFrame, user: User | None) -> None:
        self.decisions = Decisions(rows, table)
        parts = [columns_of(found, *_NAMES) for found in self._asked(table)]
        self.frame = pl.concat(parts).unique("pk", maintain_order=True)
        seen = None if user is None else Compound.objects.visible_to(user)
        self.own = None if seen is None else set(seen.values_list("pk", flat=True))

    def _asked(self, table: pl.DataFrame) -> Iterator[QuerySet[Compound]]:
        """Yield compounds of the rows' names, then of the rows' codes and of decisions."""
        areas = table["jurisdiction_id"].drop_nulls().unique().to_list()
        there = Compound.objects.filter(jurisdiction__in=areas)
        if table.height > MOST_ASKED:
            yield there
        else:
            yield there.filter(name_key__in=table["name_key"].unique().to_list())
        for codes in in_parts(table["code"].drop_nulls().unique().to_list()):
            yield Compound.objects.filter(code__in=codes)
        yield Compound.objects.filter(pk__in=set(self.decisions.same.values()))

    def decided(self, table: pl.DataFrame) -> pl.DataFrame:
        """Return row and ``decided`` of the rows of which people decided anything.

        ``decided`` is the compound that a row was said to mean, or the first of its name that it
        was not kept apart from; ``said`` tells the first from the second.
        """
        parted = {key for _compound, key in self.decisions.apart}
        found: list[tuple[int, int | None, bool]] = []
        asked = table if self.decisions.keys else table.clear()
        for row, area, name in asked.select("row", "jurisdiction_id", "name_key").iter_rows():
            if pk := self.decisions.meant_by(row, area):
                found.append((row, pk, True))
            elif self.decisions.keys.get(row, "") in parted:
                found.append((row, self._not_apart(row, area, name), False))
        schema = {"row": pl.Int64, "decided": pl.Int64, "said": pl.Boolean}
        return pl.DataFrame(found, schema=schema, orient="row")

    def _not_apart(self, row: int, area: int | None, name: str) -> int | None:
        named = self.frame.filter(
            pl.col("jurisdiction_id") == (area or 0), pl.col("name_key") == name
        )
        left = (pk for pk in named["pk"] if not self.decisions.keeps_apart(row, pk))
        return next(left, None)

    def may_be_decided(self, compound: int | None) -> bool:
        """Tell whether the user may say that a row means a compound, or does not."""
        return compound is not None and (self.own is None or compound in self.own)


def find_compounds(
    rows: Rows, table: pl.DataFrame, known: Known, before: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Add to each row ``meant``, the id of its compound, and ``was``, that compound's facts.

    Doubts are noted on ``rows``. ``before``: rows of the file's earlier sheets, as returned here.
    """
    table = _with_meant(rows, table, known)
    other_name = (pl.col("known_key") != pl.col("name_key")).fill_null(value=True)
    table = table.with_columns(other_name.alias("renamed"))
    _note_twice_in_file(rows, table, before)
    _note_doubts(rows, table, known)
    note_suspects(rows, table, known)
    return table.drop("of_name", "said", "area", "known_key")


def _with_meant(rows: Rows, table: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Find what rows mean: by code; as people decided; by name within the jurisdiction."""
    own = known.frame if known.own is None else known.frame.filter(pl.col("pk").is_in(known.own))
    named = known.frame.unique(_BY_NAME, keep="first", maintain_order=True)
    by_name = named.select(*_BY_NAME, pl.col("pk").alias("of_name"))
    by_code = own.select("code", pl.col("pk").alias("of_code"))
    of_words = pl.when(pl.col("said").is_not_null()).then("decided").otherwise("of_name")
    meant = pl.when(pl.col("code").is_not_null()).then("of_code").otherwise(of_words)
    facts = known.frame.select(
        pl.col("pk").alias("meant"),
        "was",
        pl.col("jurisdiction_id").alias("area"),
        pl.col("name_key").alias("known_key"),
    )
    return (
        table.join(by_name, on=_BY_NAME, how="left", maintain_order="left")
        .join(by_code, on="code", how="left", maintain_order="left")
        .join(known.decided(table), on="row", how="left", maintain_order="left")
        .with_columns(meant.alias("meant"), pl.lit(rows.reading.sheet.name).alias("sheet"))
        .drop("of_code", "decided")
        .join(facts, on="meant", how="left", maintain_order="left")
    )


def _note_doubts(rows: Rows, table: pl.DataFrame, known: Known) -> None:
    """Note why a row with a code, or of a known name, does not simply mean that compound."""
    coded, meant = pl.col("code").is_not_null(), pl.col("meant").is_not_null()
    written = pl.lit(value=True) if known.own is None else pl.col("meant").is_in(known.own)
    doubts = {
        "unknown": coded & ~meant,
        "others": meant & ~written,
        "moved": coded & (pl.col("area") != pl.col("jurisdiction_id")),
        "taken": coded & meant & pl.col("renamed") & pl.col("of_name").is_not_null(),
        "namesake": ~coded & meant & ~pl.col("said").fill_null(value=False) & _elsewhere(rows),
    }
    first = pl.coalesce(pl.when(each).then(pl.lit(name)) for name, each in doubts.items())
    doubted = table.with_columns(first.alias("doubt")).filter(
        pl.col("doubt").is_not_null() & pl.col("jurisdiction_id").is_not_null()
    )
    asked = {*doubted["meant"].drop_nulls(), *doubted["of_name"].drop_nulls()}
    compounds = Compound.objects.select_related("jurisdiction").in_bulk(list(asked))
    given = {row["row"]: row for row in _given(rows, doubted)}
    for row in doubted.iter_rows(named=True):
        number, place = row["row"], given[row["row"]]
        rows.add(number, _letter(row, place, compounds), "code" if row["code"] else "name")
        if row["doubt"] == "namesake":
            words = (row["name"], place.get("community"), place.get("address"))
            rows.namesakes[number] = (row["meant"], namesake_key(*words))


def _elsewhere(rows: Rows) -> pl.Expr:
    """Return whether a row's community or address is another than its compound's."""
    differ = pl.lit(value=False)
    for name in ("community", "address"):
        if name in rows.facts.columns:
            old = key(pl.col("was").str.json_path_match(f"$.{name}"))
            new = pl.lit(rows.facts.select(key(pl.col(name)))[name])
            differ |= (old != new).fill_null(value=False)
    return differ


def _given(rows: Rows, doubted: pl.DataFrame) -> Iterator[dict[str, Any]]:
    wanted = [name for name in ("row", "community", "address") if name in rows.facts.columns]
    hit = rows.facts["row"].is_in(doubted["row"].implode())
    return rows.facts.filter(hit).select(wanted).iter_rows(named=True)


def _letter(row: dict[str, Any], given: dict[str, Any], compounds: dict[int, Compound]) -> Problem:
    match row["doubt"]:
        case "unknown":
            return letters.unknown_code(row["code"])
        case "others":
            return letters.held_by_others(row["name"])
        case "moved":
            return letters.other_jurisdiction(compounds[row["meant"]])
        case "taken":
            return letters.name_taken(compounds[row["of_name"]])
    existing = compounds[row["meant"]]
    pairs = ((existing.facts.get(name), given.get(name)) for name in ("community", "address"))
    old, new = next((old, new) for old, new in pairs if old and new and _differ(old, new))
    return letters.namesake(existing, str(old), str(new))


def _differ(old: str, new: str) -> bool:
    keys = pl.Series([old, new]).to_frame("it").select(key(pl.col("it")))["it"]
    return bool(keys[0] != keys[1])


def _note_twice_in_file(rows: Rows, table: pl.DataFrame, before: pl.DataFrame | None) -> None:
    """Hold back the later of rows that mean the same compound, or give the same new name."""
    names = ["sheet", "row", "name", "name_key", "jurisdiction_id", "meant", "renamed"]
    own = table.select(names)
    stacked = own if before is None else pl.concat([before.select(names), own])
    named = stacked.filter(pl.col("name_key") != "")
    same_compound = _repeated(named.filter(pl.col("meant").is_not_null()), "meant")
    same_name = _repeated(named.filter("renamed"), "jurisdiction_id", "name_key")
    here = rows.reading.sheet.name
    for sheet, row, name, (of_sheet, earlier) in (*same_compound, *same_name):
        if sheet == here and not any(p.code == "twice-in-file" for p in rows.problems[row]):
            other = "" if of_sheet == here else of_sheet
            rows.add(row, letters.twice(name, earlier, other), "name")


def _repeated(table: pl.DataFrame, *by: str) -> Iterator[tuple[str, int, str, tuple[str, int]]]:
    """Yield sheet, row and name of rows after the first of each group, with the first's place."""
    first = table.with_columns(
        pl.col("row").first().over(*by).alias("first"),
        pl.col("sheet").first().over(*by).alias("there"),
    )
    later = first.filter((pl.col("row") != pl.col("first")) | (pl.col("sheet") != pl.col("there")))
    for sheet, row, name, there, earlier in later.select(
        "sheet", "row", "name", "there", "first"
    ).iter_rows():
        yield sheet, row, name, (there, earlier)
