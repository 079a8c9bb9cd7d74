"""The fact dictionary and the policy's figures: their types and shapes."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from linli.core.policy.schema.entries import Entry, Name, Words


class FactType(StrEnum):
    """Types of facts, parameters and expressions.

    ``money`` is Decimal yuan; ``ratio`` a Decimal between 0 and 1; ``date`` a ``Period``;
    ``point`` a (longitude, latitude) pair of Decimals.
    """

    BOOL = "bool"
    INT = "int"
    DECIMAL = "decimal"
    MONEY = "money"
    RATIO = "ratio"
    DATE = "date"
    TEXT = "text"
    ENUM = "enum"
    POINT = "point"


class Subject(StrEnum):
    """What carries a fact, and what a rule is about."""

    COMPOUND = "compound"
    BUILDING = "building"
    HOME = "home"
    PROJECT = "project"
    PLAN = "plan"
    AREA = "area"
    BALLOT = "ballot"
    REGISTRATION = "registration"
    SPACE = "space"
    ASSET = "asset"
    SPENDING = "spending"
    SERVICE = "service"


class Visibility(StrEnum):
    """Who may see a fact."""

    PUBLIC = "public"
    STAFF = "staff"


class EnumValue(Entry):
    """A value of an enum fact, with words that workbooks use for it."""

    label: Words
    synonyms: tuple[str, ...] = ()


class Fact(Entry):
    """One entry of the fact dictionary.

    ``headers`` are headings that workbooks use besides the Chinese label. ``range`` is the
    plausible range: outside it a value warns and is kept. Outside ``possible`` (years, of a date)
    no compound can be: the row waits; so does a date to come of what is ``past``. ``pattern``: what
    a text must look like, blanks left out. ``per_header`` gives a factor for headings in another
    unit, e.g. ``{"建筑面积（万㎡）" = 10000}``. ``required`` facts must be present for a row to be
    stored; ``mandatory`` ones are the five that S12 names.
    """

    name: Name = ""
    type: FactType
    subject: Subject
    label: Words
    meaning: Words
    unit: Words | None = None
    headers: tuple[str, ...] = ()
    per_header: dict[str, int] = {}
    values: dict[str, EnumValue] = {}
    range: tuple[float, float] | None = None
    possible: tuple[float, float] | None = None
    past: bool = False
    pattern: str = ""
    required: bool = False
    mandatory: bool = False
    visible: Visibility = Visibility.STAFF
    clause: str = ""
    serves: tuple[str, ...] = ()
    overrides: Name | Literal[""] = ""


class ParameterValue(Entry):
    """A figure from a day on: written as text where it must be exact, with who set it."""

    since: date
    value: str | int | bool | date
    source: str


class Parameter(Entry):
    """A figure of the policy. Without values it is *open*: whatever needs it is undecided (A04)."""

    name: Name = ""
    type: FactType
    label: Words
    clause: str
    unit: Words | None = None
    note: Words | None = None
    ambiguity: str = ""
    serves: tuple[str, ...] = ()
    overrides: Name | Literal[""] = ""
    values: tuple[ParameterValue, ...] = ()
