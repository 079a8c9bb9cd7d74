"""The registry in memory, column by column: what lists, maps and exports are asked of.

A question about all compounds takes milliseconds here, whatever their number. Rows of facts are
decoded once a process; afterwards only those that changed, found by the record's entry numbers.
"""

from __future__ import annotations

import threading
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from linli.core.policy.schema import FactType, Subject
from linli.engines.pinyin import initials
from linli.engines.tables.fact_frame import KEY, typed_facts
from linli.foundation.people.scope import scope_of
from linli.foundation.record.marks import Mark, newest_mark, stands
from linli.foundation.record.models import Entry
from linli.registry.bridge import dictionary
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

SEARCHED = ("town", "community", "address")
"""Facts in which a search for a text looks, besides the name."""
PIECE = 10_000
"""Compounds that are read at once."""
_TABLE = Compound._meta.db_table
_OWN = {
    KEY: pl.Int64,
    "code": pl.String,
    "name": pl.String,
    "name_key": pl.String,
    "jurisdiction": pl.Int64,
    "division": pl.String,
    "facts": pl.String,
}


class Columns(NamedTuple):
    """All compounds as of a mark.

    ``frame``: ``id``, ``code``, ``name``, ``name_key``, ``jurisdiction`` (id), ``division`` (code),
    ``initials`` (of the name's pinyin), ``words`` (all that a search looks in, lower case),
    ``longitude`` and ``latitude``, and the facts as ``typed_facts`` gives them, each under
    ``fact.<name>``.
    """

    mark: Mark
    frame: pl.DataFrame


_lock = threading.Lock()
_held: dict[str, Columns] = {}


def registry_columns() -> Columns:
    """Return all compounds as they stand now."""
    place = f"{connection.settings_dict['NAME']} {dictionary().digest}"
    now = newest_mark()
    with _lock:
        held = _held.get(place)
        if held is None or held.mark != now:
            held = _held[place] = _brought_up(held, now)
        return held


def visible_columns(user: User) -> pl.DataFrame:
    """Return the compounds that a user may see, as ``Compound.objects.visible_to`` says (S10)."""
    frame, scope = registry_columns().frame, scope_of(user)
    if scope.whole_city:
        return frame
    seen = pl.col("jurisdiction").is_in(list(scope.jurisdictions))
    for code in scope.division_codes:
        seen |= pl.col("division").str.starts_with(code).fill_null(value=False)
    return frame.filter(seen)


def visible_places(user: User) -> pl.DataFrame:
    """Return ``id`` and ``jurisdiction`` of what a user may see, compounds that were merged too."""
    merged = Compound.with_merged.visible_to(user).filter(merged_into__isnull=False).order_by()
    places = visible_columns(user).select(KEY, "jurisdiction")
    rows = list(merged.values_list("pk", "jurisdiction"))
    return pl.concat([places, pl.DataFrame(rows, schema=places.schema, orient="row")])


def _brought_up(held: Columns | None, now: Mark) -> Columns:
    """Return the columns as of the newest entry; only what changed is read where that is known."""
    compounds = Compound.objects.all()
    if held is None or not stands(held.mark):
        return Columns(now, _frame(compounds))
    entries = Entry.objects.numbered(held.mark.entry + 1, now.entry, [_TABLE])
    changed = {int(row) for row in entries.values_list("row", flat=True)}
    if not changed:
        return Columns(now, held.frame)
    kept = held.frame.filter(~pl.col(KEY).is_in(list(changed)))
    if len(changed) > PIECE or kept.height < len(changed):
        return Columns(now, _frame(compounds))
    return Columns(now, pl.concat([kept, _frame(compounds.filter(pk__in=changed))]).sort("code"))


def _frame(compounds: QuerySet[Compound]) -> pl.DataFrame:
    """Return the columns of some compounds, read in pieces: JSON takes many times their room."""
    names = "pk code name name_key jurisdiction_id division__code".split()
    rows = compounds.order_by("code").values_list(*names, Cast("facts", TextField()))
    found = rows.iterator(chunk_size=PIECE)
    pieces = [_columns([])]
    while piece := list(islice(found, PIECE)):
        pieces.append(_columns(piece))
    return pl.concat(pieces)


def _columns(rows: list[tuple[Any, ...]]) -> pl.DataFrame:
    table = pl.DataFrame(rows, schema=_OWN, orient="row")
    facts = dictionary().facts_of(Subject.COMPOUND)
    typed = typed_facts(dictionary(), list(facts), table).drop(KEY)
    points = [name for name, fact in facts.items() if fact.type is FactType.POINT]
    words = ["name_key", "initials", *(f"fact.{name}" for name in SEARCHED if name in facts)]
    return (
        table.drop("facts")
        .with_columns(
            pl.Series("initials", map(initials, table["name"]), dtype=pl.String),
            *_position(typed, points),
            *(typed[column].alias(f"fact.{column}") for column in typed.columns),
        )
        .with_columns(
            pl.concat_str(words, separator="\n", ignore_nulls=True)
            .str.to_lowercase()
            .alias("words")
        )
    )


def _position(typed: pl.DataFrame, points: list[str]) -> list[pl.Series]:
    text = typed[points[0]] if points else pl.Series([None] * typed.height, dtype=pl.String)
    parts = text.str.split_exact(",", 1).struct
    return [
        parts.field(field).cast(pl.Float64, strict=False).alias(name)
        for field, name in (("field_0", "longitude"), ("field_1", "latitude"))
    ]
