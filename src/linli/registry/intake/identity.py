"""Which compound of the registry a row means, and whether it may be the one."""

from __future__ import annotations

import json
from collections import defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Any

import polars as pl

from linli.core.kernel.problem import Problem
from linli.registry.bridge import name_key
from linli.registry.duplicates import namesake_key
from linli.registry.intake import letters
from linli.registry.intake.likeness import Decisions, note_suspects
from linli.registry.intake.rows import Rows
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Known:
    """The registry's compounds that a table's rows could mean, and those the user may write."""

    def __init__(self, rows: Rows, table: pl.DataFrame, user: User | None) -> None:
        self.decisions = Decisions(rows, table)
        areas = table["jurisdiction_id"].drop_nulls().unique().to_list()
        codes = table["code"].drop_nulls().unique().to_list()
        own = Compound.objects.all() if user is None else Compound.objects.visible_to(user)
        self.by_code: dict[str, Compound] = {
            compound.code: compound
            for compound in own.filter(code__in=codes).select_related("jurisdiction")
        }
        self.by_name: dict[tuple[int, str], list[Compound]] = defaultdict(list)
        for compound in Compound.objects.filter(jurisdiction__in=areas):
            self.by_name[compound.jurisdiction_id, compound.name_key].append(compound)
        self.decided: dict[int, Compound] = Compound.objects.in_bulk(
            list(self.decisions.same.values())
        )
        self.own = None if user is None else set(own.values_list("pk", flat=True))

    def meant_by(self, row: int, code: str | None, area: int | None, key: str) -> Compound | None:
        """Return the compound of a code or, without one, of a name in a jurisdiction.

        What people decided of the row's name and place comes before the name.
        """
        if code:
            return self.by_code.get(code)
        if decided := self.decisions.meant_by(row, area):
            return self.decided.get(decided)
        named = self.by_name.get((area or 0, key), [])
        likely = [each for each in named if not self.decisions.keeps_apart(row, each.pk)]
        return likely[0] if likely else None

    def by_pk(self) -> dict[int, Compound]:
        """Return all of them by primary key."""
        named = chain.from_iterable(self.by_name.values())
        found = (*self.by_code.values(), *named, *self.decided.values())
        return {compound.pk: compound for compound in found}

    def doubt(self, row: dict[str, Any], meant: Compound | None) -> Problem | None:
        """Return why a row with a code, or of a known name, does not simply mean that compound."""
        if meant is None:
            return letters.unknown_code(row["code"]) if row["code"] else None
        if self.own is not None and meant.pk not in self.own:
            return letters.held_by_others(row["name"])
        if not row["code"]:
            decided = self.decisions.meant_by(row["row"], row["jurisdiction_id"]) == meant.pk
            return None if decided else _doubtful(row, meant)
        if meant.jurisdiction_id != row["jurisdiction_id"]:
            return letters.other_jurisdiction(meant)
        if meant.name_key == row["name_key"]:
            return None
        namesakes = self.by_name.get((row["jurisdiction_id"], row["name_key"]))
        return letters.name_taken(namesakes[0]) if namesakes else None

    def may_be_decided(self, compound: int | None) -> bool:
        """Tell whether the user may say that a row means a compound, or does not."""
        return compound is not None and (self.own is None or compound in self.own)


def find_compounds(rows: Rows, table: pl.DataFrame, known: Known) -> pl.DataFrame:
    """Add ``meant``, the id of the compound that each row means; doubts are noted on ``rows``."""
    keys = table.select("row", "code", "jurisdiction_id", "name_key").iter_rows()
    meant = [known.meant_by(*key) for key in keys]
    pks = [compound.pk if compound else None for compound in meant]
    table = table.with_columns(pl.Series("meant", pks, dtype=pl.Int64))
    compounds = known.by_pk()
    renamed = [
        pk is None or compounds[pk].name_key != key
        for pk, key in table.select("meant", "name_key").iter_rows()
    ]
    _note_twice_in_file(rows, table, pl.Series(renamed, dtype=pl.Boolean))
    named = table.filter(pl.col("meant").is_not_null() | pl.col("code").is_not_null())
    for row in named.filter(pl.col("jurisdiction_id").is_not_null()).iter_rows(named=True):
        if problem := known.doubt(row, compounds.get(row["meant"])):
            rows.add(row["row"], problem, "code" if row["code"] else "name")
            if problem.code == "suspected-duplicate" and known.may_be_decided(row["meant"]):
                rows.namesakes[row["row"]] = (row["meant"], _key(row))
    note_suspects(rows, table, known)
    return table


def _key(row: dict[str, Any]) -> str:
    facts = json.loads(row["facts"])
    return namesake_key(row["name"], facts.get("community"), facts.get("address"))


def _note_twice_in_file(rows: Rows, table: pl.DataFrame, renamed: pl.Series) -> None:
    """Hold back the later of rows that mean the same compound, or give the same new name."""
    same_name = _repeated(table.filter(renamed), "jurisdiction_id", "name_key")
    same_compound = _repeated(table.filter(pl.col("meant").is_not_null()), "meant")
    for row, (earlier, name) in {**same_compound, **same_name}.items():
        rows.add(row, letters.twice(name, earlier), "name")


def _repeated(table: pl.DataFrame, *by: str) -> dict[int, tuple[int, str]]:
    """Return the rows after the first of each group, with that row's number and their name."""
    table = table.filter(pl.col("name_key") != "")
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
