"""What one field of text finds: names, codes, places, and names by the initials of their pinyin."""

from __future__ import annotations

import polars as pl

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.people.models import Division
from linli.registry.bridge import name_key

LONGEST_TEXT = 60


def says(text: str) -> pl.Expr:
    """Return whether a compound's name, place or initials hold a text, or its code begins with it.

    Raises ``ProblemError`` at ``text`` for a very long one.
    """
    if len(text) > LONGEST_TEXT:
        raise ProblemError(_too_long())
    found = pl.col("code").str.starts_with(text) | _in_division(text)
    for written in {name_key(text), text.lower()}:
        found |= pl.col("words").str.contains(written, literal=True)
    return found


def _in_division(text: str) -> pl.Expr:
    """Return whether the division that a compound was placed in has a name that holds a text."""
    found = Division.objects.filter(name__contains=text, level__in=("town", "community"))
    codes = list(found.values_list("code", flat=True))
    held = (pl.col("division").str.starts_with(code) for code in codes)
    return pl.any_horizontal(pl.lit(value=False), *held).fill_null(value=False)


def _too_long() -> Problem:
    return Problem(
        "filter-text-long",
        Text(f"查询文字超过 {LONGEST_TEXT} 个字。", f"Over {LONGEST_TEXT} characters."),
        Text("请缩短后再查询。", "Shorten it."),
        Place(key="text"),
    )
