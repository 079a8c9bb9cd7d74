"""Fill the reserve from a determination (S14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.determination.models import CompoundAnswers, Determination
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.reserve.bridge import Standing, standings
from linli.reserve.models import Candidate, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

BATCH = 500
FIELDS = ("lacks", "stratum", "households", "buildings", "floor_area", "estimate", "need")


def may_refresh(user: User | None) -> list[Problem]:
    """Only the city's office fills the reserve; None is the operator."""
    if user is None or scope_of(user).has(Role.CITY_OFFICE):
        return []
    return [
        Problem(
            "reserve-not-yours",
            Text("储备库由市领导小组办公室刷新。", "Only the city office refreshes the reserve."),
            Text("请联系市领导小组办公室。", "Ask the city office."),
        )
    ]


def refresh_reserve(determination: Determination, user: User | None, day: date) -> Counter[str]:
    """Enter, update and withdraw projects as a run's answers say; return the states' counts.

    One project a compound (A01). A planned project keeps its state. A second run changes nothing.
    ``day`` is the day of entry of what is new.
    """
    if problems := may_refresh(user):
        raise ProblemError(*problems)
    with changing(user, _("刷新储备库（%(run)s）") % {"run": determination}):
        answers = dict(
            CompoundAnswers.objects.filter(determination=determination)
            .order_by()
            .values_list("compound_id", "answers")
        )
        known = {
            candidate.project.code: candidate
            for candidate in Candidate.objects.select_related("project").order_by()
        }
        areas = dict(Jurisdiction.objects.values_list("code", "pk"))
        new, stale = [], []
        for standing in standings(determination, answers):
            candidate = known.pop(standing.code, None)
            if candidate:
                stale.append((candidate, standing))
            elif standing.state != Candidate.State.WITHDRAWN:
                new.append(standing)
        _enter(new, determination, areas, day)
        _update(stale, determination, areas)
        _withdraw(known.values(), determination)
    return Counter(Candidate.objects.order_by().values_list("state", flat=True))


def _enter(new: Sequence[Standing], run: Determination, areas: dict[str, int], day: date) -> None:
    """Make projects and candidates of what is new."""
    projects = Project.objects.bulk_create(
        (
            Project(code=each.code, name=each.name, jurisdiction_id=areas[each.jurisdiction])
            for each in new
        ),
        BATCH,
    )
    pairs = list(zip(projects, new, strict=True))
    through = Project.compounds.through
    through.objects.bulk_create(
        (through(project=project, compound_id=each.compound_id) for project, each in pairs), BATCH
    )
    Candidate.objects.bulk_create(
        (
            Candidate(
                project=project,
                determination=run,
                state=each.state,
                entered_on=day,
                **_figures(each),
            )
            for project, each in pairs
        ),
        BATCH,
    )


def _figures(standing: Standing) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in FIELDS}


def _update(
    stale: Sequence[tuple[Candidate, Standing]], run: Determination, areas: dict[str, int]
) -> None:
    """Store what changed of known projects and candidates, and only that."""
    projects = [
        candidate.project
        for candidate, standing in stale
        if _takes(
            candidate.project,
            {"name": standing.name, "jurisdiction_id": areas[standing.jurisdiction]},
        )
    ]
    candidates = [
        candidate
        for candidate, standing in stale
        if _takes(
            candidate,
            _figures(standing)
            | {"determination_id": run.pk, "state": _next_state(candidate, standing)},
        )
    ]
    Project.objects.bulk_update(projects, ["name", "jurisdiction"], BATCH)
    Candidate.objects.bulk_update(candidates, ["determination", "state", *FIELDS], BATCH)


def _withdraw(gone: Iterable[Candidate], run: Determination) -> None:
    """Take out what the release no longer holds: merged or removed; what is planned stays."""
    waiting = [each.pk for each in gone if each.state != Candidate.State.PLANNED]
    stated = Candidate.objects.filter(pk__in=waiting).exclude(state=Candidate.State.WITHDRAWN)
    stated.update(state=Candidate.State.WITHDRAWN, determination=run)


def _next_state(candidate: Candidate, standing: Standing) -> str:
    """Return the new state; a planned project stays planned, for that is the plan's to change."""
    return candidate.state if candidate.state == Candidate.State.PLANNED else standing.state


def _takes(row: Project | Candidate, values: dict[str, Any]) -> bool:
    """Give a row its new values; tell whether any differs from what it had."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
