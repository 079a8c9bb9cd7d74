"""Which compound of the registry a row means, and whether it may be the one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl

from linli.core.kernel.problem import Problem
from linli.registry.bridge import name_key
from linli.registry.intake import letters
from linli.registry.intake.rows import Rows
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Known:
    """The registry's compounds that a table's rows could mean, and those the user may write."""

    def __init__(self, table: pl.DataFrame, user: User | None) -> None:
        areas = table["jurisdiction_id"].drop_nulls().unique().to_list()
        codes = table["code"].drop_nulls().unique().to_list()
        own = Compound.objects.all() if user is None else Compound.objects.visible_to(user)
        self.by_code: dict[str, Compound] = {
            compound.code: compound
            for compound in own.filter(code__in=codes).select_related("jurisdiction")
        }
        self.by_name: dict[tuple[int, str], Compound] = {
            (compound.jurisdiction_id, compound.name_key): compound
            for compound in Compound.objects.filter(jurisdiction__in=areas)
        }
        self.own = None if user is None else set(own.values_list("pk", flat=True))

    def meant_by(self, code: str | None, area: int | None, key: str) -> Compound | None:
        """Return the compound of a code or, without one, of a name in a jurisdiction."""
        return self.by_code.get(code) if code else self.by_name.get((area or 0, key))

    def by_pk(self) -> dict[int, Compound]:
        """Return all of them by primary key."""
        found = (*self.by_code.values(), *self.by_name.values())
        return {compound.pk: compound for compound in found}

    def doubt(self, row: dict[str, Any], meant: Compound | None) -> Problem | None:
        """Return why a row with a code, or of a known name, does not simply mean that compound."""
        if meant is None:
            return letters.unknown_code(row["code"]) if row["code"] else None
        if self.own is not None and meant.pk not in self.own:
            return letters.held_by_others(row["name"])
        if not row["code"]:
            return _doubtful(row, meant)
        if meant.jurisdiction_id != row["jurisdiction_id"]:
            return letters.other_jurisdiction(meant)
        namesake = self.by_name.get((row["jurisdiction_id"], row["name_key"]), meant)
        return None if namesake.pk == meant.pk else letters.name_taken(namesake)


def find_compounds(rows: Rows, table: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add ``meant``, the id of the compound that each row means; doubts are noted on ``rows``."""
    keys = table.select("code", "jurisdiction_id", "name_key").iter_rows()
    meant = [known.meant_by(*key) for key in keys]
    pks = [compound.pk if compound else None for compound in meant]
    table = table.with_columns(pl.Series("meant", pks, dtype=pl.Int64))
    _note_twice_in_file(rows, table)
    compounds = known.by_pk()
    named = table.filter(pl.col("meant").is_not_null() | pl.col("code").is_not_null())
    for row in named.filter(pl.col("jurisdiction_id").is_not_null()).iter_rows(named=True):
        if problem := known.doubt(row, compounds.get(row["meant"])):
            rows.add(row["row"], problem, "code" if row["code"] else "name")
    return table


def _note_twice_in_file(rows: Rows, table: pl.DataFrame) -> None:
    """Hold back the later of rows that mean the same compound, or give the same name."""
    named = table.filter(pl.col("name_key") != "")
    same_name = _repeated(named, "jurisdiction_id", "name_key")
    same_compound = _repeated(named.filter(pl.col("meant").is_not_null()), "meant")
    for row, (earlier, name) in {**same_compound, **same_name}.items():
        rows.add(row, letters.twice(name, earlier), "name")


def _repeated(table: pl.DataFrame, *by: str) -> dict[int, tuple[int, str]]:
    """Return the rows after the first of each group, with that row's number and their name."""
    first = table.with_columns(pl.col("row").first().over(*by).alias("first"))
    later = first.filter(pl.col("row") != pl.col("first")).select("row", "first", "name")
    return {row: (earlier, name) for row, earlier, name in later.iter_rows()}


def _doubtful(row: dict[str, Any], existing: Compound) -> Problem | None:
    """Tell a namesake from the same compound: community or address differ and no code is given."""
    given = json.loads(row["facts"])
    for name in ("community", "address"):
        old, new = existing.facts.get(name), given.get(name)
        if old and new and name_key(old) != name_key(new):
            return letters.namesake(existing, str(old), str(new))
    return None
