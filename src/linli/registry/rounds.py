"""Survey rounds: opened by the city, done by communities, checked by counties (S11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, QuerySet
from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.policy.schema import Stage
from linli.foundation.people.models import Division, Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.registry.desks import tell_areas
from linli.registry.intake.places import Gazetteer
from linli.registry.models import Compound, SurveyRound, SurveyTask

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = SurveyTask.State
_VILLAGES_FROM = "200"
"""Last three digits of statistical codes: below it residents', from it on villagers' committees."""
_MOVES = {
    State.REPORTED: ({State.ASKED, State.RETURNED}, {Role.COMMUNITY, Role.COUNTY_OFFICE}),
    State.CHECKED: ({State.REPORTED}, {Role.COUNTY_OFFICE}),
    State.RETURNED: ({State.REPORTED, State.CHECKED}, {Role.COUNTY_OFFICE, Role.CITY_OFFICE}),
}
"""State -> from which states it is reached, and by whom."""


class NewRound(NamedTuple):
    """What a round asks: compounds completed by ``cutoff``, in the jurisdictions (A02)."""

    name: str
    cutoff: date
    opened_on: date
    closed_on: date | None
    jurisdictions: tuple[Jurisdiction, ...]


def may_open(user: User | None, asked: NewRound) -> list[Problem]:
    """Let the city's office open rounds, with a name of their own and an end after the start."""
    problems = []
    if user is not None and not scope_of(user).has(Role.CITY_OFFICE):
        problems.append(_not_yours())
    if SurveyRound.objects.filter(name=asked.name).exists():
        problems.append(_name_taken(asked.name))
    if asked.closed_on and asked.closed_on < asked.opened_on:
        problems.append(_ends_first())
    return problems


def open_round(user: User | None, asked: NewRound, reason: str) -> SurveyRound:
    """Open a round and give each community of its jurisdictions a task.

    Raises ``ProblemError`` with every obstacle.
    """
    if problems := may_open(user, asked):
        raise ProblemError(*problems)
    with changing(user, reason):
        made = SurveyRound.objects.create(
            name=asked.name,
            year=asked.opened_on.year,
            cutoff=asked.cutoff,
            opened_on=asked.opened_on,
            closed_on=asked.closed_on,
        )
        made.jurisdictions.set(asked.jurisdictions)
        SurveyTask.objects.bulk_create(_tasks(made, {area.pk for area in asked.jurisdictions}))
        tell_areas(Stage.SURVEY_OPENED, made, made, asked.jurisdictions, user)
    return made


def _tasks(made: SurveyRound, areas: set[int]) -> Iterable[SurveyTask]:
    gazetteer = Gazetteer(None)
    current = Division.objects.filter(level=Division.Level.COMMUNITY, valid_to=None)
    for division in current:
        area = gazetteer.area_of(division.code)
        if area in areas and division.code[-3:] < _VILLAGES_FROM:
            yield SurveyTask(round=made, division=division, jurisdiction_id=area)


def move(
    task: SurveyTask, state: State, user: User, note: str = "", *, nil_return: bool = False
) -> SurveyTask:
    """Report, check or send back a community's task; sending back needs a note.

    ``nil_return``: the community reports that it has no compound of the round's scope.
    Raises ``ProblemError``, and ``SurveyTask.DoesNotExist`` outside the user's scope.
    """
    with changing(user, note or str(state.label)):
        visible = SurveyTask.objects.visible_to(user).select_for_update(of=("self",))
        task = visible.select_related("division", "round").get(pk=task.pk)
        if problems := _obstacles(task, state, user, note, nil_return=nil_return):
            raise ProblemError(*problems)
        task.state, task.note, task.changed_by = state, note, user
        if state is State.REPORTED:
            task.nil_return = nil_return
        task.save()
    return task


def _obstacles(
    task: SurveyTask, state: State, user: User, note: str, *, nil_return: bool
) -> list[Problem]:
    before, roles = _MOVES[state]
    if not scope_of(user).has(*roles):
        return [_not_yours()]
    if task.state not in before:
        return [_not_now(task)]
    if state is State.RETURNED and not note.strip():
        return [_no_note()]
    if nil_return and task.round.sightings.filter(compound__division=task.division).exists():
        return [_not_nil(task)]
    return []


