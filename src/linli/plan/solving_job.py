"""A scenario solved in the background: what the page is told meanwhile, and how it ends."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.core.planning.port import Standing
from linli.foundation.jobs.worker import Run
from linli.foundation.record.context import changing
from linli.plan.actions.solving import solve_brief, store
from linli.plan.models import Scenario

SOLVING, EXPLAINING = "solving", "explaining"


def solve(run: Run) -> None:
    """Do the work of a ``plan.solve`` job; stopping early keeps the best plan found."""
    scenario = Scenario.objects.get(pk=run.job.arguments["scenario"])
    brief = scenario.asked
    run.tell(phase=SOLVING, share=0.0)

    def watch(standing: Standing) -> bool:
        run.tell(
            phase=SOLVING,
            share=min(0.9, standing.seconds / brief.seconds),
            best=standing.best,
            bound=standing.bound,
            gap=standing.gap,
            aim=standing.aim,
            seconds=standing.seconds,
        )
        return run.stopping.is_set()

    def tell(share: float, _words: str) -> None:
        run.tell(phase=EXPLAINING, share=0.9 + share / 10)

    solution = solve_brief(brief, watch, tell)
    reason = _("求解方案“%s”") % scenario.name
    with changing(run.job.asked_by, reason), run.ending() as result:
        store(scenario, solution)
        result["scenario"] = scenario.pk
