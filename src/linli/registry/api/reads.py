"""Questions of programs about compounds, and what changed since they last asked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from linli.core.kernel.version import canonical, digest
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.models import Division
from linli.foundation.people.scope import Scope, scope_of
from linli.foundation.record.models import Entry
from linli.registry.api.shapes import OF_COMPOUND, CompoundAnswer, CompoundPage, Removed
from linli.registry.models import Compound
from linli.registry.selection import Selection, matching

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_TABLE = Compound._meta.db_table


def revision(compound: Compound) -> str:
    """Return a text that changes whenever what is known of a compound does."""
    content = [compound.jurisdiction_id, compound.division_id, compound.name, compound.facts]
    return digest(canonical(content))[:20]


def compound_answer(compound: Compound) -> CompoundAnswer:
    """Return a compound with the facts that the dictionary knows."""
    known = OF_COMPOUND.facts()
    return CompoundAnswer(
        code=compound.code,
        name=compound.name,
        jurisdiction=compound.jurisdiction.code,
        division=compound.division.code if compound.division else None,
        facts={name: value for name, value in compound.facts.items() if name in known},
        revision=revision(compound),
        updated_at=compound.updated_at,
    )


def compound_page(
    user: User, selection: Selection, changed_since: datetime | None, after: str, limit: int
) -> CompoundPage:
    """Return a page of the compounds of a selection, those behind the code ``after``."""
    found = matching(user, selection, ["code"])
    if changed_since:
        found = found.filter(pl.col(KEY).is_in(changed_ids(user, changed_since, None)))
    rest = found.filter(pl.col("code") > after)
    shown = rest[:limit]
    return CompoundPage(
        items=[compound_answer(each) for each in compounds_in_order(user, shown[KEY].to_list())],
        total=found.height,
        next=shown["code"][-1] if rest.height > limit else None,
    )


def changed_ids(user: User, since: datetime | None, until: datetime | None) -> list[int]:
    """Return the ids of the compounds that last changed in a time, its ends included."""
    found = Compound.objects.visible_to(user)
    if since:
        found = found.filter(updated_at__gte=since)
    if until:
        found = found.filter(updated_at__lte=until)
    return list(found.values_list("pk", flat=True))


def compounds_in_order(user: User, ids: Sequence[int]) -> list[Compound]:
    """Return visible compounds in the order of ids."""
    seen = Compound.objects.visible_to(user).select_related("jurisdiction", "division")
    found = seen.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


class Changed(NamedTuple):
    """Compounds that stand, those that left the user's sight, and where the record was read to."""

    compounds: list[Compound]
    removed: list[Removed]
    last: int
    more: bool


def changes_since(user: User, since: int, limit: int) -> Changed:
    """Return what happened to compounds in the ``limit`` entries of theirs after ``since``.

    A compound that the user saw before, and does not see now, is removed: merged, taken back with
    its import, or placed outside the user's scope.
    """
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    asked = Entry.objects.numbered(since + 1, newest, [_TABLE]).order_by("pk")
    entries = list(asked.values_list("pk", "row")[: limit + 1])
    more, entries = len(entries) > limit, entries[:limit]
    last = entries[-1][0] if more else max(newest, since)
    ids = list(dict.fromkeys(int(row) for _pk, row in entries))
    compounds = compounds_in_order(user, ids)
    standing = {compound.pk for compound in compounds}
    absent = [pk for pk, row in entries if int(row) not in standing]
    gone = _seen_once(scope_of(user), Entry.objects.filter(pk__in=absent).order_by("pk"))
    return Changed(compounds, _removed(user, gone), last, more)


def _seen_once(scope: Scope, entries: Iterable[Entry]) -> dict[int, str]:
    """Return the codes, by id, of the rows that a scope covered before or after one of entries."""
    rows = [json.loads(text) for entry in entries for text in (entry.before, entry.after) if text]
    divisions = {row["division_id"] for row in rows}
    codes = dict(Division.objects.filter(pk__in=divisions).values_list("pk", "code"))
    return {
        row["id"]: row["code"] for row in rows if _covers(scope, row, codes.get(row["division_id"]))
    }


def _covers(scope: Scope, row: dict[str, Any], division: str | None) -> bool:
    own = any((division or "").startswith(code) for code in scope.division_codes)
    return own or scope.covers(row["jurisdiction_id"])


def _removed(user: User, gone: dict[int, str]) -> list[Removed]:
    merged = Compound.with_merged.visible_to(user).filter(pk__in=gone)
    into = dict(merged.values_list("pk", "merged_into__code"))
    return [Removed(code=code, merged_into=into.get(pk)) for pk, code in gone.items()]
