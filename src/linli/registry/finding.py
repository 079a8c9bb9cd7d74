"""Compounds that the search of all rooms finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
from django.urls import reverse

from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.finding import Found
from linli.foundation.people.models import Jurisdiction
from linli.registry.bridge import name_key
from linli.registry.columns import registry_columns, visible_columns
from linli.registry.searching import says

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def best_compounds(user: User, text: str, most: int) -> pl.DataFrame:
    """Return the compounds that a text finds, the likeliest first: ``id``, ``code``, ``name``...

    A name or its initials that are the text come first, then those that begin with it. Several
    rooms ask in one request: as long as the registry stands as it did, the answer is kept.
    """
    memo = vars(user).setdefault("_best_compounds", {})
    asked = (registry_columns().mark, text, most)
    if asked not in memo:
        memo.clear()
        memo[asked] = _best_compounds(user, text, most)
    found: pl.DataFrame = memo[asked]
    return found


def _best_compounds(user: User, text: str, most: int) -> pl.DataFrame:
    found = visible_columns(user).filter(says(text))
    key, typed = pl.col("name_key"), text.lower()
    is_it = (key == name_key(text)) | pl.col("initials").str.contains(f" {typed} ", literal=True)
    begins = key.str.starts_with(name_key(text)) | pl.col("initials").str.contains(
        f" {typed}", literal=True
    )
    rank = pl.when(is_it).then(0).when(begins).then(1).otherwise(2)
    return (
        found.with_columns(rank.alias("rank"))
        .bottom_k(most, by=["rank", "code"])
        .select(KEY, "code", "name", "jurisdiction", "rank")
        .sort("rank", "code")
    )


def find_compounds(user: User, text: str, most: int) -> list[Found]:
    """Return the compounds that a user may see and a text finds: name, place, code, initials."""
    areas = dict(Jurisdiction.objects.values_list("pk", "name"))
    return [
        Found(name, f"{areas.get(area, '')} {code}", reverse("registry:compound", args=[code]))
        for _id, code, name, area, _rank in best_compounds(user, text, most).iter_rows()
    ]
