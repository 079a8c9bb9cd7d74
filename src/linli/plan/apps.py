"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class PlanConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.plan"
    label = "plan"
    verbose_name = _("年度计划")
    recorded = {
        "Target": _("年度任务"),
        "TaskDraft": _("任务草稿"),
        "Scenario": _("方案"),
        "Submission": _("申报"),
    }
    frozen: tuple[str, ...] = ("TaskIssue", "AnnualPlan", "PlanLine")
    jobs = {
        "plan.solve": "linli.plan.solving_job.solve",
        "plan.frontiers": "linli.plan.frontiers.draw",
    }
    compound_lines = "linli.plan.compound_lines.sections"
    menu = (Entry("plan:list", _("年度计划"), "calendar-check", PROGRAMME, "plan", "p"),)
