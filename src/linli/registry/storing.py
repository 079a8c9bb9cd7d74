"""Write what a preview said: whole tables by plain statements, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from django.db import connection
from django.utils import timezone

from linli.foundation.record.bulk import insert_rows, update_rows
from linli.foundation.record.models import Entry
from linli.registry.intake.compounds import new_codes
from linli.registry.intake.parts import Parts
from linli.registry.intake.preview import Preview
from linli.registry.intake.stored import columns_of, in_parts
from linli.registry.models import Building, Compound, Home, Sighting, Workbook

_ADDED = "name name_key jurisdiction_id division_id facts sheet row".split()
_CHANGED = "name name_key division_id facts workbook_id sheet row updated_at".split()


def store_preview(found: Preview, workbook: Workbook) -> None:
    """Store compounds, then buildings, then homes, and that the compounds were seen."""
    _insert_compounds(found.added.table, workbook)
    _update_compounds(found.changed_rows, workbook)
    if found.buildings or found.homes:
        _store_all_parts(found, _new_compounds(workbook))
    _note_sightings(workbook, [*found.changed_rows, *found.same_ids])


def note_entries(workbook: Workbook) -> None:
    """Write down which entries of the record are the import's: all since the workbook's own.

    No other transaction writes entries in between: the first of them locks the record.
    """
    own = Entry.objects.filter(table=Workbook._meta.db_table, row=str(workbook.pk))
    first = own.order_by("pk").values_list("pk", flat=True)[0]
    last = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    Workbook.objects.filter(pk=workbook.pk).update(first_entry=first, last_entry=last)
    workbook.first_entry, workbook.last_entry = first, last


def _insert_compounds(table: pl.DataFrame, workbook: Workbook) -> None:
    now = _now()
    codes, given = new_codes(table["stem"]), table.select(_ADDED).iter_rows()
    rows = ((code, *row, workbook.pk, now) for code, row in zip(codes, given, strict=True))
    insert_rows(Compound, ["code", *_ADDED, "workbook_id", "updated_at"], rows)


def _now() -> Any:  # noqa: ANN401 - as the database wants it
    return connection.ops.adapt_datetimefield_value(timezone.now())


def _update_compounds(changed: dict[int, dict[str, Any]], workbook: Workbook) -> None:
    """Write changed compounds; one whose words name no division keeps the one it has."""
    kept = _divisions([pk for pk, row in changed.items() if row["division_id"] is None])
    now, rows = _now(), []
    for pk, row in changed.items():
        given = {**row, "workbook_id": workbook.pk, "updated_at": now}
        given["division_id"] = row["division_id"] or kept.get(pk)
        rows.append((pk, *(given[column] for column in _CHANGED)))
    update_rows(Compound, _CHANGED, rows)


def _divisions(pks: Sequence[int]) -> dict[int, int | None]:
    return {
        pk: division
        for some in in_parts(pks)
        for pk, division in Compound.objects.filter(pk__in=some).values_list("pk", "division_id")
    }


def _new_compounds(workbook: Workbook) -> pl.DataFrame:
    """Return owner and id of the compounds that the workbook brought or changed."""
    names = ("pk", "jurisdiction_id", "name_key")
    found = columns_of(Compound.objects.filter(workbook=workbook), *names)
    new = pl.format("{}|{}", "jurisdiction_id", "name_key")
    return found.select(new.alias("owner"), pl.col("pk").alias("id"))


def _new_buildings(added: pl.DataFrame | None, owners: pl.DataFrame) -> pl.DataFrame:
    """Return owner, as homes name it, and id of the buildings that the file brought."""
    if added is None or added.is_empty():
        return owners.clear()
    placed = _with_ids(added, owners)
    ids = placed["owner_id"].unique().to_list()
    parts = [
        columns_of(Building.objects.filter(compound__in=some), "pk", "compound_id", "name")
        for some in in_parts(ids)
    ]
    found = pl.concat(parts).rename({"compound_id": "owner_id", "pk": "id"})
    return placed.join(found, on=["owner_id", "name"], maintain_order="left").select(
        pl.format("{}/{}", "owner", "name_key").alias("owner"), "id"
    )


def _store_all_parts(found: Preview, owners: pl.DataFrame) -> None:
    if found.buildings:
        _store_parts(Building, "compound_id", found.buildings, owners)
    if found.homes:
        buildings = found.buildings.added if found.buildings else None
        _store_parts(Home, "building_id", found.homes, _new_buildings(buildings, owners))


def _store_parts(model: type[Any], owner: str, parts: Parts, owners: pl.DataFrame) -> None:
    added = _with_ids(parts.added, owners).select("owner_id", "name", "facts")
    insert_rows(model, [owner, "name", "facts"], added.iter_rows())
    changed = [(pk, change.facts) for pk, change in parts.changed.items()]
    update_rows(model, ["facts"], changed)


def _with_ids(added: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Fill in the ids of owners that were new themselves."""
    known = owners.unique("owner")
    joined = added.join(known, on="owner", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("owner_id", "id").alias("owner_id")).drop("id")


def _note_sightings(workbook: Workbook, others: Iterable[int]) -> None:
    """Note that the file's compounds were reported in its round; known sightings stay."""
    quote = connection.ops.quote_name
    sighting, compound = (quote(model._meta.db_table) for model in (Sighting, Compound))
    start = f"INSERT INTO {sighting} (round_id, compound_id) SELECT %s, id FROM {compound} WHERE "  # noqa: S608 - our own tables
    with connection.cursor() as cursor:
        end = " ON CONFLICT DO NOTHING"
        cursor.execute(f"{start}workbook_id = %s{end}", [workbook.round_id, workbook.pk])
        for some in in_parts(list(others)):
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"{start}id IN ({marks}){end}", [workbook.round_id, *some])
