"""The panel of filters: a field for every part of a selection, each with what is wrong at it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem
from linli.core.policy.schema import Fact, FactType, Subject
from linli.registry.bridge import dictionary
from linli.registry.criteria import Criterion, operator_label, operators_of
from linli.registry.selection import IDENTITY, Selection, areas_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_EXAMPLES = {FactType.DATE: "1998 / 1998-05 / 1998-05-01", FactType.POINT: "108.62,21.95"}


class Choice(NamedTuple):
    """An option of a field."""

    value: str
    label: str
    chosen: bool


class ValueField(NamedTuple):
    """A field for a value of a fact: a choice where there are ``choices``, else a line of text."""

    name: str
    value: str
    choices: list[Choice]
    unit: str
    example: str
    problems: list[Problem]


class CriterionRow(NamedTuple):
    """A criterion's fields; ``without`` is the query that leaves it out."""

    number: int
    label: str
    fact: str
    operators: list[Choice]
    value: ValueField | None
    until: ValueField | None
    problems: list[Problem]
    without: str


class Panel(NamedTuple):
    """What the panel shows. ``others`` are parts of the selection without a field of their own."""

    text: str
    areas: list[Choice]
    criteria: list[CriterionRow]
    next_number: int
    facts: list[Choice]
    columns: list[Choice]
    others: list[tuple[str, str]]
    without_area: str
    problems: dict[str, list[Problem]]
    elsewhere: list[Problem]


def filter_panel(user: User, selection: Selection, problems: Sequence[Problem]) -> Panel:
    """Return the panel of a selection, with its problems at their fields."""
    at: dict[str, list[Problem]] = {}
    for problem in problems:
        at.setdefault(problem.place.key, []).append(problem)
    rows = [
        _row(selection, place, criterion, at) for place, criterion in enumerate(selection.criteria)
    ]
    return Panel(
        text=selection.text,
        areas=[
            Choice(area.code, area.name, area.code == selection.jurisdiction)
            for area in areas_of(user)
        ],
        criteria=rows,
        next_number=len(rows) + 1,
        facts=_choices(_asked(), ()),
        columns=_choices([f for f in _asked() if f.name not in IDENTITY], selection.columns),
        others=[pair for pair in selection.pairs() if pair[0] in {"bbox", "polygon", "sort"}],
        without_area=replace(selection, bbox="", polygon="").query(),
        problems=at,
        elsewhere=[p for p in problems if p.place.key in {"bbox", "polygon", "sort"}],
    )


def value_field(fact: Fact, name: str, value: str, problems: Sequence[Problem] = ()) -> ValueField:
    """Return the field in which a value of a fact is given."""
    unit = fact.unit.in_language(_language()) if fact.unit else ""
    example = _EXAMPLES.get(fact.type, "")
    return ValueField(name, value, _options(fact, value), unit, example, list(problems))


def label_of(fact: Fact) -> str:
    """Return a fact's label in the page's language."""
    return fact.label.in_language(_language())


def _row(
    selection: Selection, place: int, criterion: Criterion, at: dict[str, list[Problem]]
) -> CriterionRow:
    number, fact = place + 1, _known().get(criterion.fact)
    without = selection.without(place).query()
    problems = [p for key in ("fact", "is") for p in at.get(f"{key}-{number}", [])]
    if fact is None:
        return CriterionRow(
            number, criterion.fact, criterion.fact, [], None, None, problems, without
        )
    signs = operators_of(fact)
    values = [
        value_field(fact, f"{key}-{number}", text, at.get(f"{key}-{number}", []))
        for key, text in (("value", criterion.value), ("until", criterion.until))
    ]
    return CriterionRow(
        number,
        label_of(fact),
        fact.name,
        [Choice(each, operator_label(fact, each), each == criterion.operator) for each in signs],
        values[0] if fact.type is not FactType.POINT else None,
        values[1] if "between" in signs else None,
        problems,
        without,
    )


def _options(fact: Fact, value: str) -> list[Choice]:
    if fact.type is FactType.BOOL:
        return [Choice("yes", _("是"), value == "yes"), Choice("no", _("否"), value == "no")]
    return [
        Choice(name, option.label.in_language(_language()), name == value)
        for name, option in fact.values.items()
    ]


def _choices(facts: Iterable[Fact], chosen: Sequence[str]) -> list[Choice]:
    return [Choice(fact.name, label_of(fact), fact.name in chosen) for fact in facts]


def _known() -> dict[str, Fact]:
    return dictionary().facts_of(Subject.COMPOUND)


def _asked() -> list[Fact]:
    return list(_known().values())


def _language() -> str:
    return get_language() or "zh-hans"
