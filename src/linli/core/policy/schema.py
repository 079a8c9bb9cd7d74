"""What a policy pack holds: the shapes of its TOML files, as frozen models.

A pack is a folder: ``pack.toml``, ``clauses.toml``, ``facts.toml``, ``parameters.toml``,
``works.toml``, ``targets.toml`` and ``rules/*.toml``. Names are lower-case with underscores.
``docs/reference/policy-pack.md`` explains every key to the person who writes a pack.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from linli.core.kernel.problem import Severity
from linli.core.kernel.text import Text


def _as_text(value: Any) -> Any:  # noqa: ANN401 - raw TOML
    return (
        Text(value["zh"], value["en"])
        if isinstance(value, dict) and set(value) == {"zh", "en"}
        else value
    )


Words = Annotated[Text, BeforeValidator(_as_text)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Entry(BaseModel):
    """A table of a pack: unknown keys are refused, nothing changes after reading."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


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


class Jurisdiction(Entry):
    """An area that is given targets; need not be a county of GB/T 2260 (A13)."""

    code: str
    name: Words
    divisions: tuple[str, ...]
    is_county: bool = True
    short_names: tuple[str, ...] = ()


class PackHead(Entry):
    """``pack.toml``: what document this is and whom it covers (S01-S03)."""

    id: Name
    title: Words
    document_number: str
    issuer: str
    dated: date
    in_force_from: date
    in_force_until: date | None = None
    legal_basis: tuple[str, ...] = ()
    city: Words
    jurisdictions: tuple[Jurisdiction, ...]


class Clause(Entry):
    """A node of the clause tree: path such as ``二（三）2``, our own paraphrase, what it serves."""

    path: str
    heading: Words
    paraphrase: Words
    serves: tuple[str, ...] = ()


class Subject(StrEnum):
    """What carries a fact, and what a rule is about."""

    COMPOUND = "compound"
    BUILDING = "building"
    PROJECT = "project"
    PLAN = "plan"


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
    plausible range: outside it a value warns and is kept. ``per_header`` gives a factor for
    headings in another unit, e.g. ``{"建筑面积（万㎡）" = 10000}``. ``required`` facts must be
    present for a row to be stored; ``mandatory`` ones are the five that S12 names.
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
    required: bool = False
    mandatory: bool = False
    visible: Visibility = Visibility.STAFF
    clause: str = ""


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
    values: tuple[ParameterValue, ...] = ()


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
    """Facts and the answer expected of them: yes, no, unknown, or a class."""

    name: str
    day: date | None = None
    facts: dict[str, str | int | bool | date] = {}
    parameters: dict[str, str | int | bool | date] = {}
    expect: str
    missing: tuple[str, ...] | None = None


class Messages(Entry):
    """What each answer means and what to do next."""

    yes: Words
    no: Words
    unknown: Words


class Rule(Entry):
    """One sentence of the policy as an expression over facts, ``:parameters`` and other rules.

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
    classes: tuple[ClassOption, ...] = ()
    severity: Severity = Severity.INFORMS
    gate: str = ""
    ambiguity: str = ""
    messages: Messages
    cases: tuple[Case, ...] = ()


class WorkClass(StrEnum):
    """基础类, 完善类, 提升类."""

    BASIC = "basic"
    IMPROVED = "improved"
    ENHANCED = "enhanced"


class WorkItem(Entry):
    """One of the items of works that the policy names (S20-S23)."""

    code: str
    work_class: WorkClass
    label: Words
    clause: str
    serves: str
    unit: Words
    scope: tuple[str, ...]
    lead_office: str = ""
    utility: str = ""
    statistics: str = ""


class Target(Entry):
    """A jurisdiction's task for a year (S04, S05)."""

    year: int
    jurisdiction: str
    projects: int
    households: int


class YearTotal(Entry):
    """The stated total of a year, and the days by which works start and finish (S04, S06, S07)."""

    year: int
    clause: str
    projects: int
    households: int
    start_by: date
    finish_by: date


class Pack(Entry):
    """A whole pack, checked. ``digest`` names its content."""

    head: PackHead
    clauses: dict[str, Clause]
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    rules: dict[str, Rule]
    works: tuple[WorkItem, ...]
    targets: tuple[Target, ...]
    totals: tuple[YearTotal, ...]
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)

    def facts_of(self, subject: Subject) -> dict[str, Fact]:
        """Return the facts that a kind of subject carries, in the dictionary's order."""
        return {name: fact for name, fact in self.facts.items() if fact.subject is subject}

    def rules_of(self, subject: Subject, day: date) -> tuple[Rule, ...]:
        """Return the rules about a kind of subject that are in force on a day."""
        return tuple(
            rule
            for rule in self.rules.values()
            if rule.subject is subject
            and rule.since <= day
            and (not rule.until or day <= rule.until)
        )
