"""The shapes of requests and answers under ``/api/v1``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field

from linli.core.policy.schema import Subject
from linli.registry.api.facts import FactShapes
from linli.registry.corrections import FIXED

MOST_ROWS = 1_000
CODE = r"^[0-9A-Za-z]{1,20}$"
CODE_OR_NONE = r"^[0-9A-Za-z]{0,20}$"
NO_NUL = r"^[^\x00]*$"
Code = Annotated[str, Field(pattern=CODE)]
Reason = Annotated[str, Field(min_length=1, max_length=120, pattern=r"\S")]
OF_COMPOUND = FactShapes(Subject.COMPOUND, frozenset({"code"}))
TO_ADD = FactShapes(Subject.COMPOUND, frozenset({"code"}), asked=True, whole=True)
TO_CHANGE = FactShapes(Subject.COMPOUND, FIXED, asked=True)
OF_BUILDING = FactShapes(Subject.BUILDING)


class Asked(Schema):
    """A request's body: exact types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Words(Schema):
    """A phrase in Chinese and English."""

    zh: str
    en: str


class OneProblem(Schema):
    """What is wrong, where, and what to do next; ``pointer``: JSON pointer into the request."""

    code: str
    severity: str
    message: Words
    next_step: Words
    pointer: str
    value: str


class ProblemAnswer(Schema):
    """A failure (RFC 9457): the first problem, and all of them."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    problems: list[OneProblem]


class CompoundAnswer(Schema):
    """A compound. An absent fact is unknown; ``revision`` changes with its content."""

    code: str
    name: str
    jurisdiction: str = Field(description="code of the jurisdiction")
    division: str | None = Field(description="code of the town or community")
    facts: Annotated[dict[str, Any], OF_COMPOUND]
    revision: str
    updated_at: datetime


class CompoundPage(Schema):
    """Compounds in the order of their codes; ``next``: the next page's cursor, null at the end."""

    items: list[CompoundAnswer]
    total: int
    next: str | None


class NewCompound(Asked):
    """A compound to add; ``round``: name of the survey round, else the newest that is open."""

    facts: Annotated[dict[str, Any], TO_ADD]
    reason: Reason
    round: str | None = Field(None, max_length=60)


class ChangedFacts(Asked):
    """Facts to change, null to erase; ``reason``: why."""

    facts: Annotated[dict[str, Any], Field(min_length=1), TO_CHANGE]
    reason: Reason


class Row(Asked):
    """A compound to add or change: found by its code or, without one, by name and jurisdiction."""

    code: Code | None = None
    facts: Annotated[dict[str, Any], TO_ADD]


class Rows(Asked):
    """Rows to store all or none; ``dry_run`` only says what they would do."""

    rows: Annotated[list[Row], Field(min_length=1, max_length=MOST_ROWS)]
    reason: Reason
    round: str | None = Field(None, max_length=60)
    dry_run: bool = False


class RowOutcome(Schema):
    """What a row does: ``added``, ``changed`` or ``same``; ``changes``: fact -> [old, new]."""

    row: int
    outcome: str
    code: str | None
    changes: dict[str, list[bool | int | str | None]]


class RowsAnswer(Schema):
    """What all rows did, or would do; ``warnings`` keep nothing out."""

    stored: bool
    added: int
    changed: int
    same: int
    rows: list[RowOutcome]
    warnings: list[OneProblem]


class Removed(Schema):
    """A compound that the user no longer sees; ``merged_into``: which one stands for it."""

    code: str
    merged_into: str | None


class ChangesAnswer(Schema):
    """What changed after an entry of the record; ask again with ``next``, at once if ``more``."""

    changed: list[CompoundAnswer]
    removed: list[Removed]
    next: int
    more: bool


class BuildingAnswer(Schema):
    """A building of a compound, and how many of its homes are known."""

    name: str
    facts: Annotated[dict[str, Any], OF_BUILDING]
    homes: int


class HomeAnswer(Schema):
    """A home of a building."""

    building: str
    name: str
    facts: dict[str, Any]


class HomePage(Schema):
    """Homes in a fixed order; ``next``: the cursor of the next page, null at the end."""

    items: list[HomeAnswer]
    next: int | None


class ReleaseAnswer(Schema):
    """A frozen release; ``jurisdiction`` is null for the whole registry."""

    number: int
    made_at: datetime
    reason: str
    jurisdiction: str | None
    compounds: int
    counts: dict[str, Any]
    differences: dict[str, Any]
    sha256: str = Field(description="of the rows")
    file_sha256: str = Field(description="of the Parquet file")


class FactValue(Schema):
    """A value that an enum fact may have."""

    name: str
    label: Words


class FactAnswer(Schema):
    """An entry of the fact dictionary; ``shape``: JSON schema of its value in requests."""

    name: str
    type: str
    subject: str
    label: Words
    meaning: Words
    unit: Words | None
    values: list[FactValue]
    range: tuple[float, float] | None
    required: bool
    mandatory: bool
    public: bool
    clause: str
    shape: dict[str, Any]


class JurisdictionAnswer(Schema):
    """An area that is given targets (S05)."""

    code: str
    name: str
    name_en: str
    is_county: bool
    divisions: list[str]


class DivisionAnswer(Schema):
    """An administrative division; ``valid_to`` is null while it is in use."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_to: str | None
