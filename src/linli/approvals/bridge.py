"""A project's rows <-> the facts by which the core draws its route."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from linli.approvals.models import Case, Decision
from linli.core.policy.answer import Value
from linli.core.policy.facts import decode
from linli.core.policy.route import Route, Standing, route, unrelieved_route
from linli.core.policy.schema import Fact, Pack, Procedure, Subject
from linli.core.policy.trees import facts_read
from linli.reserve.models import Project

SCHEME, COMMITMENT, ACCEPTANCE = "scheme", "commitment", "joint_acceptance"
SCHEME_PART = "scheme_has_"
APPROVED_TOTAL, APPROVED = "approved_total", "scheme_approved"
DECIDED_HERE = frozenset({APPROVED_TOTAL, APPROVED})
"""Facts that only a decision sets."""


def project_facts(pack: Pack, project: Project) -> dict[str, Value]:
    """Return a project's known facts; those that this pack does not know are left out."""
    known = pack.facts_of(Subject.PROJECT)
    return {
        name: decode(known[name], raw)
        for name, raw in project.facts.items()
        if name in known and raw is not None
    }


def route_facts(pack: Pack) -> dict[str, Fact]:
    """Return the facts of a project that its route can ask for, in the dictionary's order."""
    rules = {
        rule
        for step in pack.procedures
        for rule in (step.waived_by, step.required_when)
        if rule and pack.rules[rule].subject is Subject.PROJECT
    }
    asked = {name for rule in rules for name in facts_read(pack, rule)}
    return {name: fact for name, fact in pack.facts_of(Subject.PROJECT).items() if name in asked}


def parts_of(pack: Pack) -> dict[str, Fact]:
    """Return the parts that a scheme must have, by the fact that asks for each (S33)."""
    known = pack.facts_of(Subject.PROJECT)
    return {name: fact for name, fact in known.items() if name.startswith(SCHEME_PART)}


def routes(pack: Pack, facts: Mapping[str, Value], day: date) -> tuple[Route, Route]:
    """Return a project's route, and the one that it would have without the policy's relief."""
    return route(pack, facts, day), unrelieved_route(pack, facts, day)


def procedure(pack: Pack, code: str) -> Procedure:
    """Return a procedure by code. Raises ``KeyError`` for one that the pack does not hold."""
    return {step.code: step for step in pack.procedures}[code]


def covered_by(way: Route, code: str) -> list[str]:
    """Return the steps that are settled within another (S36)."""
    return [
        step.code for step in way.steps if step.standing is Standing.MERGED and step.instead == code
    ]


def approved_steps(project: Project) -> set[str]:
    """Return the steps of a project that were approved, with those settled within them."""
    done = Decision.objects.filter(case__project=project, case__state=Case.State.APPROVED)
    return {
        code
        for procedure_code, covers in done.values_list("case__procedure", "covers")
        for code in (procedure_code, *covers)
    }
