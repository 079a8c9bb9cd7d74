"""Sheets of buildings and homes: each row belongs to what the file or the registry has (S13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from linli.engines.tables.cells import as_json
from linli.registry.intake import letters
from linli.registry.intake.comparing import Change, compare
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.rows import Rows
from linli.registry.intake.stored import columns_of, in_parts, key
from linli.registry.models import Building, Compound, Home

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_OWNER_FACTS = ("row", "code", "name", "jurisdiction", "building_name")
_ENTRANCE = r"\s*单元$"
_KNOWN = {"owner_id": pl.Int64, "name_key": pl.String, "meant": pl.Int64, "was": pl.String}


@dataclass(slots=True)
class Parts:
    """Buildings, or homes, by what the file does to them.

    ``added``: sheet, row, owner, owner_id, name, name_key, facts (JSON text). An owner is ``#`` and
    its id; one that the file brings is jurisdiction and name key, a new building its compound's
    and its own. ``changed`` by id; ``rows``: all rows that may be stored, with their owners.
    """

    added: pl.DataFrame
    changed: dict[int, Change]
    same: int
    rows: pl.DataFrame


def owners_of(
    good: Sequence[pl.DataFrame], areas: Sequence[int], user: User | None
) -> pl.DataFrame:
    """Return what buildings can belong to: owner, owner_id, code, jurisdiction_id, name_key.

    The file's own compounds (tables of ``Outcome.good``) go before those of the registry that the
    user may write.
    """
    seen = Compound.objects.all() if user is None else Compound.objects.visible_to(user)
    names = ("pk", "code", "jurisdiction_id", "name_key")
    known = columns_of(seen.filter(jurisdiction__in=areas), *names).drop("was")
    known = known.rename({"pk": "owner_id"})
    file = [
        table.select("jurisdiction_id", "name_key", pl.col("meant").alias("owner_id"))
        .join(known.select("owner_id", "code"), on="owner_id", how="left", maintain_order="left")
        .select(known.columns)
        for table in good
    ]
    new = pl.format("{}|{}", "jurisdiction_id", "name_key")
    owner = pl.coalesce(pl.format("#{}", "owner_id"), new)
    return pl.concat([*file, known]).with_columns(owner.alias("owner"))


def settle_buildings(
    rows: Rows, gazetteer: Gazetteer, owners: pl.DataFrame, before: Parts | None = None
) -> Parts:
    """Classify rows of buildings; ``before``: the same of the file's earlier such sheets."""
    table = _with_compound(rows, gazetteer, owners).with_columns(
        rows.facts["building_name"].alias("name")
    )
    ids = table["owner_id"].drop_nulls().unique().to_list()
    return _settled(rows, table, _known(Building, "compound_id", ids), before)


def settle_homes(
    rows: Rows,
    gazetteer: Gazetteer,
    owners: pl.DataFrame,
    buildings: Parts | None,
    before: Parts | None = None,
) -> Parts:
    """Classify rows of homes; their buildings are among ``buildings`` or in the registry."""
    table = _with_compound(rows, gazetteer, owners).with_columns(
        rows.facts.select(_home_name(rows).alias("name"))["name"],
        rows.facts.select(key(pl.col("building_name")).alias("building"))["building"],
    )
    known = _known(Building, "compound_id", table["owner_id"].drop_nulls().unique().to_list())
    there = known.select(
        pl.format("#{}", "owner_id").alias("owner"),
        pl.col("name_key").alias("building"),
        pl.col("meant").alias("building_id"),
    )
    if buildings:
        new = buildings.added.select(
            "owner",
            pl.col("name_key").alias("building"),
            pl.lit(None, pl.Int64).alias("building_id"),
        )
        there = pl.concat([there, new])
    there = there.with_columns(found=pl.lit(value=True))
    table = table.join(there, on=["owner", "building"], how="left", maintain_order="left")
    lost = table.filter(pl.col("owner").is_not_null() & pl.col("found").is_null())
    words = rows.facts.filter(pl.col("row").is_in(lost["row"].implode()))
    for row, name, building in words.select("row", "name", "building_name").iter_rows():
        if building is not None:
            rows.add(row, letters.no_building(name, building), "building_name")
    of_new = pl.format("{}/{}", "owner", "building")
    owner = pl.when("found").then(pl.coalesce(pl.format("#{}", "building_id"), of_new))
    table = table.select(
        "row", "name", owner.alias("owner"), pl.col("building_id").alias("owner_id")
    )
    ids = table["owner_id"].drop_nulls().unique().to_list()
    return _settled(rows, table, _known(Home, "building_id", ids), before)


def _home_name(rows: Rows) -> pl.Expr:
    """Return the name of a home within its building: its entrance, if given, and its room."""
    if "home_entrance" not in rows.facts.columns:
        return pl.col("home_room")
    entrance = pl.col("home_entrance").str.replace(_ENTRANCE, "")
    return pl.concat_str(entrance, "home_room", separator="-", ignore_nulls=True)


