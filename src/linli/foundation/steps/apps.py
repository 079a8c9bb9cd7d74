"""Django's entry for the steps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StepsConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.steps"
    label = "steps"
    verbose_name = _("办理事项")
    recorded = {
        "TaskTemplate": _("事项模板"),
        "Step": _("事项"),
        "Pause": _("停止计时"),
        "Cooperation": _("会办"),
        "Delegation": _("代办"),
    }
    frozen: tuple[str, ...] = ("StepEvent",)
