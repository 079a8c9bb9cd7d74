"""What waits on the demo city's desks: made by the same actions as in a real one, near today."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.text import Text
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.group import actions as group_actions
from linli.foundation.group.actions import Decided
from linli.foundation.offices.finding import office
from linli.foundation.people.models import Organisation, User
from linli.foundation.steps import actions
from linli.foundation.steps.actions import NewStep
from linli.foundation.steps.models import ClosedBy, Step

TASKS = (
    ("housing_bureau", "汇总各县区工作机制", "Collect the areas' arrangements", 0, ClosedBy.RECORD),
    ("housing_bureau", "报送季度进度", "Report the quarter's progress", -6, ClosedBy.RECORD),
    ("power_company", "提供供电管线资料", "Give the plans of power lines", 5, ClosedBy.RECORD),
    ("finance_bureau", "审核市直项目预算", "Review the budgets", 3, ClosedBy.DECISION),
)


def fill_desks() -> None:
    """Give out tasks: late, due today, coming, beyond the calendar, waiting for another office."""
    today = timezone.localdate()
    city, housing = (User.objects.get(username=name) for name in ("city", "department"))
    for task in TASKS:
        _give(city, today, *task)
    application = (
        "housing_bureau",
        "申报年度计划",
        "Apply with the plan",
        12,
        ClosedBy.FILE,
    )
    step = _give(city, today, *application)
    actions.ask(housing, step, step.version, _called("finance_bureau"), "请核对资金筹措方案。")
    actions.open_step(
        city,
        NewStep(
            title=Text("编制专项规划", "Draw up the special plan"),
            lead=_called("housing_bureau"),
            started_on=today,
            term=60,
            unit=TermUnit.WORKING_DAYS,
            clause="二（一）",
            closed_by=ClosedBy.FILE,
        ),
    )
    actions.press(today, working_calendar())
    _hold_meeting(city, today)


def _hold_meeting(city: User, today: date) -> None:
    """Hold a meeting with two resolutions, and a training."""
    group = Organisation.objects.get(code="leading_group", jurisdiction=None)
    asked = {
        "title": "领导小组第一次会议（演示）",
        "day": today - timedelta(days=3),
        "place": "市政府会议室",
        "chair": "组长",
        "agenda": "听取摸底调查情况\n研究年度计划",
    }
    meeting = group_actions.call_meeting(city, group, asked)
    for text, word, days in RESOLUTIONS:
        due = today + timedelta(days=days)
        group_actions.decide(city, meeting, Decided(text, _called(word), due))
    group_actions.keep_minutes(city, meeting, "会议听取了汇报，形成两项决议。", "领导小组成员")
    training = {
        "day": today - timedelta(days=10),
        "topic": "摸底调查填报培训（演示）",
        "trainer": "市住房城乡建设局",
        "audience": "县区填报人员",
        "people": 42,
    }
    group_actions.record_training(city, None, _called("group_office"), training)


RESOLUTIONS = (
    ("汇总各县区资金缺口并提出筹措意见", "finance_bureau", 20),
    ("督促各县区登记工作机制", "supervision_office", 9),
)


def _called(word: str) -> Organisation:
    found = office(word)
    if found is None:
        raise LookupError(word)
    return found


def _give(city: User, today: date, word: str, zh: str, en: str, days: int, by: ClosedBy) -> Step:
    asked = NewStep(
        title=Text(zh, en),
        lead=_called(word),
        started_on=today + timedelta(days=min(0, days)),
        due_on=today + timedelta(days=days),
        closed_by=by,
    )
    return actions.open_step(city, asked)
