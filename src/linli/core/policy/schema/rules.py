"""Rules: one sentence of the policy each, with its cases."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.problem import Severity
from linli.core.policy.schema.entries import Entry, Name, Words
from linli.core.policy.schema.facts import FactType, Subject


class RuleKind(StrEnum):
    """What a rule yields."""

    DETERMINATION = "determination"
    CLASSIFICATION = "classification"
    AMOUNT = "amount"
    REQUIREMENT = "requirement"
    DEADLINE = "deadline"


class Force(StrEnum):
    """How strongly the clause speaks: 应 / 宜、原则上 / 可."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"


class ClassOption(Entry):
    """One class of a classification; the first whose ``when`` holds is the answer."""

    value: Name
    label: Words
    when: str


class Case(Entry):
    """Facts and the answer expected of them: yes, no, unknown, a class, or an amount as text.

    ``due`` is the day that a deadline must come to.
    """

    name: str
    day: date | None = None
    facts: dict[str, str | int | bool | date] = {}
    parameters: dict[str, str | int | bool | date] = {}
    expect: str
    due: date | None = None
    missing: tuple[str, ...] | None = None


class Messages(Entry):
    """What each answer means and what to do next."""

    yes: Words
    no: Words
    unknown: Words


class Rule(Entry):
    """One sentence of the policy as an expression over facts, ``:parameters`` and other rules.

    A determination or requirement has ``when``; a classification ``classes``; an amount ``value``
    with its ``type`` and ``unit``. A deadline is kept if the day ``done`` is not later than
    ``within`` (a whole number or ``:parameter``) terms of ``counted_in`` after the day ``starts``,
    or, without ``within``, than ``starts`` itself.
    ``gate = "reserve"`` makes a compound's yes a condition for being ready in the reserve.
    """

    id: Name
    kind: RuleKind
    subject: Subject
    clause: str
    serves: tuple[str, ...]
    force: Force
    title: Words
    since: date
    until: date | None = None
    when: str = ""
    value: str = ""
    type: FactType | None = None
    unit: Words | None = None
    starts: str = ""
    within: str = ""
    counted_in: TermUnit | None = None
    done: str = ""
    classes: tuple[ClassOption, ...] = ()
    severity: Severity = Severity.INFORMS
    gate: str = ""
    ambiguity: str = ""
    overrides: Name | Literal[""] = ""
    messages: Messages
    cases: tuple[Case, ...] = ()
