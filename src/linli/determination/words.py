"""Answers put into words for pages: what decided, what is missing, and how it was worked out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.core.kernel.period import Period
from linli.core.kernel.text import Text
from linli.core.policy.answer import Answer, Reading, Step, Value
from linli.core.policy.explanation import FORCES, turn_in_words
from linli.core.policy.facts import encode, show
from linli.core.policy.schema import Clause, Fact, FactType, Pack, Parameter
from linli.core.policy.turning import Turn


class ReadingRow(NamedTuple):
    """A fact or figure by its label, its value in words, and what is still wanted of it."""

    label: Text
    value: str
    wanted: str


class StepRow(NamedTuple):
    """A part of a condition: its words, its value in words, and whether it settled the whole."""

    text: str
    label: Text | None
    value: str
    decided: bool
    parts: list[StepRow]


class Explanation(NamedTuple):
    """An answer with everything that a page says about it.

    ``turned`` are the smallest changes that would turn it, ``due`` the day of a deadline.
    """

    answer: Answer
    pack: Pack
    clause: Clause | None
    force: Text
    decided_by: list[ReadingRow]
    missing: list[ReadingRow]
    notes: list[Text]
    tree: StepRow
    turned: list[Text]
    due: str


def explain(pack: Pack, answer: Answer, turned: Sequence[Turn] = ()) -> Explanation:
    """Return an answer in words, in the page's language."""
    readings = answer.decided_by + answer.missing
    return Explanation(
        answer,
        pack,
        pack.clauses.get(answer.rule.clause),
        FORCES[answer.rule.force],
        [_reading(reading) for reading in answer.decided_by],
        [_missing(reading) for reading in answer.missing],
        [note for reading in readings if (note := getattr(reading.of, "note", None))],
        _step(pack, answer.tree),
        [turn_in_words(turn, answer) for turn in turned],
        period_in_words(answer.due) if answer.due else "",
    )


def _reading(reading: Reading) -> ReadingRow:
    return ReadingRow(reading.of.label, value_in_words(reading.of, reading.value), "")


def _missing(reading: Reading) -> ReadingRow:
    """Say what is still wanted: a figure to be set, a fact to be given, a date more exact."""
    if reading.value is not None:
        return _reading(reading)._replace(wanted=_("需精确到月或日"))
    if isinstance(reading.of, Parameter):
        return ReadingRow(reading.of.label, _("未设定"), _("由市里确定并注明来源"))
    return _reading(reading)._replace(wanted=_("请补充"))


def value_in_words(of: Fact | Parameter, value: Value | None) -> str:
    """Return a fact's or parameter's value as a page shows it: dates in words, shares in %."""
    language = get_language() or "zh-hans"
    if isinstance(value, Period):
        return period_in_words(value)
    if of.type is FactType.RATIO and isinstance(value, Decimal):
        return f"{(value * 100).normalize():f}%"
    if isinstance(of, Fact):
        return show(of, value, language)
    unit = f" {of.unit.in_language(language)}" if of.unit else ""
    return f"{_plain(value)}{unit}"


def period_in_words(period: Period) -> str:
    """Return a day, month or year such as 1998年5月1日, 1998年5月 or 1998年."""
    first, last = period.first, period.last
    if first == last:
        return date_format(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    return date_format(first, "YEAR_MONTH_FORMAT") if same_month else _year(first)


def _year(day: date) -> str:
    return _("%(year)s年") % {"year": day.year}


def _plain(value: Value | None) -> str:
    if value is None or isinstance(value, bool):
        return {True: _("是"), False: _("否"), None: _("未知")}[value]
    if isinstance(value, Period):
        return period_in_words(value)
    return f"{value:,}" if isinstance(value, int | Decimal) else str(encode(value))


def _step(pack: Pack, step: Step) -> StepRow:
    named = _named(pack, step.text)
    worded = isinstance(named, Fact | Parameter) and step.value is not None
    value = value_in_words(named, step.value) if worded else _plain(step.value)  # type: ignore[arg-type] # worded: so it is one
    label = named.label if isinstance(named, Fact | Parameter) else named
    return StepRow(
        step.text, label, value, step.decided, [_step(pack, part) for part in step.parts]
    )


def _named(pack: Pack, text: str) -> Fact | Parameter | Text | None:
    """Return the fact or parameter of that name, or the title of the rule."""
    if text in pack.facts:
        return pack.facts[text]
    if text in pack.rules:
        return pack.rules[text].title
    return pack.parameters.get(text.removeprefix(":"))
