"""What differs between two packs, entry by entry and key by key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import BaseModel

from linli.core.kernel.text import Text
from linli.core.policy.schema import TABLES, Pack


class Change(StrEnum):
    """What became of an entry."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> Text:
        """Return the words that pages show."""
        return _LABELS[self]


_LABELS = {
    Change.ADDED: Text("新增", "Added"),
    Change.REMOVED: Text("删除", "Removed"),
    Change.CHANGED: Text("变更", "Changed"),
}


class Difference(NamedTuple):
    """A difference: for a changed entry one for each ``key``, with its ``old`` and ``new`` text."""

    table: str
    name: str
    label: Text
    change: Change
    key: str = ""
    old: str = ""
    new: str = ""


def differences(old: Pack, new: Pack) -> tuple[Difference, ...]:
    """Return everything in which two packs differ, in the order of the pack's own tables."""
    before, after = dict(_tables(old)), dict(_tables(new))
    return tuple(found for table in before for found in _of(table, before[table], after[table]))


def _tables(pack: Pack) -> Iterator[tuple[str, Mapping[str, BaseModel]]]:
    """Give every table of a pack with its entries by name."""
    yield "pack", {pack.head.id: pack.head}
    for table in ("clauses", "facts", "parameters", "rules"):
        yield table, getattr(pack, table)
    yield "works", {item.code: item for item in pack.works}
    yield "targets", {f"{each.year} {each.jurisdiction}": each for each in pack.targets}
    yield "totals", {str(total.year): total for total in pack.totals}
    for table in TABLES:
        yield table, {row.code: row for row in getattr(pack, table)}


def _of(
    table: str, old: Mapping[str, BaseModel], new: Mapping[str, BaseModel]
) -> Iterator[Difference]:
    """Give the differences of one table."""
    for name in dict.fromkeys((*old, *new)):
        if name not in new:
            yield Difference(table, name, _label(name, old[name]), Change.REMOVED)
        elif name not in old:
            yield Difference(table, name, _label(name, new[name]), Change.ADDED)
        elif old[name] != new[name]:
            yield from _of_entry(table, name, old[name], new[name])


def _of_entry(table: str, name: str, old: BaseModel, new: BaseModel) -> Iterator[Difference]:
    """Give the keys in which an entry differs."""
    label = _label(name, new)
    for key in type(new).model_fields:
        before, after = (_written(getattr(entry, key, None)) for entry in (old, new))
        if before != after:
            yield Difference(table, name, label, Change.CHANGED, key, before, after)


def _label(name: str, entry: BaseModel) -> Text:
    """Return what people call an entry."""
    for key in ("label", "title", "heading"):
        if isinstance(label := getattr(entry, key, None), Text):
            return label
    return Text(name, name)


def _written(value: Any) -> str:  # noqa: ANN401 - any value of a pack
    """Return a value as it may be shown side by side with another."""
    if isinstance(value, Text):
        return value.zh
    if isinstance(value, BaseModel):
        given = {key: getattr(value, key) for key in value.model_fields_set}
        return "，".join(f"{key}={_written(part)}" for key, part in given.items())
    if isinstance(value, dict):
        return "；".join(f"{key}: {_written(part)}" for key, part in value.items())
    if isinstance(value, tuple):
        return "；".join(map(_written, value))
    return "" if value is None else str(value)
