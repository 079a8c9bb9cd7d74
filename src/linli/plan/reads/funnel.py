"""How far compounds and projects have come on their way into a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count

from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Pack, Rule, Subject
from linli.determination.models import Determination
from linli.determination.reads import latest_determination, pack_of, visible_answers
from linli.registry.models import Compound
from linli.reserve.models import Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Step(NamedTuple):
    """A station on the way from a known compound to a planned project."""

    label: Text
    number: int
    verdict: str = ""
    rule: str = ""


def funnel(user: User, area: int | None = None) -> list[Step]:
    """Return how many compounds are known and admitted, how many projects ready and planned.

    ``area`` is the id of a jurisdiction to narrow it to.
    """
    known = Compound.objects.visible_to(user).of_area(area).count()
    run = latest_determination()
    states = dict(
        Candidate.objects.visible_to(user)
        .of_area(area)
        .order_by()
        .values_list("state")
        .annotate(Count("pk"))
    )
    return [
        Step(Text("已登记小区", "Compounds known"), known),
        *(_admitted(user, run, area) if run else ()),
        Step(Text("条件齐备的项目", "Projects ready"), states.get(Candidate.State.READY, 0)),
        Step(Text("已列计划的项目", "Projects planned"), states.get(Candidate.State.PLANNED, 0)),
    ]


def _admitted(user: User, run: Determination, area: int | None) -> Iterator[Step]:
    """Count compounds by the first rule that guards the reserve: the definition itself."""
    rule = gate_rule(pack_of(run.pack))
    if rule is None:
        return
    counts = dict(visible_answers(user, run, [rule.id], area)[rule.id].value_counts().iter_rows())
    for verdict in Verdict:
        label = Text(
            f"{rule.title.zh}：{verdict.label.zh}", f"{rule.title.en}: {verdict.label.en.lower()}"
        )
        yield Step(label, counts.get(verdict, 0), verdict, rule.id)


def gate_rule(pack: Pack) -> Rule | None:
    """Return the first rule about compounds that guards the reserve."""
    rules = (rule for rule in pack.rules.values() if rule.subject is Subject.COMPOUND)
    return next((rule for rule in rules if rule.gate == "reserve"), None)
