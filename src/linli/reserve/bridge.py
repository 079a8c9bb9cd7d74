"""Released facts and stored answers <-> a project's standing in the reserve."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from linli.core.kernel.money import CENT, yuan
from linli.core.policy.answer import Value, Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.need import NeedScore, need_score
from linli.core.policy.schema import Pack, Rule, Subject, WorkItem
from linli.determination.models import Determination
from linli.determination.reads import compound_facts, pack_of
from linli.registry.reads import release_frame

RESERVE_GATE = "reserve"
STRATUM = "stratum"
FIGURES = ("households", "estimated_investment")  # without them a plan cannot count a project
CONDITION = "condition_"
WORN = frozenset({"damaged", "missing"})


class ReleasedCompound(NamedTuple):
    """A compound as a release holds it; ``facts`` are JSON-coded, by name."""

    id: int
    code: str
    name: str
    jurisdiction: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How compounds stand as one project of the reserve: a ``Candidate`` before it is stored."""

    compound_ids: tuple[int, ...]
    code: str
    name: str
    jurisdiction: str
    lacks: list[dict[str, Any]]
    stratum: str
    strata: dict[str, dict[str, int]]
    households: int | None
    buildings: int | None
    floor_area: Decimal | None
    estimate: Decimal | None
    score_low: Decimal | None
    score_high: Decimal | None
    need: int


def released_compounds(
    run: Determination, only: Sequence[int] | None = None
) -> Iterator[ReleasedCompound]:
    """Yield the compounds of a run's release, or ``only`` those with these ids."""
    frame = release_frame(run.release)
    if only is not None:
        frame = frame.filter(frame["id"].is_in(list(only)))
    for row in frame.select(ReleasedCompound._fields).iter_rows():
        compound_id, code, name, jurisdiction, facts = row
        yield ReleasedCompound(compound_id, code, name, jurisdiction, json.loads(facts))


def standings(
    run: Determination,
    answers: Mapping[int, Mapping[str, str]],
    only: Sequence[int] | None = None,
) -> Iterator[Standing]:
    """Yield the standing of every compound of a run, or of ``only`` some, by its stored answers."""
    pack = pack_of(run.pack)
    rules = pack.rules_of(Subject.COMPOUND, run.day)
    gates = [rule for rule in rules if rule.gate == RESERVE_GATE]
    for compound in released_compounds(run, only):
        yield _standing(run, pack, gates, compound, answers[compound.id])


def _standing(
    run: Determination,
    pack: Pack,
    gates: Sequence[Rule],
    compound: ReleasedCompound,
    answered: Mapping[str, str],
) -> Standing:
    facts = compound_facts(pack, compound.facts)
    stratum = answered.get(STRATUM, "")
    stratum = "" if stratum in set(Verdict) else stratum
    households = _whole(facts.get("households"))
    area, estimate = facts.get("floor_area"), facts.get("estimated_investment")
    score = need_score(pack, facts, run.day)
    return Standing(
        compound_ids=(compound.id,),
        code=f"P{compound.code}",
        name=f"{compound.name}改造项目",
        jurisdiction=compound.jurisdiction,
        lacks=[*_open_gates(run, pack, gates, facts, answered), *_missing_figures(facts)],
        stratum=stratum,
        strata={stratum: {"projects": 1, "households": households or 0}},
        households=households,
        buildings=_whole(facts.get("buildings")),
        floor_area=area.quantize(CENT, ROUND_HALF_UP) if isinstance(area, Decimal) else None,
        estimate=yuan(estimate) if isinstance(estimate, Decimal) else None,
        score_low=score.low if score else None,
        score_high=score.high if score else None,
        need=need_of(households, score),
    )


def need_of(households: int | None, score: NeedScore | None) -> int:
    """Return what a plan maximises: households x the score's lower bound, in whole points.

    Without a score every household weighs the same. Of several compounds it is the sum.
    """
    return int((households or 0) * (score.low if score else 1))


def _open_gates(
    run: Determination,
    pack: Pack,
    gates: Sequence[Rule],
    facts: Mapping[str, Value],
    answered: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    """Yield the gates that are not passed; what would settle an open one is asked again."""
    for rule in gates:
        verdict = answered[rule.id]
        if verdict != Verdict.YES:
            is_open = verdict == Verdict.UNKNOWN
            missing = answer(pack, rule.id, facts, run.day).missing if is_open else ()
            names = [reading.of.name for reading in missing]
            yield {"rule": rule.id, "verdict": verdict, "missing": names}


def _missing_figures(facts: Mapping[str, Value]) -> Iterator[dict[str, Any]]:
    """Yield, under no rule, the figures without which a project cannot be planned."""
    if missing := [name for name in FIGURES if not facts.get(name)]:
        yield {"rule": "", "verdict": str(Verdict.UNKNOWN), "missing": missing}


def _whole(value: Value | None) -> int | None:
    return value if isinstance(value, int) else None


def _worn(facts: Mapping[str, Value]) -> list[str]:
    return [name for name, value in facts.items() if name.startswith(CONDITION) and value in WORN]


def works_of(pack: Pack, facts: Mapping[str, Value]) -> list[WorkItem]:
    """Return the works that the conditions call for, in the catalogue's order (S20, S21)."""
    worn = {name.removeprefix(CONDITION) for name in _worn(facts)}
    return [item for item in pack.works if item.code in worn]
