"""The pack's duties as task templates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.core.kernel.period import Period
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Duty, DutyTask, Pack
from linli.foundation.record.context import changing
from linli.foundation.steps.models import TaskTemplate

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def load_duties(pack: Pack, user: User | None) -> int:
    """Keep the tasks of a pack's duties as templates; return how many are new.

    Those that the pack no longer has stay for the steps that came of them, and fire no more.
    """
    codes = set()
    new = 0
    with changing(user, _("载入部门职责")):
        for duty, task in ((each, task) for each in pack.duties for task in each.tasks):
            code = f"{duty.code}.{task.code}"
            codes.add(code)
            _row, is_new = TaskTemplate.objects.update_or_create(
                code=code, defaults=_values(pack, duty, task)
            )
            new += is_new
        TaskTemplate.objects.exclude(code__in=codes).filter(in_use=True).update(in_use=False)
    return new


def _values(pack: Pack, duty: Duty, task: DutyTask) -> dict[str, Any]:
    return {
        "title": task.label.zh,
        "title_en": task.label.en,
        "clause": duty.clause,
        "lead": duty.code,
        "helpers": list(task.helpers),
        "trigger": task.trigger.value,
        "stage": task.stage.value if task.stage else "",
        "content": {**task.model_dump(mode="json"), "days": sorted(set(_days(pack, task)))},
        "pack": pack.digest,
        "in_use": True,
    }


def _days(pack: Pack, task: DutyTask) -> Iterator[str]:
    """Give the days of a task: ``MM-DD`` for each year, or whole days from totals and figures."""
    for name in task.on:
        if name[0].isdigit():
            yield name
        elif name in pack.parameters:
            value = parameter_value(pack, name, pack.head.in_force_from)
            if isinstance(value, Period):
                yield value.last.isoformat()
        else:
            for total in pack.totals:
                day: date = getattr(total, name)
                yield day.isoformat()
