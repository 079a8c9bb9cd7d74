"""Rows of the reserve and the plan <-> core planning values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical, digest
from linli.core.planning.plan import Plan, Reason
from linli.core.planning.scenario import (
    Area,
    Basis,
    Money,
    Pot,
    Quota,
    Source,
    Task,
    Wish,
    WishKind,
)
from linli.core.planning.scenario import Candidate as CoreCandidate
from linli.core.planning.scenario import Scenario as CoreScenario
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack, WorkItem
from linli.determination.models import Determination
from linli.determination.reads import compound_facts, pack_of
from linli.foundation.people.models import Jurisdiction
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario, Target
from linli.reserve.bridge import released_compounds, works_of
from linli.reserve.models import Candidate
from linli.reserve.reads import lack_text, lacks_in_words

LATE_SHARE, LATE_BASIS = "late_quota", "late_quota_basis"
ZERO = Decimal("0.00")


WORKS, BUDGET = "works", "budget"


def core_area(area: Jurisdiction) -> Area:
    """Return a jurisdiction as the planner's."""
    return Area(area.code, Text(area.name, area.name_en or area.name))


def core_task(target: Target) -> Task:
    """Return a target as the planner's task."""
    return Task(target.projects, target.households, target.year, target.jurisdiction.code)


class Wishes(NamedTuple):
    """Codes of projects that must be in a scenario, and of those that must not."""

    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def core(self) -> tuple[Wish, ...]:
        """Return them as the planner's, by code."""
        return (
            *(Wish(WishKind.MUST, code) for code in sorted(self.must)),
            *(Wish(WishKind.NEVER, code) for code in sorted(self.never)),
        )


FREE = Wishes()


def core_scenario(
    run: Determination,
    targets: Sequence[Target],
    candidates: Sequence[Candidate],
    wishes: Wishes,
    budget: Decimal | None,
) -> CoreScenario:
    """Return what the year of the targets is planned from; ``budget`` None: money is no limit."""
    pack = pack_of(run.pack)
    areas = {each.jurisdiction for each in targets}
    areas |= {each.project.jurisdiction for each in candidates}
    years = tuple(sorted({each.year for each in targets}))
    return CoreScenario(
        years=years,
        areas=tuple(map(core_area, sorted(areas, key=lambda each: each.code))),
        candidates=tuple(core_candidate(pack, each) for each in candidates),
        tasks=tuple(map(core_task, targets)),
        money=None if budget is None else core_money(budget, years),
        quota=core_quota(pack, run.day),
        wishes=wishes.core(),
    )


def core_money(budget: Decimal, years: Sequence[int]) -> Money:
    """Return one budget a year that pays for everything."""
    source = Source(BUDGET, Text("资金上限", "Budget"), frozenset({WORKS}))
    pots = tuple(Pot(BUDGET, year, budget) for year in years)
    return Money({WORKS: Text("改造工程", "Works")}, (source,), pots)


def core_candidate(pack: Pack, candidate: Candidate) -> CoreCandidate:
    """Return a candidate of the reserve as the planner's; what is unknown counts 0 and lacks."""
    return CoreCandidate(
        code=candidate.project.code,
        name=candidate.project.name,
        area=candidate.project.jurisdiction.code,
        households=candidate.households or 0,
        need=candidate.need,
        costs={WORKS: candidate.estimate or ZERO},
        stratum=candidate.stratum,
        lacks=tuple(lack_text(each) for each in lacks_in_words(pack, candidate.lacks)),
    )


def core_quota(pack: Pack, day: date) -> Quota:
    """Return the quota of late-built compounds; what the pack leaves open stays open (S19, A04)."""
    share, basis = (
        parameter_value(pack, name, day) if name in pack.parameters else None
        for name in (LATE_SHARE, LATE_BASIS)
    )
    return Quota(
        share=Fraction(share) if isinstance(share, Decimal) else None,
        basis=Basis(str(basis)) if basis else None,
    )


def shortfalls(plan: Plan) -> dict[str, dict[str, int]]:
    """Return planned less asked by jurisdiction code, where a plan departs from its tasks."""
    return {
        each.task.area: {"projects": each.more_projects, "households": each.more_households}
        for each in plan.standings
        if each.task.area is not None and not each.is_met
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is stored: code, message, next step, details."""
    return {
        "code": reason.code,
        "message": reason.message._asdict(),
        "next_step": reason.next_step._asdict(),
        "details": dict(reason.details),
    }


def plan_lines(scenario: Scenario) -> list[PlanLine]:
    """Return the lines of a scenario's chosen projects, numbered by jurisdiction and code."""
    chosen = (
        Choice.objects.filter(scenario=scenario, chosen=True)
        .select_related("project__candidate", "project__jurisdiction")
        .prefetch_related("project__compounds")
        .order_by("project__jurisdiction__order", "project__code")
    )
    projects = [choice.project for choice in chosen]
    compounds = {each.pk: list(each.compounds.all()) for each in projects}
    works = _works_by_compound(
        scenario.determination, [compound.pk for own in compounds.values() for compound in own]
    )
    return [
        PlanLine(
            project=project,
            jurisdiction=project.jurisdiction,
            number=number,
            name=project.name,
            compounds=len(compounds[project.pk]),
            households=project.candidate.households,
            buildings=project.candidate.buildings,
            floor_area=project.candidate.floor_area,
            stratum=project.candidate.stratum,
            works=_united(works[compound.pk] for compound in compounds[project.pk]),
            estimate=project.candidate.estimate,
        )
        for number, project in enumerate(projects, start=1)
    ]


def _works_by_compound(run: Determination, ids: Sequence[int]) -> dict[int, list[WorkItem]]:
    pack = pack_of(run.pack)
    return {
        compound.id: works_of(pack, compound_facts(pack, compound.facts))
        for compound in released_compounds(run, ids)
    }


def _united(works: Iterable[list[WorkItem]]) -> list[str]:
    """Return the codes of several compounds' works, each once, in the order met."""
    return list(dict.fromkeys(item.code for own in works for item in own))


def plan_digest(plan: AnnualPlan, lines: Sequence[PlanLine]) -> str:
    """Return the SHA-256 of a plan's lines, written canonically."""
    head = {"year": plan.year, "start_by": str(plan.start_by), "finish_by": str(plan.finish_by)}
    rows = [
        {
            "number": line.number,
            "project": line.project.code,
            "name": line.name,
            "jurisdiction": line.jurisdiction.code,
            "compounds": line.compounds,
            "households": line.households,
            "buildings": line.buildings,
            "floor_area": None if line.floor_area is None else str(line.floor_area),
            "stratum": line.stratum,
            "works": line.works,
            "estimate": str(line.estimate),
        }
        for line in lines
    ]
    return digest(canonical({**head, "lines": rows}))
