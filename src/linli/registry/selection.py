"""A selection of compounds: what a list, a map, an export and a bulk change are about.

It is read from an address's query and written back to it, so that each of them can be linked and
saved. It is answered by ``registry.columns`` alone; the database is asked for the rows shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import polars as pl
from django.http import QueryDict

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import FactType, Subject
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.registry.areas import in_box, in_polygon, read_box, read_polygon
from linli.registry.bridge import dictionary
from linli.registry.columns import visible_columns
from linli.registry.criteria import Criterion, column_of, condition, tidy
from linli.registry.searching import says

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.foundation.people.models import User

IDENTITY = ("code", "name", "jurisdiction")
"""Facts that every list and export begins with: by them a row is known again."""
USUAL = ("community", "built_on", "households", "floor_area")
"""Facts that a list shows where nobody chose any."""
MOST_CRITERIA = 30
_LETTERS = 8  # of a name's initials, that make a number of 64 bits
_FACT_KEY = re.compile(r"fact-(\d{1,3})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which compounds, in what order, with which facts; every part as people wrote it.

    ``text`` looks in names, codes, places and pinyin initials; ``jurisdiction`` is a code.
    ``bbox`` and ``polygon`` are as ``registry.areas`` reads them. ``columns`` are facts beside
    those of ``IDENTITY``. Empty parts ask nothing.
    """

    text: str = ""
    jurisdiction: str = ""
    criteria: tuple[Criterion, ...] = ()
    bbox: str = ""
    polygon: str = ""
    sort: str = "code"
    descending: bool = False
    columns: tuple[str, ...] = USUAL

    @property
    def asks(self) -> bool:
        """Tell whether it leaves any compound out."""
        return any((self.text, self.jurisdiction, self.criteria, self.bbox, self.polygon))

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the facts to show, those of the identity first."""
        return (*IDENTITY, *self.columns)

    def pairs(self) -> list[tuple[str, str]]:
        """Return the parameters that it is read from, in one fixed order."""
        pairs = [("text", self.text), ("jurisdiction", self.jurisdiction)]
        for number, criterion in enumerate(self.criteria, 1):
            pairs += _criterion_pairs(number, tidy(criterion))
        pairs += [("bbox", self.bbox), ("polygon", self.polygon)]
        if self.descending or self.sort != "code":
            pairs.append(("sort", f"{'-' * self.descending}{self.sort}"))
        if self.columns != USUAL:
            pairs += [("column", name) for name in self.columns or ("",)]
        return [pair for pair in pairs if pair[1] or pair[0] == "column"]

    def query(self) -> str:
        """Return it as an address's query, without the question mark."""
        return urlencode(self.pairs())

    def sorted_by(self, name: str) -> Selection:
        """Return it sorted by a fact; the other way round where it was so already."""
        return replace(self, sort=name, descending=name == self.sort and not self.descending)

    def without(self, place: int) -> Selection:
        """Return it without one of its criteria."""
        return replace(self, criteria=self.criteria[:place] + self.criteria[place + 1 :])


def _criterion_pairs(number: int, criterion: Criterion) -> list[tuple[str, str]]:
    named = zip(("fact", "is", "value", "until"), _parts(criterion), strict=True)
    return [(f"{name}-{number}", part) for name, part in named]


def _parts(criterion: Criterion) -> tuple[str, str, str, str]:
    return criterion.fact, criterion.operator, criterion.value, criterion.until


def read_selection(query: QueryDict) -> Selection:
    """Return the selection of an address's query; ``matching`` tells what is wrong with it."""
    numbers = sorted({int(found[1]) for key in query if (found := _FACT_KEY.fullmatch(key))})
    sort = query.get("sort", "") or "code"
    given = [name for name in query.getlist("column") if name]
    return Selection(
        text=query.get("text", "").strip(),
        jurisdiction=query.get("jurisdiction", ""),
        criteria=tuple(_criterion(query, number) for number in numbers if _fact(query, number)),
        bbox=query.get("bbox", ""),
        polygon=query.get("polygon", ""),
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        columns=_columns(given) if query.getlist("column") else USUAL,
    )


def _fact(query: QueryDict, number: int) -> str:
    return str(query.get(f"fact-{number}", ""))


def _criterion(query: QueryDict, number: int) -> Criterion:
    """Return a criterion; one without an operator yet asks whether the fact is known."""
    sign = query.get(f"is-{number}", "") or "known"
    value, until = (query.get(f"{part}-{number}", "").strip() for part in ("value", "until"))
    return tidy(Criterion(_fact(query, number), sign, value, until))


