"""What one field of text finds: names, codes, places, and names by the initials of their pinyin."""

from __future__ import annotations

import polars as pl

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Subject
from linli.foundation.people.models import Division
from linli.registry.bridge import dictionary, name_key

LONGEST_TEXT = 60
_PLACES = ("town", "community", "address")
_TOWN = 9  # digits of a town's code, with which those of its communities begin


def says(text: str) -> pl.Expr:
    """Return whether a compound's name, place or initials hold a text, or its code begins with it.

    Raises ``ProblemError`` at ``text`` for a very long one.
    """
    if len(text) > LONGEST_TEXT:
        raise ProblemError(_too_long())
    key = name_key(text)
    found = pl.col("name_key").str.contains(key, literal=True)
    found |= pl.col("code").str.starts_with(text)
    for name in _PLACES:
        if name in dictionary().facts_of(Subject.COMPOUND):
            found |= _holds(pl.col(f"fact.{name}"), text)
    if key.isascii() and key.isalnum():
        found |= pl.col("initials").str.contains(key, literal=True)
    return found | _in_division(text)


def _holds(place: pl.Expr, text: str) -> pl.Expr:
    held = place.str.to_lowercase().str.contains(text.lower(), literal=True)
    return held.fill_null(value=False)


def _in_division(text: str) -> pl.Expr:
    """Return whether the division that a compound was placed in has a name that holds a text."""
    found = Division.objects.filter(name__contains=text, level__in=("town", "community"))
    codes = list(found.values_list("code", flat=True))
    code = pl.col("division")
    return (code.is_in(codes) | code.str.slice(0, _TOWN).is_in(codes)).fill_null(value=False)


def _too_long() -> Problem:
    return Problem(
        "filter-text-long",
        Text(f"查询文字超过 {LONGEST_TEXT} 个字。", f"Over {LONGEST_TEXT} characters."),
        Text("请缩短后再查询。", "Shorten it."),
        Place(key="text"),
    )
