"""A run's answers in memory, a column a rule: counts over all compounds are asked of them."""

from __future__ import annotations

import threading
from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from django.db.models import TextField
from django.db.models.functions import Cast

from linli.core.policy.schema import Subject
from linli.determination.models import CompoundAnswers, Determination
from linli.determination.reads.packs import pack_of
from linli.engines.tables.fact_frame import KEY
from linli.registry.columns import visible_places

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Ground(NamedTuple):
    """What settles every answer of a run: the release's rows, the pack's files, the day."""

    release: str
    pack: str
    day: date


_lock = threading.Lock()
_held: dict[Ground, pl.DataFrame] = {}
"""The answers asked for last; they are frozen, so that they never need be read anew."""


def visible_answers(
    user: User, run: Determination, rules: Collection[str], area: int | None = None
) -> pl.DataFrame:
    """Return a run's answers for the compounds that a user may see, as they lie today (S10).

    Columns are ``id``, ``jurisdiction`` (id) and ``rules`` (ids). ``area`` is the id of a
    jurisdiction to narrow it to.
    """
    places = visible_places(user)
    if area is not None:
        places = places.filter(pl.col("jurisdiction") == area)
    return places.join(_answers(run).select(KEY, *rules), on=KEY)


def _answers(run: Determination) -> pl.DataFrame:
    ground = Ground(run.release.sha256, run.pack.sha256, run.day)
    with _lock:
        if ground not in _held:
            _held.clear()
            _held[ground] = _read(run)
        return _held[ground]


def _read(run: Determination) -> pl.DataFrame:
    rules = pack_of(run.pack).rules_of(Subject.COMPOUND, run.day)
    found = CompoundAnswers.objects.filter(determination=run)
    rows = found.values_list("compound", Cast("answers", TextField()))
    table = pl.DataFrame(list(rows), schema={KEY: pl.Int64, "answers": pl.String}, orient="row")
    answers = pl.Struct({rule.id: pl.String for rule in rules})
    return (
        table.select(KEY, pl.col("answers").str.json_decode(answers))
        .unnest("answers")
        .cast({pl.String: pl.Categorical})
    )
