"""How far the record has come: by it what was worked out of tables is known to hold still."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from linli.foundation.record.models import Entry


class Mark(NamedTuple):
    """The newest entry of the record: its number and hash (a rolled-back one leaves no trace)."""

    entry: int
    hash: str


def newest_mark() -> Mark:
    """Return how far the record has come."""
    newest = Entry.objects.order_by("-pk").values_list("pk", "hash").first()
    return Mark(*newest) if newest else Mark(0, "")


def stands(mark: Mark) -> bool:
    """Tell whether a mark is of this record, and of nothing that was rolled back."""
    return mark.entry == 0 or Entry.objects.filter(pk=mark.entry, hash=mark.hash).exists()


def holds(mark: Mark, now: Mark, tables: Collection[str]) -> bool:
    """Tell whether tables stand at a later mark as they stood at an earlier one."""
    if mark == now:
        return True
    return stands(mark) and not Entry.objects.numbered(mark.entry + 1, now.entry, tables).exists()
