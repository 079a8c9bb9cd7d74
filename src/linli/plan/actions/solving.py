"""Ask for scenarios, and solve them: in the background for pages, at once for commands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.planning import scenario as core
from linli.core.planning.check import blocking, problems_of
from linli.core.planning.choose import plan_of
from linli.core.planning.explain import explain
from linli.core.planning.plan import Explanation, Plan
from linli.core.planning.port import Effort, Standing, Watch
from linli.determination.models import Determination
from linli.determination.reads import latest_determination, pack_of
from linli.engines.solver.highs import Highs
from linli.foundation.jobs.actions import ask
from linli.foundation.people.models import Jurisdiction
from linli.foundation.record.context import changing
from linli.plan import problems
from linli.plan.actions.posts import may_plan
from linli.plan.bridge.candidates import UNSPLIT
from linli.plan.bridge.payers import money_by_candidate
from linli.plan.bridge.results import figures, reason_data
from linli.plan.bridge.scenarios import City, core_scenario
from linli.plan.brief import Brief
from linli.plan.models import AnnualPlan, Choice, Scenario, Target
from linli.plan.reads.adopted import lines_in_force
from linli.reserve.models import Candidate
from linli.reserve.reads.items import ReserveItem, reserve_items

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Tell = Callable[[float, str], None]
KIND = "plan.solve"
EXPLAINING_SECONDS = 30.0


class Ground(NamedTuple):
    """What a scenario stands on: the determination, the city, and the planner's scenario."""

    run: Determination
    city: City
    scenario: core.Scenario


class Solution(NamedTuple):
    """What came out of a brief."""

    ground: Ground
    plan: Plan
    explanation: Explanation


def may_solve(user: User | None, brief: Brief) -> list[Problem]:
    """Return what stands against solving a brief: the post, tasks, the reserve, bad figures."""
    found = may_plan(user)
    if not Target.objects.filter(year__in=brief.horizon).exists() and not brief.beyond_tasks:
        found.append(problems.no_targets(brief.year))
    run = latest_determination()
    if run is None:
        found.append(problems.NO_DETERMINATION)
    elif _standing_candidates().exclude(determination=run).exists():
        found.append(problems.RESERVE_OUTDATED)
    return found or blocking(problems_of(ground_of(brief).scenario))


def _standing_candidates() -> Any:  # noqa: ANN401 - a query set of candidates
    return Candidate.objects.exclude(state=Candidate.State.WITHDRAWN)


def ground_of(brief: Brief) -> Ground:
    """Return what a brief is solved on: candidates not planned in other years, tasks, lines."""
    run = latest_determination()
    assert run is not None  # noqa: S101 - ``may_solve`` has made sure
    pack = pack_of(run.pack)
    lines = list(lines_in_force())
    inside = [line for line in lines if line.plan.year in brief.horizon]
    outside = [line for line in lines if line.plan.year not in brief.horizon]
    elsewhere = {line.project.code for line in outside}
    city = City(
        pack=pack,
        day=run.day,
        areas=list(Jurisdiction.objects.all()),
        items=[
            item for item in reserve_items() if elsewhere.isdisjoint((item.code, *item.members))
        ],
        targets=list(Target.objects.filter(year__in=brief.horizon).select_related("jurisdiction")),
        lines={line.project.code: line.plan.year for line in inside},
        before=sum(line.households for line in outside if line.plan.year < brief.year),
    )
    return Ground(run, city, core_scenario(brief, city))


def ask_scenario(
    user: User | None,
    brief: Brief,
    based_on: Scenario | None = None,
    changes: AnnualPlan | None = None,
) -> Scenario:
    """Store a brief and put it in the queue; raises ``ProblemError`` as ``may_solve`` says."""
    if found := may_solve(user, brief):
        raise ProblemError(*found)
    with changing(user, _("提交方案“%s”") % brief.name):
        scenario = _asked(user, brief, based_on, changes)
        scenario.job = ask(user, KIND, {"scenario": scenario.pk})
        scenario.save(update_fields=["job"])
    return scenario


