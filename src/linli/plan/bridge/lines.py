"""A scenario's choices -> the lines of an adopted plan, and their digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from linli.core.kernel.version import canonical, digest
from linli.core.policy.schema import WorkItem
from linli.determination.models import Determination
from linli.determination.reads import compound_facts, pack_of
from linli.plan.models import AnnualPlan, Choice, PlanLine, Scenario
from linli.reserve.bridge import released_compounds, works_of
from linli.reserve.models import Project

ZERO = Decimal("0.00")


def plan_lines(scenario: Scenario, chosen: Sequence[tuple[Choice, Project]]) -> list[PlanLine]:
    """Return the lines of a year's chosen candidates, numbered in the order given."""
    projects = [project for _choice, project in chosen]
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
            households=choice.households or 0,
            buildings=project.candidate.buildings,
            floor_area=project.candidate.floor_area,
            stratum=project.candidate.stratum,
            works=_united(works[compound.pk] for compound in compounds[project.pk]),
            estimate=choice.estimate or ZERO,
            money=choice.money,
        )
        for number, (choice, project) in enumerate(chosen, start=1)
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
            "money": line.money,
        }
        for line in lines
    ]
    return digest(canonical({**head, "lines": rows}))
