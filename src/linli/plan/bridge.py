"""Rows of the reserve and the plan <-> core planning values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical, digest
from linli.core.planning.terms import Basis, Limits, Plan, Reason, Task, Wish
from linli.core.planning.terms import Candidate as CoreCandidate
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack, WorkItem
from linli.determination.models import Determination
from linli.determination.reads import compound_facts, pack_of
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario, Target
from linli.reserve.bridge import released_compounds, works_of
from linli.reserve.models import Candidate

LATE_SHARE, LATE_BASIS = "late_quota", "late_quota_basis"
ZERO = Decimal("0.00")


def core_task(target: Target) -> Task:
    """Return a target as the planner's task."""
    area = target.jurisdiction
    name = Text(area.name, area.name_en or area.name)
    return Task(area.code, name, target.projects, target.households)


class Wishes(NamedTuple):
    """Codes of projects that must be in a scenario, and of those that must not."""

    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    def of(self, code: str) -> Wish:
        """Return what was decided of a project; keeping out comes first."""
        if code in self.never:
            return Wish.NEVER
        return Wish.MUST if code in self.must else Wish.FREE


FREE = Wishes()


class Town(NamedTuple):
    """What a year is planned from."""

    candidates: list[CoreCandidate]
    tasks: list[Task]
    limits: Limits


def core_candidate(pack: Pack, candidate: Candidate, wishes: Wishes = FREE) -> CoreCandidate:
    """Return a candidate of the reserve as the planner's; what is unknown counts 0 and lacks."""
    return CoreCandidate(
        code=candidate.project.code,
        name=candidate.project.name,
        jurisdiction=candidate.project.jurisdiction.code,
        households=candidate.households or 0,
        cost=candidate.estimate or ZERO,
        need=candidate.need,
        stratum=candidate.stratum,
        lacks=tuple(_lack(pack, lack) for lack in candidate.lacks),
        wish=wishes.of(candidate.project.code),
    )


def _lack(pack: Pack, lack: dict[str, Any]) -> Text:
    """Say in words what a candidate lacks: the rule, and the facts that would settle it."""
    facts = pack.facts | pack.parameters
    labels = [facts[name].label for name in lack["missing"]]
    wanted = Text("、".join(each.zh for each in labels), ", ".join(each.en for each in labels))
    if not lack["rule"]:
        return Text(f"缺{wanted.zh}", f"{wanted.en} missing")
    title, verdict = pack.rules[lack["rule"]].title, Verdict(lack["verdict"]).label
    if not labels:
        return Text(f"“{title.zh}”{verdict.zh}", f"{title.en}: {verdict.en.lower()}")
    return Text(
        f"“{title.zh}”{verdict.zh}（缺{wanted.zh}）",
        f"{title.en}: {verdict.en.lower()} (missing: {wanted.en})",
    )


def core_limits(pack: Pack, budget: Decimal | None, day: date) -> Limits:
    """Return the limits of a year; what the pack leaves open stays open (S19, A04)."""
    share, basis = (
        parameter_value(pack, name, day) if name in pack.parameters else None
        for name in (LATE_SHARE, LATE_BASIS)
    )
    return Limits(
        budget=budget,
        late_share=Fraction(share) if isinstance(share, Decimal) else None,
        late_basis=Basis(str(basis)) if basis else None,
    )


def shortfalls(plan: Plan) -> dict[str, dict[str, int]]:
    """Return planned less asked by jurisdiction code, where a plan departs from its tasks."""
    return {
        area: {"projects": deviation.projects, "households": deviation.households}
        for area, deviation in plan.deviations.items()
        if deviation
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
