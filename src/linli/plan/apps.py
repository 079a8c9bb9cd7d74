"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.plan"
    label = "plan"
    verbose_name = _("年度计划")
    recorded: tuple[str, ...] = ("Target", "Scenario")
    frozen: tuple[str, ...] = ("AnnualPlan", "PlanLine")
