"""Facts of a project on which its route depends, written with a reason (S30-S36, A14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.approvals import problems
from linli.approvals.actions.turn import may_apply
from linli.approvals.bridge import DECIDED_HERE, project_facts, route_facts
from linli.core.kernel.problem import Place, ProblemError, refuse
from linli.core.policy.answer import Value
from linli.core.policy.facts import encode, parse
from linli.core.policy.limits import impossible
from linli.core.policy.route import Route, route
from linli.core.policy.schema import Fact, Pack
from linli.determination.reads import current_pack
from linli.foundation.record.context import changing
from linli.reserve.models import Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User


@dataclass(frozen=True, slots=True)
class RouteChange:
    """Steps that a change of facts made necessary, and those that it spared."""

    now_taken: tuple[str, ...]
    now_spared: tuple[str, ...]


def read_facts(pack: Pack, texts: Mapping[str, str]) -> dict[str, Value | None]:
    """Return written facts as values, None for empty ones.

    Raises ``ProblemError`` with all problems, each at its fact.
    """
    known, found, faults = route_facts(pack), {}, []
    for name in known.keys() & texts.keys() - DECIDED_HERE:
        try:
            found[name] = _read(known[name], texts[name])
        except ProblemError as error:
            faults += [replace(each, place=Place(key=name)) for each in error.problems]
    refuse(faults)
    return found


def _read(fact: Fact, text: str) -> Value | None:
    value = parse(fact, text) if text.strip() else None
    if value is not None and (fault := impossible(fact, value, timezone.localdate())):
        raise ProblemError(fault)
    return value


def set_facts(
    user: User | None, project: Project, texts: Mapping[str, str], reason: str
) -> RouteChange:
    """Write facts of a project; return how its route changed by them.

    What a decision fixed (the approved total) changes by a new decision alone.
    """
    refuse(may_apply(user, project.jurisdiction_id))
    refuse([] if reason.strip() else [problems.NO_REASON])
    pack = current_pack()
    values = read_facts(pack, texts)
    with changing(user, reason):
        rows = Project.objects.visible_to(user) if user else Project.objects.all()
        newest = rows.select_for_update(of=("self",)).get(pk=project.pk)
        return write_facts(pack, newest, values)


def write_facts(pack: Pack, project: Project, values: Mapping[str, Value | None]) -> RouteChange:
    """Write values to a locked project; return how its route changed by them."""
    today = timezone.localdate()
    before = route(pack, project_facts(pack, project), today)
    for name, value in values.items():
        if value is None:
            project.facts.pop(name, None)
        else:
            project.facts[name] = encode(value)
    project.save(update_fields=["facts"])
    return difference(before, route(pack, project_facts(pack, project), today))


def difference(before: Route, after: Route) -> RouteChange:
    """Return the steps that one route has and the other has not."""
    first, second = (tuple(step.code for step in way.taken) for way in (before, after))
    return RouteChange(
        tuple(code for code in second if code not in first),
        tuple(code for code in first if code not in second),
    )