def _with_compound(rows: Rows, gazetteer: Gazetteer, owners: pl.DataFrame) -> pl.DataFrame:
    """Return row, owner and owner_id of the compounds that rows name; what has none is noted."""
    code = pl.col("code") if "code" in rows.facts.columns else pl.lit(None, pl.String)
    table = rows.facts.select(
        "row", code.alias("code"), "name", "jurisdiction", key(pl.col("name")).alias("name_key")
    ).join(_areas(rows, gazetteer), on="jurisdiction", how="left", maintain_order="left")
    owners = owners.unique(["owner"], keep="first", maintain_order=True)
    by_code = owners.drop_nulls("code").select(
        "code", pl.col("owner").alias("of_code"), pl.col("owner_id").alias("id_of_code")
    )
    names = ["jurisdiction_id", "name_key"]
    by_name = owners.unique(names, keep="first", maintain_order=True)
    coded = pl.col("code").is_not_null()
    table = (
        table.join(by_code, on="code", how="left", maintain_order="left")
        .join(by_name.drop("code"), on=names, how="left", maintain_order="left")
        .with_columns(
            pl.when(coded).then("of_code").otherwise("owner").alias("owner"),
            pl.when(coded).then("id_of_code").otherwise("owner_id").alias("owner_id"),
        )
    )
    _note_ownerless(rows, gazetteer, table.filter(pl.col("owner").is_null()))
    return table.select("row", "owner", "owner_id")


def _areas(rows: Rows, gazetteer: Gazetteer) -> pl.DataFrame:
    words = rows.facts["jurisdiction"].drop_nulls().unique().to_list()
    found = [gazetteer.by_name.get(word.strip()) for word in words]
    ids = [area.pk if area else None for area in found]
    return pl.DataFrame(
        {"jurisdiction": words, "jurisdiction_id": ids},
        schema={"jurisdiction": pl.String, "jurisdiction_id": pl.Int64},
    )


def _note_ownerless(rows: Rows, gazetteer: Gazetteer, lost: pl.DataFrame) -> None:
    for row in lost.filter(pl.col("jurisdiction").is_not_null()).iter_rows(named=True):
        area = row["jurisdiction_id"]
        if area is None or not gazetteer.reaches(area):
            problem = gazetteer.find(row["jurisdiction"], None, None).problem
            if problem:
                rows.add(row["row"], problem, "jurisdiction")
        elif row["code"]:
            rows.add(row["row"], letters.unknown_code(row["code"]), "code")
        elif row["name"]:
            rows.add(row["row"], letters.no_owner(row["name"]), "name")


def _known(model: type[Any], owner: str, ids: Sequence[int]) -> pl.DataFrame:
    """Return owner_id, name_key, meant and was of the registry's parts of some owners."""
    parts = [
        columns_of(model.objects.filter(**{f"{owner}__in": some}), "pk", owner, "name")
        for some in in_parts(ids)
    ]
    if not parts:
        return pl.DataFrame(schema=_KNOWN)
    return pl.concat(parts).select(
        pl.col(owner).alias("owner_id"),
        key(pl.col("name")).alias("name_key"),
        pl.col("pk").alias("meant"),
        "was",
    )


def _settled(rows: Rows, table: pl.DataFrame, known: pl.DataFrame, before: Parts | None) -> Parts:
    """Compare and classify rows with row, name, owner and owner_id."""
    sheet = pl.lit(rows.reading.sheet.name).alias("sheet")
    table = table.with_columns(key(pl.col("name")).alias("name_key"), sheet)
    _note_twice(rows, table, before)
    good = table.filter(
        pl.col("owner").is_not_null(),
        pl.col("name").is_not_null(),
        ~pl.col("row").is_in(list(rows.blocked())),
    ).join(known, on=["owner_id", "name_key"], how="left", maintain_order="left")
    matched = good.filter(pl.col("meant").is_not_null())
    compared = compare(rows, matched, _OWNER_FACTS)
    added = _with_facts(rows, good.filter(pl.col("meant").is_null()).drop("meant", "was"))
    parts = Parts(added, compared.changed, len(compared.same), good)
    if before is None:
        return parts
    return Parts(
        pl.concat([before.added, parts.added]),
        before.changed | parts.changed,
        before.same + parts.same,
        pl.concat([before.rows, parts.rows]),
    )


def _note_twice(rows: Rows, table: pl.DataFrame, before: Parts | None) -> None:
    """Hold back the later of rows that name the same part of the same owner."""
    columns = ["sheet", "row", "owner", "name_key", "name"]
    own = table.drop_nulls(["owner", "name"]).select(columns)
    stacked = own if before is None else pl.concat([before.rows.select(columns), own])
    by = ("owner", "name_key")
    first = stacked.with_columns(
        pl.col("row").first().over(by).alias("first"),
        pl.col("sheet").first().over(by).alias("there"),
    )
    here = rows.reading.sheet.name
    later = first.filter(
        pl.col("sheet") == here, (pl.col("row") != pl.col("first")) | (pl.col("there") != here)
    )
    own_name = next(fact.name for fact in rows.reading.dictionary.values() if _names_it(fact, rows))
    for row, name, earlier, there in later.select("row", "name", "first", "there").iter_rows():
        rows.add(row, letters.twice(name, earlier, "" if there == here else there), own_name)


def _names_it(fact: Any, rows: Rows) -> bool:  # noqa: ANN401 - a Fact
    return fact.required and fact.subject is rows.reading.subject


def _with_facts(rows: Rows, added: pl.DataFrame) -> pl.DataFrame:
    """Add the own facts of rows as JSON text."""
    own = [name for name in rows.facts.columns if name not in _OWNER_FACTS]
    texts = as_json(rows.facts.select(own)) if own else pl.lit("{}").alias("facts")
    told = rows.facts.select("row", texts)
    return added.join(told, on="row", how="left", maintain_order="left")
