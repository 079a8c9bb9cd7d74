"""A scenario's choices and an adopted plan's lines, page by page."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.core.paginator import Page, Paginator

from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack
from linli.determination.reads import outcomes_of, pack_of
from linli.foundation.people.models import Jurisdiction
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario

if TYPE_CHECKING:
    from linli.foundation.people.models import User

ROWS_A_PAGE = 50


class ChoiceRow(NamedTuple):
    """A project that a scenario took or left, and why."""

    code: str
    name: str
    jurisdiction: str
    chosen: bool
    households: int | None
    estimate: Decimal | None
    need: int
    message: Text
    next_step: Text


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


def choices(
    user: User, scenario: Scenario, area: str, taken: str, number: str | int
) -> Page[ChoiceRow]:
    """Return a page of a scenario's choices, those in first; ``taken`` is "in", "out" or both."""
    found = Choice.objects.visible_to(user).filter(scenario=scenario)
    if area:
        found = found.filter(project__jurisdiction__code=area)
    if taken in {"in", "out"}:
        found = found.filter(chosen=taken == "in")
    related = found.select_related("project__jurisdiction", "project__candidate")
    ordered = related.order_by("-chosen", "project__jurisdiction__order", "project__code")
    page = Paginator(ordered, ROWS_A_PAGE).get_page(number)
    page.object_list = [_choice(choice) for choice in page.object_list]
    return page


def _choice(choice: Choice) -> ChoiceRow:
    project = choice.project
    return ChoiceRow(
        project.code,
        project.name,
        project.jurisdiction.name,
        choice.chosen,
        project.candidate.households,
        project.candidate.estimate,
        project.candidate.need,
        Text(**choice.reason["message"]),
        Text(**choice.reason["next_step"]),
    )


def changes(user: User, scenario: Scenario) -> Changes | None:
    """Return what a scenario would change, within the user's scope; None: it is a plan anew."""
    plan = scenario.changes
    if plan is None:
        return None
    chosen = Choice.objects.visible_to(user).filter(scenario=scenario, chosen=True)
    now = dict(chosen.values_list("project__code", "project__name"))
    lines = PlanLine.objects.visible_to(user).filter(plan=plan)
    before = dict(lines.values_list("project__code", "name"))
    leaving = [name for code, name in before.items() if code not in now]
    return Changes(plan, leaving, [name for code, name in now.items() if code not in before])


def choice_areas(user: User, scenario: Scenario) -> list[Jurisdiction]:
    """Return the jurisdictions that the user sees choices of."""
    seen = Choice.objects.visible_to(user).filter(scenario=scenario)
    return list(Jurisdiction.objects.filter(pk__in=seen.values("project__jurisdiction")))


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
