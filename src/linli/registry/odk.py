"""Submissions of ODK and Kobo, as their exports write them, in the importer's own notation.

A sheet is one of theirs where it has their column of submission ids. Headings and places of cells
stay; what is written otherwise than in a workbook is rewritten: positions (latitude first, altitude
behind), places by code, and rows that a reviewer rejected, which are left blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from linli.core.policy.schema import FactType, Subject
from linli.engines.workbook import Sheet
from linli.foundation.people.models import Division, Jurisdiction
from linli.registry.bridge import dictionary

_IDS = frozenset({"key", "instanceid", "_uuid", "__id"})
_PLACES = frozenset({"jurisdiction", "town", "community"})
_REVIEWS = {"reviewstate": "rejected", "_validation_status": "not approved"}
_DEGREES = r"-?\d{1,3}(?:\.\d+)?"
_LATITUDE_FIRST = rf"^({_DEGREES})[ ,]+({_DEGREES})(?: +{_DEGREES}\d*)*$"
_GROUPS = re.compile(r"[/-]")


def submissions_as_rows(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return sheets with those that hold submissions rewritten; others as they are."""
    return [_rewritten(sheet) if _is_export(sheet) else sheet for sheet in sheets]


def _is_export(sheet: Sheet) -> bool:
    return any(_last(heading) in _IDS for heading in sheet.frame.columns)


def _last(heading: str) -> str:
    """Return a question's name without its groups."""
    return _GROUPS.split(heading.strip().lower())[-1]


def _rewritten(sheet: Sheet) -> Sheet:
    facts = dictionary().facts_of(Subject.COMPOUND)
    points = {name for name, fact in facts.items() if fact.type is FactType.POINT}
    sheet = _without_rejected(_with_whole_points(sheet, points))
    columns = sheet.frame.columns
    named = _names_by_code() if any(_last(each) in _PLACES for each in columns) else {}
    return replace(
        sheet,
        frame=sheet.frame.with_columns(
            *(_longitude_first(each) for each in columns if _last(each) in points),
            *(pl.col(each).replace(named) for each in columns if _last(each) in _PLACES),
        ),
    )


def _longitude_first(heading: str) -> pl.Expr:
    """Return "latitude longitude altitude accuracy" as "longitude,latitude"; others as they are."""
    written = pl.col(heading).str.strip_chars()
    latitude, longitude = (written.str.extract(_LATITUDE_FIRST, group) for group in (1, 2))
    both = pl.concat_str(_with_point(longitude), pl.lit(","), _with_point(latitude))
    return pl.coalesce(both, pl.col(heading)).alias(heading)


def _with_point(degrees: pl.Expr) -> pl.Expr:
    """Return degrees with a decimal point: phones leave it out of whole ones."""
    return pl.when(degrees.str.contains(".", literal=True)).then(degrees).otherwise(degrees + ".0")


def _with_whole_points(sheet: Sheet, points: Iterable[str]) -> Sheet:
    """Join positions whose parts stand in columns of their own, as ODK Central writes them."""
    for point in points:
        halves = [_heading(sheet, f"{point}-{part}") for part in ("latitude", "longitude")]
        if all(halves):
            latitude, longitude = halves
            whole = longitude[: -len("-longitude")]
            joined = pl.concat_str(pl.col(latitude), pl.lit(" "), pl.col(longitude)).alias(whole)
            letters = {**sheet.letters, whole: sheet.letters[longitude]}
            frame = sheet.frame.with_columns(joined).drop(halves)
            sheet = replace(sheet, frame=frame, letters=letters)
    return sheet


def _heading(sheet: Sheet, end: str) -> str:
    found = (each for each in sheet.frame.columns if each.lower().endswith(end))
    return next(found, "")


def _without_rejected(sheet: Sheet) -> Sheet:
    """Return a sheet with rejected rows blank: the importer passes them over."""
    rejected = pl.lit(value=False)
    for heading in sheet.frame.columns:
        if word := _REVIEWS.get(heading.strip().lower()):
            rejected |= pl.col(heading).str.strip_chars().str.to_lowercase().eq_missing(word)
    blank = pl.when(~rejected).then(pl.all())
    return replace(sheet, frame=sheet.frame.with_columns(blank))


def _names_by_code() -> dict[str, str]:
    """Return the names of places by the codes that the form sends."""
    divisions = dict(Division.objects.values_list("code", "name"))
    return {**divisions, **dict(Jurisdiction.objects.values_list("code", "name"))}
