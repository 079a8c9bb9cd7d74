"""Set the tasks of a year, solve scenarios, adopt one as the annual plan (S04-S07, S19)."""

from linli.plan.actions.adopting import adopt, may_adopt, newest_plan, replan, years_to_adopt
from linli.plan.actions.posts import may_plan
from linli.plan.actions.solving import ask_scenario, may_solve, solve_scenario
from linli.plan.actions.submitting import HandIn, Receipt, may_submit, note_answer, submit
from linli.plan.actions.tasks import Breakdown, issue_tasks, load_targets, may_issue, save_draft

__all__ = [
    "Breakdown",
    "HandIn",
    "Receipt",
    "adopt",
    "ask_scenario",
    "issue_tasks",
    "load_targets",
    "may_adopt",
    "may_issue",
    "may_plan",
    "may_solve",
    "may_submit",
    "newest_plan",
    "note_answer",
    "replan",
    "save_draft",
    "solve_scenario",
    "submit",
    "years_to_adopt",
]
