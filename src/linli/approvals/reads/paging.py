"""Lists by key, the newest first: a page costs the same however long the list is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

PAGE = 50
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class KeyPage(Generic[Row]):
    """A page of rows, and where the next page begins (None: nowhere)."""

    rows: tuple[Row, ...]
    more: int | None


def newest(rows: QuerySet[Row], asked: Mapping[str, str]) -> KeyPage[Row]:
    """Return the newest rows that were made before the row with the key ``before``, if any."""
    if (before := asked.get("before", "")).isdecimal() and len(before) < len("9" * 18):
        rows = rows.filter(pk__lt=int(before))
    # The keys come from an index alone; only the rows that are shown are read and joined.
    keys = rows.order_by("-pk").values("pk")[: PAGE + 1]
    found = list(rows.filter(pk__in=keys).order_by("-pk"))
    return KeyPage(tuple(found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)
