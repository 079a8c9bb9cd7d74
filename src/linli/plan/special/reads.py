"""Questions about filing a special plan: by when, and with whom (S16)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from linli.core.calendar.working_days import DueDay
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Procedure
from linli.determination.reads import current_pack
from linli.foundation.calendar_admin.reads import working_calendar
from linli.plan.special.document import FILING


class FilingTask(NamedTuple):
    """The step of filing as the pack has it; ``days`` are working days.

    ``days`` and ``due`` are None where the pack sets no term: nothing is assumed.
    """

    step: Procedure | None
    days: int | None = None
    due: DueDay | None = None


def filing_task(approved_on: date) -> FilingTask:
    """Return the step of filing, and the day by which a plan approved on a day is filed."""
    pack = current_pack()
    step = next((row for row in pack.procedures if row.code == FILING), None)
    given = parameter_value(pack, step.days, approved_on) if step and step.days else None
    if not isinstance(given, int | Decimal):
        return FilingTask(step)
    days = int(given)
    return FilingTask(step, days, working_calendar().add_working_days(approved_on, days))
