"""Rows of the registry as columns: what an import's rows are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

MOST_ASKED = 2_000
"""Values that are asked for by name; for more of them whole areas are read."""
_KINDS: dict[str, pl.DataType] = {
    "pk": pl.Int64(),
    "jurisdiction_id": pl.Int64(),
    "compound_id": pl.Int64(),
    "building_id": pl.Int64(),
}


def columns_of(rows: QuerySet[Any], *names: str) -> pl.DataFrame:
    """Return columns of rows and ``was``, their facts as JSON text."""
    found = rows.order_by("pk").values_list(*names, Cast("facts", TextField()))
    schema = {name: _KINDS.get(name, pl.String()) for name in (*names, "was")}
    return pl.DataFrame(list(found.iterator(chunk_size=10_000)), schema=schema, orient="row")


def in_parts(values: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield values a few at a time, as many as a statement takes."""
    for first in range(0, len(values), MOST_ASKED):
        yield values[first : first + MOST_ASKED]


def key(text: pl.Expr) -> pl.Expr:
    """Return texts as ``bridge.name_key`` compares them: half-width, lower case, no blanks."""
    return text.str.normalize("NFKC").str.replace_all(r"\s+", "").str.to_lowercase()
