"""Fill the reserve from a determination (S14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import parameter_value
from linli.determination.models import CompoundAnswers, Determination
from linli.determination.reads import pack_of
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.reserve.actions.movements import Step, write_steps
from linli.reserve.bridge import Standing, standings
from linli.reserve.joining import lacks_review, regrouped, whole_of
from linli.reserve.models import Bundle, Candidate, Movement, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

BATCH = 500
FIELDS = (
    *("stratum", "strata", "households", "buildings", "floor_area", "estimate"),
    *("score_low", "score_high", "need"),
)
CHECK = "reserve_needs_check"
"""The pack's figure that says whether the office's check must be passed before planning."""
State, Kind = Candidate.State, Movement.Kind


class Run(NamedTuple):
    """A determination that the reserve is brought up to, by whom, on which day, and why."""

    determination: Determination
    user: User | None
    day: date
    why: str
    areas: dict[str, int]
    needs_check: bool


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

    One project a compound, or one a bundle that was made a project (A01). A planned project keeps
    its state. A second run changes nothing. ``day`` is the day of entry of what is new.
    """
    if problems := may_refresh(user):
        raise ProblemError(*problems)
    why = _("按认定 %(run)s") % {"run": determination}
    with changing(user, _("刷新储备库（%(run)s）") % {"run": determination}):
        run = _run(determination, user, day, why)
        known = Candidate.objects.select_related("project").order_by()
        _bring_up(run, _standings(determination), known)
    return Counter(Candidate.objects.order_by().values_list("state", flat=True))


def settle(compounds: Collection[int], user: User | None, day: date, why: str) -> None:
    """Bring the projects of some compounds up to the bundles as they now are.

    What a bundle's project has taken in is withdrawn; what it let go stands for itself again. Call
    it inside ``changing``.
    """
    known = Candidate.objects.filter(project__compounds__in=list(compounds)).distinct()
    found = list(known.select_related("project", "determination__pack").order_by())
    newest = max((each.determination for each in found), key=lambda each: each.number)
    run = _run(newest, user, day, why)
    _bring_up(run, _standings(newest, list(compounds)), found, Kind.BUNDLED)


def _run(determination: Determination, user: User | None, day: date, why: str) -> Run:
    areas = dict(Jurisdiction.objects.values_list("code", "pk"))
    return Run(determination, user, day, why, areas, needs_check(determination))


def _bring_up(
    run: Run,
    standing: Iterable[Standing],
    candidates: Iterable[Candidate],
    gone: Movement.Kind = Kind.WITHDRAWN,
) -> None:
    """Enter what is new, update what is known, withdraw what no longer stands for itself."""
    known = {candidate.project.code: candidate for candidate in candidates}
    new, stale = [], []
    for each in standing:
        candidate = known.pop(each.code, None)
        if candidate:
            stale.append((candidate, each))
        elif state_of(_lacks(run, each, "")) != State.WITHDRAWN:
            new.append(each)
    _enter(run, new)
    _update(run, stale)
    _withdraw(run, known.values(), gone)


def needs_check(determination: Determination) -> bool:
    """Tell whether the pack wants the office's check passed before a project may be planned."""
    pack = pack_of(determination.pack)
    return CHECK in pack.parameters and parameter_value(pack, CHECK, determination.day) is True


def state_of(lacks: Sequence[dict[str, Any]]) -> str:
    """Return the state that lacks leave: a no withdraws a compound, but not one of a bundle."""
    if any(lack["verdict"] == Verdict.NO and "compound" not in lack for lack in lacks):
        return State.WITHDRAWN
    return State.LACKING if lacks else State.READY


def _standings(
    determination: Determination, only: Sequence[int] | None = None
) -> Iterable[Standing]:
    """Return how all compounds stand as projects, or ``only`` those with these ids."""
    found = CompoundAnswers.objects.filter(determination=determination)
    if only is not None:
        found = found.filter(compound__in=only)
    answers = dict(found.order_by().values_list("compound_id", "answers"))
    bundles = Bundle.objects.filter(active=True).exclude(project=None)
    related = bundles.select_related("jurisdiction").prefetch_related("members", "facilities")
    singles = standings(determination, answers, only)
    return regrouped(pack_of(determination.pack), singles, [whole_of(each) for each in related])


def _lacks(run: Run, standing: Standing, review: str) -> list[dict[str, Any]]:
    return [*standing.lacks, *lacks_review(review, required=run.needs_check)]


def _enter(run: Run, new: Sequence[Standing]) -> None:
    """Make projects and candidates of what is new."""
    made = {each.code: each for each in Project.objects.filter(candidate=None)}  # of bundles
    fresh = [
        Project(code=each.code, name=each.name, jurisdiction_id=run.areas[each.jurisdiction])
        for each in new
        if each.code not in made
    ]
    made |= {each.code: each for each in Project.objects.bulk_create(fresh, BATCH)}
    projects = [made[each.code] for each in new]
    pairs = list(zip(projects, new, strict=True))
    through = Project.compounds.through
    through.objects.bulk_create(
        (
            through(project=project, compound_id=pk)
            for project, each in pairs
            for pk in each.compound_ids
        ),
        BATCH,
        ignore_conflicts=True,
    )
    entered = Candidate.objects.bulk_create(
        (
            Candidate(
                project=project,
                determination=run.determination,
                entered_on=run.day,
                lacks=(lacks := _lacks(run, each, "")),
                state=state_of(lacks),
                **_figures(each),
            )
            for project, each in pairs
        ),
        BATCH,
    )
    _write(run, [Step(candidate, Kind.ENTERED) for candidate in entered])


def _figures(standing: Standing) -> dict[str, Any]:
    return {name: getattr(standing, name) for name in FIELDS}


def _update(run: Run, stale: Sequence[tuple[Candidate, Standing]]) -> None:
    """Store what changed of known projects and candidates, and only that."""
    projects, candidates, steps = [], [], []
    for candidate, standing in stale:
        before = candidate.state
        place = {"name": standing.name, "jurisdiction_id": run.areas[standing.jurisdiction]}
        if _takes(candidate.project, place):
            projects.append(candidate.project)
        lacks = _lacks(run, standing, candidate.review)
        state = before if before == State.PLANNED else state_of(lacks)
        values = {"determination_id": run.determination.pk, "lacks": lacks, "state": state}
        if _takes(candidate, _figures(standing) | values):
            candidates.append(candidate)
        if candidate.state != before:
            steps.append(Step(candidate, Kind(candidate.state)))
    Project.objects.bulk_update(projects, ["name", "jurisdiction"], BATCH)
    Candidate.objects.bulk_update(candidates, ["determination", "lacks", "state", *FIELDS], BATCH)
    _write(run, steps)


def _withdraw(run: Run, gone: Iterable[Candidate], kind: Movement.Kind) -> None:
    """Take out what no longer stands for itself: merged, removed, bundled; the planned stays."""
    waiting = [each for each in gone if each.state not in {State.PLANNED, State.WITHDRAWN}]
    for candidate in waiting:
        candidate.state = State.WITHDRAWN
        candidate.determination = run.determination
    Candidate.objects.bulk_update(waiting, ["state", "determination"], BATCH)
    _write(run, [Step(candidate, kind) for candidate in waiting])


def _write(run: Run, steps: Sequence[Step]) -> None:
    write_steps(steps, run.user, run.day, run.why)


def _takes(row: Project | Candidate, values: dict[str, Any]) -> bool:
    """Give a row its new values; tell whether any differs from what it had."""
    differing = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)
