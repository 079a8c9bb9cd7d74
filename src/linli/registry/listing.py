"""The list of compounds, as typed rows in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.tables.columns import SCALES
from linli.engines.tables.fact_frame import KEY
from linli.registry.bridge import dictionary
from linli.registry.models import Compound
from linli.registry.selection import Selection, matching
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PAGE = 50


class Heading(NamedTuple):
    """A column of the list. ``query`` sorts by it; ``order``: "ascending", "descending" or ""."""

    fact: Fact
    is_number: bool
    query: str
    order: str


class Cell(NamedTuple):
    """A fact in words, empty where it is unknown."""

    value: str
    is_number: bool


class CompoundLine(NamedTuple):
    """A compound in the list, with the facts that were chosen."""

    code: str
    name: str
    jurisdiction: str
    cells: list[Cell]
    updated_at: datetime


def list_compounds(
    user: User, selection: Selection, number: str | None
) -> tuple[Page[Any], tuple[Problem, ...]]:
    """Return a page of a selection, and what is wrong with it: then the page is empty."""
    try:
        ids, problems = matching(user, selection)[KEY], ()
    except ProblemError as error:
        nothing: Page[Any] = Paginator([], PAGE).get_page(1)
        return nothing, error.problems
    page: Page[Any] = Paginator(ids, PAGE).get_page(number)
    page.object_list = _lines(user, list(page.object_list), selection.columns)
    return page, problems


def headings(selection: Selection) -> list[Heading]:
    """Return the columns of a selection's list, each with the query that sorts by it."""
    asked = dictionary().facts_of(Subject.COMPOUND)
    return [_heading(asked[name], selection) for name in selection.shown if name in asked]


def _heading(fact: Fact, selection: Selection) -> Heading:
    order = ("descending" if selection.descending else "ascending") * (selection.sort == fact.name)
    query = "" if fact.type is FactType.POINT else selection.sorted_by(fact.name).query()
    return Heading(fact, fact.type in SCALES, query, order)


def _lines(user: User, ids: Sequence[int], columns: Sequence[str]) -> list[CompoundLine]:
    seen = Compound.objects.visible_to(user).select_related("jurisdiction", "division")
    compounds = seen.in_bulk(ids)
    return [_line(compounds[pk], columns) for pk in ids if pk in compounds]


def _line(compound: Compound, columns: Iterable[str]) -> CompoundLine:
    facts: Mapping[str, Any] = compound.facts
    if compound.division and "community" not in facts:
        facts = {**facts, "community": compound.division.name}
    return CompoundLine(
        compound.code,
        compound.name,
        compound.jurisdiction.name,
        [_cell(dictionary().facts[name], facts.get(name)) for name in columns],
        compound.updated_at,
    )


def _cell(fact: Fact, raw: Any) -> Cell:  # noqa: ANN401 - any JSON scalar
    return Cell("" if raw is None else in_words(fact, raw), fact.type in SCALES)