class Covered(NamedTuple):
    """How far a community is: compounds known and seen in the round, and its task."""

    task: SurveyTask
    known: int
    surveyed: int

    @property
    def silent(self) -> bool:
        """Tell whether the community reported nothing at all."""
        return self.task.state == State.ASKED and not self.surveyed


class AreaCoverage(NamedTuple):
    """The communities of a jurisdiction; ``unplaced`` compounds belong to none of them."""

    jurisdiction: Jurisdiction
    communities: list[Covered]
    unplaced: int

    def count(self, state: str) -> int:
        """Return how many communities are in a state."""
        return sum(each.task.state == state for each in self.communities)

    @property
    def checked(self) -> int:
        """Communities whose report was checked."""
        return self.count(State.CHECKED)

    @property
    def reported(self) -> int:
        """Communities whose report waits to be checked."""
        return self.count(State.REPORTED)

    @property
    def returned(self) -> int:
        """Communities whose report was sent back."""
        return self.count(State.RETURNED)

    @property
    def silent(self) -> int:
        """Communities that reported nothing."""
        return sum(each.silent for each in self.communities)


def coverage(user: User, survey_round: SurveyRound) -> list[AreaCoverage]:
    """Return how far a round is, by jurisdiction and community, within the user's scope."""
    tasks = SurveyTask.objects.visible_to(user).filter(round=survey_round)
    tasks = tasks.select_related("division", "division__parent", "jurisdiction", "changed_by")
    compounds = Compound.objects.visible_to(user)
    known = _by_division(compounds)
    seen = _by_division(compounds.filter(sightings__round=survey_round))
    placed = {task.division_id for task in tasks}
    unplaced = compounds.exclude(division__in=placed).order_by()
    rest = dict(unplaced.values_list("jurisdiction").annotate(Count("pk")))
    ordered = sorted(tasks, key=lambda task: (task.jurisdiction.order, task.division.code))
    return [
        AreaCoverage(
            area,
            [Covered(t, known.get(t.division_id, 0), seen.get(t.division_id, 0)) for t in group],
            rest.get(area.pk, 0),
        )
        for area, group in groupby(ordered, key=lambda task: task.jurisdiction)
    ]


def _by_division(compounds: QuerySet[Compound]) -> dict[int | None, int]:
    return dict(compounds.order_by().values_list("division").annotate(Count("pk")))


def is_open(survey_round: SurveyRound) -> bool:
    """Tell whether a round takes reports today."""
    today = timezone.localdate()
    return survey_round.opened_on <= today and not (
        survey_round.closed_on and survey_round.closed_on < today
    )


def _problem(code: str, zh: str, en: str, next_zh: str, next_en: str, key: str = "") -> Problem:
    return Problem(code, Text(zh, en), Text(next_zh, next_en), Place(key=key), Severity.BLOCKS)


def _not_yours() -> Problem:
    return _problem(
        "round-not-yours",
        "您的岗位不能办理此事。",
        "Your post does not do this.",
        "轮次由市领导小组办公室开设，社区上报，县区审核。",
        "The city opens rounds, communities report, counties check.",
    )


def _name_taken(name: str) -> Problem:
    return _problem(
        "round-name-taken",
        f"已有名为“{name}”的轮次。",
        f'There is a round "{name}" already.',
        "请另取名称。",
        "Choose another name.",
        "name",
    )


def _ends_first() -> Problem:
    return _problem(
        "round-ends-first",
        "结束日期早于开始日期。",
        "The round ends before it begins.",
        "请核对两个日期。",
        "Check both dates.",
        "closed_on",
    )


def _not_now(task: SurveyTask) -> Problem:
    return _problem(
        "task-not-now",
        f"“{task.division}”目前为“{task.get_state_display()}”，不能这样办理。",
        f"{task.division} is in another state now.",
        "请刷新页面后再看。",
        "Load the page again.",
    )


def _no_note() -> Problem:
    return _problem(
        "task-no-note",
        "退回须写明原因。",
        "Sending back needs a reason.",
        "写明需要补正的内容。",
        "Say what is to be corrected.",
        "note",
    )


def _not_nil(task: SurveyTask) -> Problem:
    return _problem(
        "task-not-nil",
        f"本轮已有“{task.division}”的小区，不能上报“无老旧小区”。",
        f"Compounds of {task.division} were reported in this round.",
        "请按有小区上报。",
        "Report it as a community with compounds.",
        "nil_return",
    )
