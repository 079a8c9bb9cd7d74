"""The frontiers of a scenario, computed in the background: money, and the residents' share."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.core.kernel.problem import ProblemError
from linli.core.planning import frontier
from linli.core.planning.port import Effort, Standing
from linli.engines.solver.highs import Highs
from linli.foundation.jobs.actions import ask
from linli.foundation.jobs.models import Job
from linli.foundation.jobs.worker import Run
from linli.foundation.record.context import changing
from linli.plan import problems
from linli.plan.actions.posts import may_plan
from linli.plan.actions.solving import ground_of
from linli.plan.bridge.results import point_data
from linli.plan.models import Scenario

if TYPE_CHECKING:
    from linli.foundation.people.models import User

KIND = "plan.frontiers"
MONEY_SHARES = tuple(Fraction(tenth, 10) for tenth in range(3, 15))
PLEDGE_FLOORS = tuple(Fraction(per_cent, 100) for per_cent in range(10, 31, 5))
SECONDS_A_POINT, GAP = 5.0, 0.005
DRAWING = "drawing"
MONEY_PART = len(MONEY_SHARES) / (len(MONEY_SHARES) + len(PLEDGE_FLOORS))


def ask_frontiers(user: User | None, scenario: Scenario) -> Job:
    """Put the frontiers of a solved scenario in the queue; raises ``ProblemError``."""
    found = may_plan(user)
    if scenario.solved_at is None:
        found.append(problems.NOT_SOLVED)
    if found:
        raise ProblemError(*found)
    with changing(user, _("计算方案“%s”的前沿") % scenario.name):
        return ask(user, KIND, {"scenario": scenario.pk})


def draw(run: Run) -> None:
    """Do the work of a ``plan.frontiers`` job."""
    scenario = Scenario.objects.get(pk=run.job.arguments["scenario"])
    ground, engine = ground_of(scenario.asked), Highs()
    effort = Effort(SECONDS_A_POINT, GAP)

    def watch(_standing: Standing) -> bool:
        return run.stopping.is_set()

    def tell(share: float) -> None:
        run.tell(phase=DRAWING, share=share)

    by_money = frontier.by_money(
        ground.scenario, engine, MONEY_SHARES, effort, watch, lambda done: tell(done * MONEY_PART)
    )
    by_pledge = frontier.by_pledge(
        ground.scenario,
        engine,
        PLEDGE_FLOORS,
        effort,
        watch,
        lambda done: tell(MONEY_PART + done * (1 - MONEY_PART)),
    )
    drawn: dict[str, Any] = {
        "money": [point_data(point) for point in by_money],
        "pledge": [point_data(point) for point in by_pledge],
    }
    with changing(run.job.asked_by, _("计算前沿")), run.ending():
        Scenario.objects.filter(pk=scenario.pk).update(frontiers=drawn)