def _asked(
    user: User | None, brief: Brief, based_on: Scenario | None, changes: AnnualPlan | None
) -> Scenario:
    run = latest_determination()
    assert run is not None  # noqa: S101 - ``may_solve`` has made sure
    return Scenario.objects.create(
        name=brief.name,
        year=brief.year,
        years=brief.years,
        brief=brief.data(),
        determination=run,
        pack=run.pack,
        based_on=based_on,
        changes=changes,
        made_by=user,
    )


def solve_brief(brief: Brief, watch: Watch | None = None, tell: Tell | None = None) -> Solution:
    """Solve a brief, with a reason for every candidate; nothing is stored.

    Raises ``ProblemError`` for bad figures, wishes that clash, and a stop before anything is found.
    """
    ground, engine = ground_of(brief), Highs()
    effort = Effort(seconds=float(brief.seconds))
    plan = plan_of(ground.scenario, engine, effort, watch)

    def progress(share: float) -> None:
        if tell:
            tell(share, _("说明取舍理由"))

    found = explain(ground.scenario, plan, engine, seconds=EXPLAINING_SECONDS, progress=progress)
    return Solution(ground, plan, found)


def solve_scenario(
    user: User | None,
    brief: Brief,
    tell: Tell | None = None,
    changes: AnnualPlan | None = None,
) -> Scenario:
    """Solve a brief at once and store it; raises ``ProblemError``, then nothing is stored."""
    if found := may_solve(user, brief):
        raise ProblemError(*found)

    def watch(standing: Standing) -> bool:
        if tell:
            tell(min(0.9, standing.seconds / brief.seconds), _("求解年度计划"))
        return False

    solution = solve_brief(brief, watch, tell)
    with changing(user, _("求解方案“%s”") % brief.name):
        scenario = _asked(user, brief, None, changes)
        store(scenario, solution)
    return scenario


def store(scenario: Scenario, solution: Solution) -> None:
    """Store what came out of a scenario, with every reason, whole or not at all."""
    ground, plan, explanation = solution
    money = money_by_candidate(plan, ground.scenario.candidates, ground.city.items)
    areas = {area.code: area for area in ground.city.areas}
    costs = {each.code: each.cost for each in ground.scenario.candidates}
    with transaction.atomic():
        Choice.objects.bulk_create(
            Choice(
                scenario=scenario,
                **_snapshot(item, areas),
                cost=costs[item.code],
                money={source: str(part) for source, part in money.get(item.code, {}).items()},
                year=plan.chosen.get(item.code),
                reason_code=explanation.reasons[item.code].code,
                reason=reason_data(explanation.reasons[item.code]),
            )
            for item in ground.city.items
        )
        vars(scenario).update(
            figures(plan, explanation, scenario.asked.scale),
            solved_at=timezone.now(),
            warnings=[problem.as_data() for problem in _warnings(scenario.asked, ground)],
            determination_id=ground.run.pk,
            pack_id=ground.run.pack_id,
        )
        scenario.save()


def _warnings(brief: Brief, ground: Ground) -> list[Problem]:
    """Return what the office should know of a scenario that was solved all the same."""
    found = problems_of(ground.scenario)
    unsplit = [each for each in ground.scenario.candidates if UNSPLIT in each.costs]
    if brief.money and unsplit:
        found = [*found, problems.unsplit_uses(len(unsplit))]
    return found


def _snapshot(item: ReserveItem, areas: Mapping[str, Jurisdiction]) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "jurisdiction": areas[item.jurisdiction],
        "project_id": item.project_id,
        "projects": item.projects,
        "households": item.households or None,
        "estimate": item.cost or None,
        "need": item.need,
        "stratum": item.stratum,
    }


def shortfalls(scenario: Scenario) -> dict[str, dict[str, int]]:
    """Return planned less asked by jurisdiction code, where a scenario departs from its tasks."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for each in scenario.standings:
        for measure, asked in each["asked"].items():
            if asked is not None and (more := each["planned"][measure] - asked):
                found[f"{each['area'] or ''}"][measure] = more
    return dict(found)
