"""Tables of a pack that the later rooms work by: steps, money, tax, scores, lists.

Every row names its clause and the requirements that it serves, as rules do.
"""

from __future__ import annotations

from enum import StrEnum

from linli.core.policy.schema.entries import Entry, Name, Words
from linli.core.policy.schema.programme import WorkClass


class Row(Entry):
    """What every row of these tables has."""

    code: Name
    label: Words
    clause: str
    serves: tuple[str, ...]
    note: Words | None = None


class Track(StrEnum):
    """Whose way a step belongs to: a project's, a registration's, a plan's, a council's."""

    PROJECT = "project"
    REGISTRATION = "registration"
    PLAN = "plan"
    COUNCIL = "council"
    SPACE = "space"


class Procedure(Row):
    """A step that a project goes through (S16, S30-S40).

    ``required_when`` is a rule without whose yes the step is not needed, ``waived_by`` one whose
    yes spares it: altogether, or because the step ``replaced_by`` takes its place, or because it
    is settled within the step ``merged_with``. ``days`` is a figure: the working days that the
    lead office has, open until set. ``opinions`` are asked of further offices side by side.
    ``deadline`` is a rule that says by when the step is done, ``after`` the steps that come before
    it, ``materials`` what is handed in; ``optional`` steps are taken where the owner wants them.
    """

    lead_office: str
    track: Track = Track.PROJECT
    required_when: str = ""
    waived_by: str = ""
    replaced_by: str = ""
    merged_with: str = ""
    days: str = ""
    opinions: tuple[str, ...] = ()
    deadline: str = ""
    after: tuple[str, ...] = ()
    materials: tuple[Words, ...] = ()
    optional: bool = False


class Payer(StrEnum):
    """Who pays."""

    GOVERNMENT = "government"
    RESIDENTS = "residents"
    UTILITY = "utility"
    OWNER = "owner"
    CAPITAL = "capital"


class Source(Row):
    """A source of money; its ``uses`` are rules that a spending must fulfil (S68, S73-S81).

    What is ``borrowed`` must be paid back and is nobody's own contribution (A07).
    """

    payer: Payer
    uses: tuple[str, ...] = ()
    borrowed: bool = False


class Contribution(Row):
    """A way in which residents take part; ``in_kind`` ones are valued (S71)."""

    in_kind: bool = False
    needs_ballot: str = ""


class Share(Row):
    """What a payer bears of a class of works: a parameter, open until a city sets it (S69)."""

    work_class: WorkClass
    payer: Payer
    parameter: str


class Relief(Row):
    """A relief from a tax or fee, granted where its rule says yes (S82-S84, A10)."""

    tax: Words
    treatment: Words
    granted_by: str


class Measure(Row):
    """A measure of supervision; its weight is a parameter, open until a city sets it (S86)."""

    weight: str
    indicators: tuple[Words, ...]


class Response(StrEnum):
    """What supervision may lead to; a person signs each."""

    COMMENDATION = "commendation"
    CRITICISM = "criticism"
    INTERVIEW = "interview"


class Trigger(Row):
    """A rule that puts an area or department on the list for a response (S87, S88)."""

    response: Response
    rule: str


class DistributionList(Row):
    """To whom documents go (S02, S91)."""

    recipients: tuple[str, ...]


class Milestone(Row):
    """What must stand by a day that a parameter names (S08, S09, S28, S29)."""

    by: str
    lead_office: str
