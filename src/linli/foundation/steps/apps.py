"""Django's entry for the steps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StepsConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.steps"
    label = "steps"
    verbose_name = _("办理事项")
    recorded: tuple[str, ...] = ("TaskTemplate", "Step", "Pause", "Cooperation", "Delegation")
    frozen: tuple[str, ...] = ("StepEvent",)
