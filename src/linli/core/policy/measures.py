"""Numbers as people write them in cells, with the unit that they name (S12)."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

NUMBER = r"-?(?:\d{1,15}|\d{1,3}(?:,\d{3})+)(?:\.\d+)?"
_MEASURE = re.compile(rf"({NUMBER})([万亿]?)([^\d.,].*|)", re.ASCII)
_TIMES = {"": 1, "万": 10_000, "亿": 100_000_000}
_ALSO_WRITTEN = {
    "㎡": {"平方米": 1, "平米": 1, "m2": 1, "公顷": 10_000},
    "栋": {"幢": 1, "座": 1},
}
"""Other words for a fact's unit, and how many of it each is; 亩 is no whole number of ㎡."""


class Measure(NamedTuple):
    """A number and how many of the fact's unit its unit is; None where the cell names no unit."""

    number: Decimal
    factor: int | None


def read_measure(text: str, unit: str) -> Measure:
    """Read "950", "950 户", "1.2万㎡", "3.5公顷" as a number of a unit.

    Raises ``ValueError`` for anything else: about 950, 950 to 960, another unit.
    """
    match = _MEASURE.fullmatch(_written(text).replace(" ", ""))
    if not match:
        raise ValueError(f"not a number: {text!r}")
    number, times, named = match.groups()
    units = {"": 1, _written(unit): 1}
    units |= {_written(word): factor for word, factor in _ALSO_WRITTEN.get(unit, {}).items()}
    if named not in units:
        raise ValueError(f"not in {unit}: {text!r}")
    factor = _TIMES[times] * units[named] if times or named else None
    return Measure(Decimal(number.replace(",", "")), factor)


def _written(unit: str) -> str:
    return unicodedata.normalize("NFKC", unit).lower()
