"""Offices: whoever the tables call upon is there, each duty's task has what its trigger needs."""

from __future__ import annotations

from collections.abc import Iterator

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.checks.names import hint, twice
from linli.core.policy.letters import letter
from linli.core.policy.schema import Duty, DutyTask, Pack, TriggerKind, YearTotal

DUTIES = "duties.toml"
ORGANISATION = "organisation.toml"


def check_offices(pack: Pack) -> Iterator[Problem]:
    """Give what is wrong with duties and offices; a pack without offices names none yet."""
    for duty in pack.duties:
        place = Place(file=DUTIES, key=f"duties.{duty.code}.tasks")
        codes = ((task.code, place) for task in duty.tasks)
        yield from twice(codes, Text("任务代码", "task code"))
        for task in duty.tasks:
            yield from _task(pack, duty, task)
    if pack.offices:
        known = names_of_offices(pack)
        for name, place in _called_upon(pack):
            if name not in known:
                yield letter("pack.unknown-office", place, name, hint=hint(name, known))
        yield from _areas(pack)


def names_of_offices(pack: Pack) -> set[str]:
    """Return every word by which the tables may call an office or actor."""
    names = {word for duty in pack.duties for word in (duty.code, duty.label.zh)}
    for office in pack.offices:
        names |= {office.code, office.label.zh, *office.also_called, *office.answers_for}
    return names


def _called_upon(pack: Pack) -> Iterator[tuple[str, Place]]:
    for step in pack.procedures:
        key = f"procedures.{step.code}.lead_office"
        for name in (step.lead_office, *step.opinions):
            yield name, Place(file="procedures.toml", key=key)
    for item in pack.works:
        if item.lead_office:
            yield item.lead_office, Place(file="works.toml", key=f"works.{item.code}.lead_office")
    yield from _called_upon_by_offices(pack)


def _called_upon_by_offices(pack: Pack) -> Iterator[tuple[str, Place]]:
    for stone in pack.milestones:
        key = f"milestones.{stone.code}.lead_office"
        yield stone.lead_office, Place(file=ORGANISATION, key=key)
    for office in pack.offices:
        for name in filter(None, (office.parent, office.duty)):
            yield name, Place(file=ORGANISATION, key=f"offices.{office.code}")
    tasks = [(duty, task) for duty in pack.duties for task in duty.tasks]
    for duty, task in tasks:
        for name in task.helpers:
            yield name, _place(duty, task, "helpers")


def _task(pack: Pack, duty: Duty, task: DutyTask) -> Iterator[Problem]:
    if (task.trigger is TriggerKind.STAGE) is not bool(task.stage):
        yield letter("pack.trigger", _place(duty, task, "stage"), task.trigger)
    if (task.trigger is TriggerKind.DATE) is not bool(task.on):
        yield letter("pack.trigger", _place(duty, task, "on"), task.trigger)
    days = {*YearTotal.model_fields, *pack.parameters}
    for day in task.on:
        if not day[0].isdigit() and day not in days:
            yield letter("pack.unknown-figure", _place(duty, task, "on"), day, hint=hint(day, days))


def _areas(pack: Pack) -> Iterator[Problem]:
    known = {area.code for area in pack.head.jurisdictions}
    for office in pack.offices:
        for code in {*(area.code for area in office.areas), *office.zones} - known:
            place = Place(file=ORGANISATION, key=f"offices.{office.code}.areas")
            yield letter("pack.target-jurisdiction", place, code)


def _place(duty: Duty, task: DutyTask, key: str) -> Place:
    return Place(file=DUTIES, key=f"duties.{duty.code}.tasks.{task.code}.{key}")
