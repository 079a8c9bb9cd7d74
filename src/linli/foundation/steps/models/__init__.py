"""Tables of the steps."""

from linli.foundation.steps.models.around import Cooperation, Notice, Pause, StepEvent
from linli.foundation.steps.models.deputies import Delegation
from linli.foundation.steps.models.step import ClosedBy, Step
from linli.foundation.steps.models.template import DailyRun, TaskTemplate

__all__ = [
    "ClosedBy",
    "Cooperation",
    "DailyRun",
    "Delegation",
    "Notice",
    "Pause",
    "Step",
    "StepEvent",
    "TaskTemplate",
]
