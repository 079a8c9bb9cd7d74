"""What of a year's plan is arranged, started, finished and paid by whom (S06, S07, S68)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack
from linli.determination.reads import pack_of
from linli.plan.bridge.lines import plan_lines
from linli.plan.models import Choice, PlanLine
from linli.plan.reads.tasks import Standing
from linli.registry.works import classes_of
from linli.reserve.models import Candidate, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

UNPAID = Text("来源未落实", "No source yet")
NO_WORKS = Text("未列改造内容", "No works named")


class Progress(NamedTuple):
    """How many projects of a plan have a proved start and finish; None: no project has told yet."""

    started: int | None
    finished: int | None


class Flow(NamedTuple):
    """What a source pays for the projects with works of certain classes; yuan."""

    source: Text
    works: Text
    amount: Decimal


def lines_of(user: User, standing: Standing, area: int | None = None) -> list[PlanLine]:
    """Return the lines of the plan that a standing rests on, or those its scenario would give."""
    if standing.plan:
        seen = PlanLine.objects.visible_to(user).of_area(area).filter(plan=standing.plan)
        return list(seen.select_related("project__candidate"))
    if not standing.scenario:
        return []
    chosen = Choice.objects.visible_to(user).of_area(area)
    chosen = chosen.filter(scenario=standing.scenario, year=standing.year, project__isnull=False)
    found = {each.project_id: each for each in chosen}
    projects = Project.objects.filter(pk__in=found).select_related("candidate", "jurisdiction")
    pairs = [(found[each.pk], each) for each in projects.prefetch_related("compounds")]
    return plan_lines(standing.scenario, pairs)


def progress(lines: Iterable[PlanLine]) -> Progress:
    """Return how many of a plan's projects started (S06) and finished (S07)."""
    facts = [line.project.facts for line in lines]
    told = any("started_on" in each for each in facts)
    started = sum(bool(each.get("started_on")) for each in facts)
    finished = sum(bool(each.get("finished_on")) for each in facts)
    return Progress(started, finished) if told else Progress(None, None)


def who_pays(pack: Pack, lines: Iterable[PlanLine]) -> list[Flow]:
    """Return what each source pays for projects of which classes of works (S20-S23, S68).

    A line's own sources count; where it names none, those of the project's plan of funds. A
    project's money is not split among its classes: nobody has said how.
    """
    labels = {source.code: source.label for source in pack.sources}
    flows: dict[tuple[Text, Text], Decimal] = defaultdict(Decimal)
    for line in lines:
        works, left = _classes(pack, line.works), line.estimate
        for code, amount in (line.money or _planned_funds(line.project)).items():
            flows[labels.get(code, Text(code, code)), works] += Decimal(amount)
            left -= Decimal(amount)
        if left > 0:
            flows[UNPAID, works] += left
    order = [*labels.values(), UNPAID]
    found = [Flow(*ends, amount) for ends, amount in flows.items() if amount]
    return sorted(found, key=lambda flow: (order.index(flow.source), flow.works.zh))


def _planned_funds(project: Project) -> dict[str, str]:
    candidate: Candidate | None = getattr(project, "candidate", None)
    return candidate.money if candidate else {}


def _classes(pack: Pack, works: Sequence[str]) -> Text:
    names = classes_of(pack, works)
    return Text(*("＋".join(parts) for parts in zip(*names, strict=True))) if names else NO_WORKS


def pack_behind(standing: Standing) -> Pack | None:
    """Return the pack under which a standing's plan or scenario was made."""
    scenario = standing.plan.scenario if standing.plan else standing.scenario
    return pack_of(scenario.pack) if scenario else None
