"""Set the tasks of a year, solve scenarios, adopt one as the annual plan (S04-S07, S19)."""

from linli.plan.actions.planning import (
    adopt,
    may_adopt,
    may_solve,
    replan,
    solve_scenario,
)
from linli.plan.actions.posts import may_plan
from linli.plan.actions.tasks import (
    Breakdown,
    issue_tasks,
    load_targets,
    may_issue,
    save_draft,
)

__all__ = [
    "Breakdown",
    "adopt",
    "issue_tasks",
    "load_targets",
    "may_adopt",
    "may_issue",
    "may_plan",
    "may_solve",
    "replan",
    "save_draft",
    "solve_scenario",
]
