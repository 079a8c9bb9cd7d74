"""A scenario's choices and an adopted plan's lines, page by page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, F

from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack
from linli.determination.reads import outcomes_of, pack_of
from linli.foundation.people.models import Jurisdiction
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario

if TYPE_CHECKING:
    from linli.foundation.people.models import User

ROWS_A_PAGE = 50


class ChoiceRow(NamedTuple):
    """A candidate that a scenario took (for ``year``) or left, and why."""

    code: str
    name: str
    jurisdiction: str
    year: int | None
    households: int | None
    estimate: Decimal | None
    need: int
    message: Text
    next_step: Text


class Wanted(NamedTuple):
    """Filters of a scenario's choices; ``taken`` is "in", "out" or a year, empty keeps all."""

    area: str = ""
    taken: str = ""
    reason: str = ""


class ReasonCount(NamedTuple):
    """How many candidates a scenario took or left for one kind of reason."""

    code: str
    label: Text
    number: int


REASONS = {
    "chosen": Text("入选", "chosen"),
    "lacks": Text("条件不齐", "not ready"),
    "waits": Text("以后才具备条件", "ready later"),
    "no-task": Text("没有任务", "no task"),
    "kept-out": Text("指定不列入", "kept out"),
    "share-not-set": Text("2001年以后比例未设定", "late share not set"),
    "below-guide": Text("出资低于引导线", "below the guide line"),
    "covered": Text("已由打包项目列入", "covered by another"),
    "over-budget": Text("资金不够", "no money left"),
    "over-share": Text("2001年以后比例已满", "late share full"),
    "over-capacity": Text("达到上限", "ceiling reached"),
    "over-limits": Text("受几项限制", "several limits"),
    "breaks-tasks": Text("列入则偏离任务", "departs from the tasks"),
    "swap": Text("可替换，需求减少", "exchange at less need"),
    "equal": Text("可等价替换", "equal exchange"),
    "not-settled": Text("代价未算清", "cost not settled"),
}


class Changes(NamedTuple):
    """What a scenario would change of an adopted plan: projects that leave, and that come in."""

    plan: AnnualPlan
    leaving: list[str]
    coming: list[str]


class LineRow(NamedTuple):
    """A frozen line of an adopted plan; ``code`` is the project's."""

    code: str
    number: int
    name: str
    jurisdiction: str
    compounds: int
    households: int
    buildings: int | None
    floor_area: Decimal | None
    stratum: Text | None
    works: list[Text]
    estimate: Decimal


def choices(user: User, scenario: Scenario, wanted: Wanted, number: str | int) -> Page[ChoiceRow]:
    """Return a page of a scenario's choices, those in first, by year."""
    found = Choice.objects.visible_to(user).filter(scenario=scenario)
    if wanted.area:
        found = found.filter(jurisdiction__code=wanted.area)
    if wanted.taken in {"in", "out"}:
        found = found.filter(year__isnull=wanted.taken == "out")
    elif wanted.taken.isdecimal():
        found = found.filter(year=int(wanted.taken))
    if wanted.reason:
        found = found.filter(reason_code=wanted.reason)
    related = found.select_related("jurisdiction")
    ordered = related.order_by(F("year").asc(nulls_last=True), "jurisdiction__order", "code")
    page = Paginator(ordered, ROWS_A_PAGE).get_page(number)
    page.object_list = [_choice(choice) for choice in page.object_list]
    return page


def _choice(choice: Choice) -> ChoiceRow:
    return ChoiceRow(
        choice.code,
        choice.name,
        choice.jurisdiction.name,
        choice.year,
        choice.households,
        choice.estimate,
        choice.need,
        Text(**choice.reason["message"]),
        Text(**choice.reason["next_step"]),
    )


def reasons(user: User, scenario: Scenario) -> list[ReasonCount]:
    """Return the kinds of reasons of a scenario, with how many candidates each concerns."""
    seen = Choice.objects.visible_to(user).filter(scenario=scenario)
    counts = seen.order_by().values_list("reason_code").annotate(Count("pk", distinct=True))
    return [
        ReasonCount(code, REASONS.get(code, Text(code, code)), number)
        for code, number in sorted(counts, key=lambda each: -each[1])
    ]


def changes(user: User, scenario: Scenario) -> Changes | None:
    """Return what a scenario would change, within the user's scope; None: it is a plan anew."""
    plan = scenario.changes
    if plan is None:
        return None
    chosen = Choice.objects.visible_to(user).filter(scenario=scenario, year=plan.year)
    now = dict(chosen.values_list("code", "name"))
    lines = PlanLine.objects.visible_to(user).filter(plan=plan)
    before = dict(lines.values_list("project__code", "name"))
    leaving = [name for code, name in before.items() if code not in now]
    return Changes(plan, leaving, [name for code, name in now.items() if code not in before])


def choice_areas(user: User, scenario: Scenario) -> list[Jurisdiction]:
    """Return the jurisdictions that the user sees choices of."""
    seen = Choice.objects.visible_to(user).filter(scenario=scenario)
    return list(Jurisdiction.objects.filter(pk__in=seen.values("jurisdiction")))


def lines(user: User, plan: AnnualPlan, number: str | int) -> Page[LineRow]:
    """Return a page of an adopted plan's lines."""
    found = PlanLine.objects.visible_to(user).filter(plan=plan)
    found = found.select_related("jurisdiction", "project")
    page = Paginator(found.order_by("number"), ROWS_A_PAGE).get_page(number)
    pack = pack_of(plan.scenario.pack)
    page.object_list = [_line(pack, line) for line in page.object_list]
    return page


def _line(pack: Pack, line: PlanLine) -> LineRow:
    works = {item.code: item.label for item in pack.works}
    return LineRow(
        line.project.code,
        line.number,
        line.name,
        line.jurisdiction.name,
        line.compounds,
        line.households,
        line.buildings,
        line.floor_area,
        outcomes_of(pack.rules["stratum"]).get(line.stratum),
        [works.get(code, Text(code, code)) for code in line.works],
        line.estimate,
    )
