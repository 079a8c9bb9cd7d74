"""Targets, scenarios and the adopted annual plan (S04-S07, S19)."""

from linli.plan.models.plans import AnnualPlan, PlanLine, Submission
from linli.plan.models.scenarios import Choice, Scenario
from linli.plan.models.tasks import Target, TaskDraft, TaskIssue

__all__ = [
    "AnnualPlan",
    "Choice",
    "PlanLine",
    "Scenario",
    "Submission",
    "Target",
    "TaskDraft",
    "TaskIssue",
]
