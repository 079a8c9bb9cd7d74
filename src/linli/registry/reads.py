"""Questions about the registry."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.db.models import QuerySet

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.registry.bridge import dictionary
from linli.registry.models import Release
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

SHOWN = 200


class Check(NamedTuple):
    """What a release was checked for, and how many compounds fail or leave it open."""

    title: Text
    failed: int
    unknown: int


class Changed(NamedTuple):
    """A compound that differs from the release before: fact, old and new in words."""

    code: str
    name: str
    kind: str
    facts: list[tuple[Text, str, str]]


def release_frame(release: Release) -> pl.DataFrame:
    """Return a release's rows: id, code, name, jurisdiction (code), facts (JSON text)."""
    return _frame(release.content.path, release.sha256)


def newest_release() -> Release:
    """Return the newest release of the whole registry; raises ``ProblemError`` before the first."""
    release = Release.objects.filter(jurisdiction=None).first()
    if release is None:
        raise ProblemError(
            Problem(
                "no-release",
                Text("小区库尚未冻结过。", "The registry was never frozen."),
                Text("先执行 linli determine。", "Run linli determine first."),
            )
        )
    return release


def compared(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the compounds that differ between two releases.

    Columns: ``code``, ``name``, ``kind`` (``added``, ``changed``, ``removed``), ``old`` and
    ``new`` (facts as JSON text, null where there are none).
    """
    both = before.join(after, on=KEY, how="full", coalesce=True, suffix="_new")
    kind = (
        pl.when(pl.col("facts").is_null())
        .then(pl.lit("added"))
        .when(pl.col("facts_new").is_null())
        .then(pl.lit("removed"))
        .otherwise(pl.lit("changed"))
    )
    same = (pl.col("facts") == pl.col("facts_new")) & (pl.col("code") == pl.col("code_new"))
    return (
        both.filter(~same.fill_null(value=False))
        .select(
            pl.coalesce("code_new", "code").alias("code"),
            pl.coalesce("name_new", "name").alias("name"),
            kind.alias("kind"),
            pl.col("facts").alias("old"),
            pl.col("facts_new").alias("new"),
        )
        .sort("code")
    )


def visible_releases(user: User) -> QuerySet[Release]:
    """Return the releases that a user may read: those of their areas; the whole city's for all."""
    scope = scope_of(user)
    if scope.whole_city:
        return Release.objects.all()
    return Release.objects.filter(jurisdiction__in=scope.jurisdictions)


class ReleaseSheet(NamedTuple):
    """What a release holds; ``changed`` are the first of ``total`` differences to ``before``."""

    before: Release | None
    counts: list[tuple[str, dict[str, int]]]
    checks: list[Check]
    changed: list[Changed]
    total: int


def release_sheet(release: Release) -> ReleaseSheet:
    """Return what a release holds and in what it differs from the one before."""
    earlier = Release.objects.filter(number__lt=release.number)
    before = earlier.filter(jurisdiction=release.jurisdiction).first()
    changes = compared(release_frame(before), release_frame(release)) if before else None
    names = dict(Jurisdiction.objects.values_list("code", "name"))
    return ReleaseSheet(
        before,
        [(names.get(code, code), row) for code, row in release.counts.items()],
        [_check(each) for each in release.checks],
        [] if changes is None else [_changed(row) for row in changes[:SHOWN].iter_rows()],
        0 if changes is None else changes.height,
    )


def _check(each: dict[str, Any]) -> Check:
    pack = dictionary()
    if "fact" in each:
        known = pack.facts.get(each["fact"])
        zh, en = known.label if known else (each["fact"], each["fact"])
        return Check(Text(f"已填“{zh}”", f"“{en}” is known"), each["failed"], each["unknown"])
    rule = pack.rules.get(each["rule"])
    title = rule.title if rule else Text(each["rule"], each["rule"])
    return Check(title, each["failed"], each["unknown"])


def _changed(row: tuple[str, str, str, str | None, str | None]) -> Changed:
    code, name, kind, old, new = row
    before, after = json.loads(old or "{}"), json.loads(new or "{}")
    lines = [
        (fact.label, in_words(fact, before.get(each)), in_words(fact, after.get(each)))
        for each, fact in dictionary().facts.items()
        if kind == "changed" and before.get(each) != after.get(each)
    ]
    return Changed(code, name, kind, lines)


@lru_cache(maxsize=2)
def _frame(path: str, _sha256: str) -> pl.DataFrame:
    return pl.read_parquet(path)
