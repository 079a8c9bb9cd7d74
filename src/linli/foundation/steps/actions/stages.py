"""Duties fall due: something entered a stage, a day came, or somebody asked.

Whom a duty falls to is said by the pack alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.problem import ProblemError, refuse
from linli.core.kernel.text import Text
from linli.core.policy.schema import Stage, TriggerKind
from linli.foundation.offices.finding import Directory
from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.record.context import changing
from linli.foundation.steps import problems
from linli.foundation.steps.actions.clocks import city_only
from linli.foundation.steps.actions.opening import NewStep, open_step, open_steps
from linli.foundation.steps.models import ClosedBy, DailyRun, Step, TaskTemplate

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Entered(NamedTuple):
    """An object that entered a stage, how a desk shows it, and the jurisdiction that it is of."""

    subject: Model
    label: str = ""
    url: str = ""
    jurisdiction: Jurisdiction | None = None


def stage_entered(
    stage: Stage,
    entered: Sequence[Entered],
    user: User | None,
    day: date | None = None,
    dates: Mapping[str, date | None] | None = None,
) -> list[Step]:
    """Put the tasks that a stage gives out on the desks of their offices; return the new ones.

    ``day`` (today) starts their terms, ``dates`` are the days that the stage itself names. Telling
    of the same object twice gives nothing new while its task is unfinished. Raises
    ``ProblemError`` where the pack calls upon an office that the organisation lacks.
    """
    templates = TaskTemplate.objects.filter(
        in_use=True, trigger=TriggerKind.STAGE, stage=stage.value
    )
    found = list(templates)
    if not found or not entered:
        return []
    known = dict(dates or {})
    start = day or timezone.localdate()
    directory, standing = Directory(), _standing(found, entered)
    asked = [
        new
        for template in found
        for each in entered
        for new in _asked(template, each, directory, start, known)
        if (template.pk, each.subject.pk, new.lead.pk) not in standing
    ]
    return open_steps(user, asked, _("进入阶段")) if asked else []


def _standing(
    templates: Iterable[TaskTemplate], entered: Sequence[Entered]
) -> set[tuple[int, int, int]]:
    """Return template, object and office of the tasks that are unfinished."""
    kind = ContentType.objects.get_for_model(entered[0].subject)
    steps = Step.objects.unfinished().filter(template__in=templates, subject_type=kind)
    return set(steps.order_by().values_list("template_id", "subject_id", "lead_id"))


def _asked(
    template: TaskTemplate,
    entered: Entered | None,
    directory: Directory,
    start: date,
    dates: Mapping[str, date | None],
) -> list[NewStep]:
    """Return a template's steps: one, or one in each area where it falls to all of them."""
    area = entered.jurisdiction if entered else None
    leads = _offices(directory, template.lead, area)
    content = template.content
    return [
        NewStep(
            title=Text(template.title, template.title_en),
            lead=lead,
            subject=entered.subject if entered else None,
            label=entered.label if entered else "",
            url=entered.url if entered else "",
            jurisdiction=area or lead.jurisdiction,
            code=template.code,
            clause=template.clause,
            helpers=tuple(
                helper
                for name in template.helpers
                for helper in _offices(directory, name, area or lead.jurisdiction)
                if helper.pk != lead.pk
            ),
            started_on=start,
            term=content["term"],
            unit=TermUnit(content["unit"]),
            due_on=dates.get(content["due"]) if content["due"] else None,
            closed_by=ClosedBy(content["closed_by"]),
            template=template,
            remind_before=content["remind_before"],
            supervise_after=content["supervise_after"],
        )
        for lead in leads
    ]


def _offices(directory: Directory, word: str, area: Jurisdiction | None) -> list[Organisation]:
    found = directory.offices(word, area.pk if area else None)
    if not found:
        raise ProblemError(problems.unknown_office(word, str(area or _("全市"))))
    return found


def days_came(until: date, user: User | None = None) -> list[Step]:
    """Give out the tasks of all days since the last run, up to a day (included); each day once.

    The first run looks at its day only.
    """
    last = DailyRun.objects.first()
    since = last.day if last else date.fromordinal(until.toordinal() - 1)
    if until <= since:
        return []
    directory = Directory()
    asked = [
        new
        for template in TaskTemplate.objects.filter(in_use=True, trigger=TriggerKind.DATE)
        for day in _days_between(template.content["days"], since, until)
        for new in _asked(template, None, directory, day, {})
    ]
    with changing(user, _("日期触发")):
        DailyRun.objects.create(day=until)
        return open_steps(user, asked, _("日期触发")) if asked else []


def _days_between(days: Iterable[str], after: date, until: date) -> list[date]:
    """Return the days after one up to another; ``MM-DD`` comes every year."""
    whole = [
        each if len(each) > len("06-30") else f"{year}-{each}"
        for each in days
        for year in range(after.year, until.year + 1)
    ]
    return sorted({day for day in map(_day, whole) if day and after < day <= until})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:  # 29 February of a common year
        return None


def give_out(user: User | None, asked: NewStep) -> Step:
    """Give out a task that somebody asks for; the city's office does, or the operator.

    Raises ``ProblemError`` where its due day has passed already.
    """
    found = city_only(user)
    if asked.due_on and asked.due_on < (asked.started_on or timezone.localdate()):
        found.append(problems.DUE_BEFORE_START)
    refuse(found)
    return open_step(user, asked, _("交办"))
