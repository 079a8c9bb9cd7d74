"""An answer and its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from linli.core.kernel.period import Period
from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact, Parameter, Rule

Value = bool | int | Decimal | Period | str | tuple[Decimal, Decimal]
"""A known value of a fact; an unknown one is absent or ``None``."""


class Verdict(StrEnum):
    """符合 / 不符合 / 待核."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """Return the words that pages show."""
        return _LABELS[self]


_LABELS = {
    Verdict.YES: Text("符合", "Met"),
    Verdict.NO: Text("不符合", "Not met"),
    Verdict.UNKNOWN: Text("待核", "To be checked"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A fact or parameter as an answer read it; ``value`` is None where unknown or open."""

    of: Fact | Parameter
    value: Value | None


@dataclass(frozen=True, slots=True)
class Step:
    """A part of an expression with its value; ``decided`` tells whether it settled its parent."""

    text: str
    value: Value | None
    decided: bool
    parts: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says of one subject on a day.

    ``chosen`` is the class of a classification (None otherwise or while unknown), ``amount`` the
    number of an amount, ``due`` the day that a deadline comes to.
    ``decided_by`` are the facts and parameters that settled it; ``missing`` those that would.
    """

    rule: Rule
    day: date
    verdict: Verdict
    chosen: str | None
    decided_by: tuple[Reading, ...]
    missing: tuple[Reading, ...]
    tree: Step
    amount: Decimal | int | None = None
    due: Period | None = None

    @property
    def overdue(self) -> bool:
        """Tell whether a deadline has passed without being known to be kept."""
        passed = self.due is not None and self.due.last < self.day
        return passed and self.verdict is not Verdict.YES

    @property
    def label(self) -> Text:
        """Return the verdict in words, the class's name, or the amount with its unit."""
        if self.amount is not None:
            unit, number = self.rule.unit or Text("", ""), f"{self.amount:,}"
            return Text(f"{number} {unit.zh}".strip(), f"{number} {unit.en}".strip())
        for option in self.rule.classes:
            if option.value == self.chosen:
                return option.label
        return self.verdict.label

    @property
    def message(self) -> Text:
        """Return what the answer means and what to do next."""
        return {
            Verdict.YES: self.rule.messages.yes,
            Verdict.NO: self.rule.messages.no,
            Verdict.UNKNOWN: self.rule.messages.unknown,
        }[self.verdict]