def _columns(given: Sequence[str]) -> tuple[str, ...]:
    """Return each fact once that compounds have; a fact that is gone shows nothing, harmlessly."""
    asked = dictionary().facts_of(Subject.COMPOUND)
    return tuple(dict.fromkeys(name for name in given if name in asked and name not in IDENTITY))


def matching(user: User, selection: Selection, columns: Sequence[str] = ()) -> pl.DataFrame:
    """Return the compounds of a selection that a user may see, in order: ``id`` and columns.

    Raises ``ProblemError`` with all that is wrong, each problem's key the parameter's name.
    """
    conditions = _conditions(user, selection)
    order = _order(selection)
    found = visible_columns(user).lazy()
    if conditions:
        found = found.filter(*conditions)
    # The columns come sorted by code; equal ones stay so, and pages never overlap.
    if (selection.sort, selection.descending) != ("code", False):
        found = found.sort(
            order, descending=selection.descending, nulls_last=True, maintain_order=True
        )
    return found.select(KEY, *columns).collect()


def areas_of(user: User) -> QuerySet[Jurisdiction]:
    """Return the jurisdictions that a user may ask for: the own ones, and those of own places."""
    scope, areas = scope_of(user), Jurisdiction.objects.all()
    if scope.whole_city:
        return areas
    own = set(scope.jurisdictions)
    if scope.division_codes:
        own |= set(visible_columns(user)["jurisdiction"])
    return areas.filter(pk__in=own)


def _conditions(user: User, selection: Selection) -> list[pl.Expr]:
    found: list[pl.Expr] = []
    problems: list[Problem] = []
    for make in _makers(user, selection):
        try:
            found.append(make())
        except ProblemError as error:
            problems += error.problems
    problems += _order_problems(selection)
    if problems:
        raise ProblemError(*problems)
    return found


def _makers(user: User, selection: Selection) -> Iterator[Any]:
    """Yield, for each part that asks something, what makes its condition or tells the problem."""
    if selection.text:
        yield lambda: says(selection.text)
    if selection.jurisdiction:
        yield lambda: _lies_in(user, selection.jurisdiction)
    for number, criterion in enumerate(selection.criteria, 1):
        yield lambda c=criterion, n=number: _within_limit(c, n)
    if selection.bbox:
        yield lambda: in_box(read_box(selection.bbox))
    if selection.polygon:
        yield lambda: in_polygon(read_polygon(selection.polygon))


def _within_limit(criterion: Criterion, number: int) -> pl.Expr:
    if number > MOST_CRITERIA:
        raise ProblemError(_too_many(number))
    return condition(criterion, number)


def _lies_in(user: User, code: str) -> pl.Expr:
    area = areas_of(user).filter(code=code).first()
    if area is None:
        raise ProblemError(_no_such_area(code))
    return pl.col("jurisdiction") == area.pk


def _order(selection: Selection) -> pl.Expr:
    """Return what to sort by: names by the first letters of their pinyin."""
    if selection.sort == "name":
        return _as_number(pl.col("initials").str.slice(1, _LETTERS))
    own = selection.sort == "jurisdiction"
    return pl.col("jurisdiction" if own else column_of(selection.sort))


def _as_number(letters: pl.Expr) -> pl.Expr:
    """Return letters as a number of the same order: many times as fast to sort (measured)."""
    padded = letters.str.pad_end(_LETTERS).cast(pl.Binary)
    return padded.bin.reinterpret(dtype=pl.UInt64, endianness="big")


def _order_problems(selection: Selection) -> list[Problem]:
    fact = dictionary().facts_of(Subject.COMPOUND).get(selection.sort)
    return [_no_order()] if fact is None or fact.type is FactType.POINT else []


def _too_many(number: int) -> Problem:
    return Problem(
        "filter-too-many",
        Text(f"查询条件超过 {MOST_CRITERIA} 个。", f"More than {MOST_CRITERIA} criteria."),
        Text("请删去一些条件。", "Remove some of them."),
        Place(key=f"fact-{number}"),
    )


def _no_such_area(code: str) -> Problem:
    return Problem(
        "filter-unknown-jurisdiction",
        Text("没有这个县区，或不在您的管辖范围。", "No such jurisdiction within your scope."),
        Text("请重新选择县区。", "Choose the jurisdiction again."),
        Place(key="jurisdiction"),
        value=code[:20],
    )


def _no_order() -> Problem:
    return Problem(
        "filter-unknown-order",
        Text("不能按此项排序。", "The list cannot be sorted by this."),
        Text("请点击表头排序。", "Sort by a heading of the table."),
        Place(key="sort"),
    )
