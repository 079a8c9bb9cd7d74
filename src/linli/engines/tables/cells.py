"""Read a column of cells as a fact: clean texts at column speed, the rest text by text.

``core.policy.facts.parse`` alone says what a cell means; the fast ways below take only texts whose
reading is plain (digits as they would be stored), and a property test holds them to it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.facts import PLACEHOLDERS, encode, is_placeholder, parse
from linli.core.policy.schema import Fact, FactType

_WHOLE = r"^(0|[1-9][0-9]{0,14})$"
_DECIMAL = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{0,7}[1-9])?$"
_AMOUNT = r"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$"
_POSITION = r"^(1[0-7][0-9]|[1-9][0-9]?)\.[0-9]{1,9},([1-9]|[1-8][0-9])\.[0-9]{1,9}$"
_BLANKS = r"[\s\x00-\x1f\x7f]+"
_TEXT_DTYPE = pl.String()
_DTYPES: dict[FactType, pl.DataType] = {FactType.INT: pl.Int64(), FactType.BOOL: pl.Boolean()}


@dataclass(frozen=True, slots=True)
class Column:
    """A column read as a fact, a value a row.

    ``values``: encoded values, null where blank, unknown or unreadable; ``unknown``: True where the
    cell says "unknown" aloud; ``faults``: the problem of each distinct text that cannot be read.
    """

    values: pl.Series
    unknown: pl.Series
    faults: dict[str, Problem]


def read_column(cells: pl.Series, fact: Fact, heading: str) -> Column:
    """Read text cells under a heading as a fact."""
    dtype = _DTYPES.get(fact.type, _TEXT_DTYPE)
    fast = _nothing(cells) if heading in fact.per_header else _fast(cells, fact)
    fast = fast.cast(dtype)
    slow = cells.filter(fast.is_null() & cells.is_not_null()).unique().to_list()
    known: dict[str, bool | int | str] = {}
    unknown: set[str] = set()
    faults: dict[str, Problem] = {}
    for text in slow:
        _read_one(text, fact, heading, known, unknown, faults)
    values = fast
    if known:
        read = cells.replace_strict(
            list(known), list(known.values()), default=None, return_dtype=dtype
        )
        values = pl.select(pl.coalesce(fast, read)).to_series()
    return Column(
        values.alias(fact.name), cells.is_in(list(unknown)).fill_null(value=False), faults
    )


def _read_one(
    text: str,
    fact: Fact,
    heading: str,
    known: dict[str, bool | int | str],
    unknown: set[str],
    faults: dict[str, Problem],
) -> None:
    try:
        value = parse(fact, text, heading)
    except ProblemError as error:
        faults[text] = error.problems[0]
        return
    if value is not None:
        known[text] = encode(value)
    elif is_placeholder(text):
        unknown.add(text)


def _fast(cells: pl.Series, fact: Fact) -> pl.Series:
    """Return encoded values of the texts that are plain already, null for all others."""
    if fact.pattern:
        return _only(cells, rf"^(?:{fact.pattern})$")
    match fact.type:
        case FactType.INT:
            found = _only(cells, _WHOLE).cast(pl.Int64, strict=False)
        case FactType.DECIMAL:
            found = _only(cells, _DECIMAL)
        case FactType.MONEY:
            found = _only(cells, _AMOUNT).cast(pl.Decimal(20, 2), strict=False).cast(pl.String)
        case FactType.POINT:
            found = _only(cells, _POSITION)
        case FactType.TEXT:
            found = _plain_text(cells)
        case _:
            found = _nothing(cells)
    return found


def _plain_text(cells: pl.Series) -> pl.Series:
    plain = cells.str.normalize("NFKC").str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    says_nothing = plain.str.to_lowercase().is_in([*PLACEHOLDERS, ""]).fill_null(value=True)
    return plain.zip_with(~says_nothing, _nothing(cells))


def _only(cells: pl.Series, pattern: str) -> pl.Series:
    return cells.zip_with(cells.str.contains(pattern).fill_null(value=False), _nothing(cells))


def _nothing(cells: pl.Series) -> pl.Series:
    return pl.Series(cells.name, [None], dtype=pl.String).new_from_index(0, cells.len())


def as_json(frame: pl.DataFrame) -> pl.Series:
    """Return each row as canonical JSON text: keys sorted, nulls left out.

    The same text as ``core.kernel.version.canonical`` gives for the row as a dict.
    """
    if not frame.width:
        return pl.Series("facts", ["{}"] * frame.height)
    fields = [
        pl.lit(f'"{name}":') + _json_value(pl.col(name), frame.schema[name])
        for name in sorted(frame.columns)
    ]
    inside = pl.concat_str(fields, separator=",", ignore_nulls=True)
    return frame.select((pl.lit("{") + inside + pl.lit("}")).alias("facts")).to_series()


def _json_value(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype != pl.String:
        return value.cast(pl.String)
    escaped = value.str.replace_all("\\", "\\\\", literal=True).str.replace_all(
        '"', '\\"', literal=True
    )
    return pl.lit('"') + escaped + pl.lit('"')
