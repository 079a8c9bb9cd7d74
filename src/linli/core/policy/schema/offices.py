"""Who must do what, when it falls to them, and what closes it (S02, S28-S29, S51-S66, S89-S90)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from linli.core.calendar.terms import TermUnit
from linli.core.policy.schema.entries import Entry, Name, Words
from linli.core.policy.schema.tables import Row

Yearly = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class ActorKind(StrEnum):
    """Who bears a duty."""

    DEPARTMENT = "department"
    TERRITORY = "territory"
    SUPPORTING = "supporting"
    UTILITY = "utility"


class TriggerKind(StrEnum):
    """What makes a duty fall due: something enters a stage, a day comes, somebody asks."""

    STAGE = "stage"
    DATE = "date"
    REQUEST = "request"


class Stage(StrEnum):
    """The stages that rooms tell of when something enters them."""

    SURVEY_OPENED = "survey_opened"
    WORKBOOK_RETURNED = "workbook_returned"
    CANDIDATE_READY = "candidate_ready"
    PLAN_ADOPTED = "plan_adopted"
    AREA_PLANNED = "area_planned"


class DutyTask(Entry):
    """A duty as a task that can be given out.

    With ``trigger`` stage it comes when something enters ``stage``; with date, each year ``on``
    days such as ``06-30``, or on days that ``targets.toml`` or a parameter names. It is due
    ``term`` of ``unit`` after that, or on the day that the stage gives as ``due``; with neither it
    has no day. ``helpers`` are asked at once. It is reminded of ``remind_before`` days ahead, and
    supervised when ``supervise_after`` working days passed after the reminder.
    """

    code: Name
    label: Words
    trigger: TriggerKind = TriggerKind.REQUEST
    stage: Stage | None = None
    on: tuple[Yearly | Name, ...] = ()
    helpers: tuple[str, ...] = ()
    term: Annotated[int, Field(ge=1, le=1000)] | None = None
    unit: TermUnit = TermUnit.WORKING_DAYS
    due: Name | Literal[""] = ""
    closed_by: Literal["record", "file", "decision"] = "record"
    remind_before: Annotated[int, Field(ge=0, le=60)] = 0
    supervise_after: Annotated[int, Field(ge=1, le=60)] = 1


class Duty(Row):
    """What an actor must do, as tasks that are given out (S51-S66, S85)."""

    kind: ActorKind
    tasks: tuple[DutyTask, ...]


class OfficeKind(StrEnum):
    """Families of offices besides those that bear duties."""

    GOVERNMENT = "government"
    ZONE = "zone"
    DEPARTMENT = "department"
    AREA_DEPARTMENT = "area_department"
    OFFICE = "office"


class AreaOffice(Entry):
    """What an office is called in a jurisdiction."""

    code: str
    name: Words


class Office(Row):
    """An office that the tables name and that is no actor of its own, or is one in each area.

    ``areas`` names it in each jurisdiction, ``zones`` are those that are no county; ``duty`` is
    the actor that it is there.
    ``also_called`` are other words of the tables for it; what is addressed to somebody without an
    office of their own goes to who ``answers_for`` them. ``parent`` is the code of another office
    or actor.
    """

    kind: OfficeKind
    areas: tuple[AreaOffice, ...] = ()
    zones: tuple[str, ...] = ()
    duty: str = ""
    parent: str = ""
    also_called: tuple[str, ...] = ()
    answers_for: tuple[str, ...] = ()


class OrganisationPost(Row):
    """A seat of the leading group or its office (S28, S89, S90).

    ``holder`` is who held it when the document was issued, where the document says so.
    """

    office: str
    seat: str
    holder: str = ""
