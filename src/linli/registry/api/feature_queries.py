"""What a request for features asks: every parameter read strictly, an unknown one refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import polars as pl
from django.http import QueryDict

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.facts import parse
from linli.core.policy.schema import Fact, FactType, Subject, Visibility
from linli.registry.api.facts import Shape, fits, shape_of
from linli.registry.api.moments import DAY, MOMENT, ends
from linli.registry.areas import in_box, read_box
from linli.registry.bridge import dictionary
from linli.registry.criteria import Criterion, condition

USUAL, MOST = 100, 1_000
FARTHEST = 10_000_000
_AT = f"({MOMENT}|{DAY})"
_END = rf"({_AT}|\.\.)?"
TIMES = f"^({_AT}|{_END}/{_AT}|{_AT}/{_END})$"
"""The pattern of a time: a moment, a day, or an interval that is open at one end at most."""
_WHOLE = re.compile(r"[0-9]{1,18}", re.ASCII)
_INTEGER = re.compile(r"-?[0-9]{1,15}", re.ASCII)
_FLAT, _HIGH = 4, 6
NUMBERS_OF_BOX = (_FLAT, _HIGH)


class ItemsQuery(NamedTuple):
    """A page of features: conditions over the registry's columns, and times of the last change."""

    limit: int = USUAL
    offset: int = 0
    since: datetime | None = None
    until: datetime | None = None
    conditions: tuple[pl.Expr, ...] = ()


def queryable() -> dict[str, Fact]:
    """Return the public facts by which features can be asked for."""
    facts = dictionary().facts_of(Subject.COMPOUND)
    return {
        name: fact
        for name, fact in facts.items()
        if fact.visible is Visibility.PUBLIC and fact.type is not FactType.POINT
    }


def query_shape(fact: Fact) -> Shape:
    """Return the JSON schema of a fact's value as a parameter."""
    shape = shape_of(fact)
    return {**shape, "minLength": 1} if fact.type is FactType.TEXT else shape


def read_items_query(query: QueryDict) -> ItemsQuery:
    """Return what a query asks; raises ``ProblemError`` with every parameter that is wrong."""
    found, problems = ItemsQuery(), list[Problem]()
    for name in query:
        try:
            (value,) = query.getlist(name)
            found = _reader(name)(found, value)
        except (ValueError, OverflowError):  # a ProblemError is a ValueError
            problems.append(_wrong(name))
    if problems:
        raise ProblemError(*problems)
    return found


def _reader(name: str) -> Callable[[ItemsQuery, str], ItemsQuery]:
    if name in _READERS:
        return _READERS[name]
    fact = queryable().get(name)
    if fact is None:
        raise ValueError(name)
    return lambda found, text: _also(found, _is(fact, text))


def _limit(found: ItemsQuery, text: str) -> ItemsQuery:
    """Return it with a limit; one above the greatest is not an error but cut (Part 1, 7.15.2)."""
    number = _number(text)
    if not number:
        raise ValueError(text)
    return found._replace(limit=min(number, MOST))


def _offset(found: ItemsQuery, text: str) -> ItemsQuery:
    number = _number(text)
    if number > FARTHEST:
        raise ValueError(text)
    return found._replace(offset=number)


def _number(text: str) -> int:
    if not _WHOLE.fullmatch(text):
        raise ValueError(text)
    return int(text)


def _bbox(found: ItemsQuery, text: str) -> ItemsQuery:
    parts = text.split(",")
    if len(parts) not in NUMBERS_OF_BOX:
        raise ValueError(text)
    if len(parts) == _HIGH:  # heights are not asked: a compound has none
        parts = [*parts[:2], *parts[3:5]]
    return _also(found, in_box(read_box(",".join(parts))).fill_null(value=False))


def _datetime(found: ItemsQuery, text: str) -> ItemsQuery:
    """Read a moment, a day or an interval of them, open at either end by ".." or nothing."""
    first, slash, last = text.partition("/")
    since, until = _ends(first)[0], _ends(last if slash else first)[1]
    if (since is None and until is None) or (since and until and since > until):
        raise ValueError(text)
    return found._replace(since=since, until=until)


def _ends(text: str) -> tuple[datetime | None, datetime | None]:
    return (None, None) if text in {"", ".."} else ends(text)


def _is(fact: Fact, text: str) -> pl.Expr:
    """Return whether a fact has a value, written as the property shows it."""
    if not fits(query_shape(fact), _typed(fact, text)):
        raise ValueError(text)
    if fact.type is FactType.TEXT and parse(fact, text) is None:
        return pl.lit(value=False)  # "unknown" in words: no property shows it
    return condition(Criterion(fact.name, "is", text), 1).fill_null(value=False)


def _typed(fact: Fact, text: str) -> bool | int | str:
    if fact.type is FactType.INT and _INTEGER.fullmatch(text):
        return int(text)
    if fact.type is FactType.BOOL and text in {"true", "false"}:
        return text == "true"
    return text


def _also(found: ItemsQuery, asked: pl.Expr) -> ItemsQuery:
    return found._replace(conditions=(*found.conditions, asked))


_READERS: dict[str, Callable[[ItemsQuery, str], ItemsQuery]] = {
    "limit": _limit,
    "offset": _offset,
    "bbox": _bbox,
    "datetime": _datetime,
}


def _wrong(name: str) -> Problem:
    shown = name[:60]
    return Problem(
        "query-unfit",
        Text(f"参数“{shown}”不认识或写法不对。", f'Parameter "{shown}" is unknown or unfit.'),
        Text("请对照 /ogc/api 改正。", "Compare with /ogc/api."),
        Place(key=f"/{shown}"),
    )
