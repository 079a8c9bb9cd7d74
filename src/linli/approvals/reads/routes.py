"""A project's route: what is spared and why, what is done, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from linli.approvals.bridge import approved_steps, project_facts, route_facts, routes
from linli.approvals.models import Case
from linli.approvals.pictures import Picture, picture
from linli.core.kernel.text import Text
from linli.core.policy.answer import Value
from linli.core.policy.explanation import sentences
from linli.core.policy.facts import encode, show
from linli.core.policy.route import Route, RouteStep, Standing
from linli.core.policy.schema import Fact, FactType, Pack
from linli.reserve.models import Project

STANDINGS = {
    Standing.REQUIRED: (Text("须办", "Required"), "blue"),
    Standing.UNDECIDED: (Text("待定", "Undecided"), "unknown"),
    Standing.WAIVED: (Text("免办", "Waived"), "yes"),
    Standing.REPLACED: (Text("以他项代替", "Replaced"), "yes"),
    Standing.MERGED: (Text("同步办理", "Merged"), "yes"),
    Standing.NOT_NEEDED: (Text("不涉及", "Not needed"), ""),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step in words: its standing, why, what stands in its place, and its case."""

    step: RouteStep
    standing: Text
    tone: str
    why: tuple[Text, ...]
    instead: Text | None
    case: Case | None
    is_done: bool
    is_next: bool


@dataclass(frozen=True, slots=True)
class FactField:
    """A fact of the route as a form shows it; ``options`` for yes-or-no and lists of values."""

    fact: Fact
    value: str
    shown: Text
    options: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class RoutePage:
    """Everything that the page of a route shows."""

    route: Route
    whole: Route
    picture: Picture
    whole_picture: Picture
    rows: tuple[StepRow, ...]
    fields: tuple[FactField, ...]


def route_page(
    pack: Pack, project: Project, instead: Mapping[str, Value | None] | None = None
) -> RoutePage:
    """Return a project's route today, with ``instead`` in the place of some of its facts."""
    facts = {**project_facts(pack, project), **(instead or {})}
    known = {name: value for name, value in facts.items() if value is not None}
    way, whole = routes(pack, known, timezone.localdate())
    done = approved_steps(project)
    cases = {case.procedure: case for case in project.cases.order_by("pk")}
    return RoutePage(
        route=way,
        whole=whole,
        picture=picture(way),
        whole_picture=picture(whole),
        rows=tuple(_row(pack, way, step, cases, done) for step in way.steps),
        fields=tuple(_field(fact, known.get(name)) for name, fact in route_facts(pack).items()),
    )


def _row(
    pack: Pack, way: Route, step: RouteStep, cases: Mapping[str, Case], done: set[str]
) -> StepRow:
    standing, tone = STANDINGS[step.standing]
    why = sentences(pack, step.why)[1:-1] if step.why else ()
    is_done = step.code in done
    ready = all(code in done for code in step.after)
    case = cases.get(step.code)
    return StepRow(
        step=step,
        standing=standing,
        tone=tone,
        why=why,
        instead=way.step(step.instead).procedure.label if step.instead else None,
        case=case,
        is_done=is_done,
        is_next=step.is_taken and ready and not is_done and not (case and case.is_open),
    )


def _field(fact: Fact, value: Value | None) -> FactField:
    options: Sequence[tuple[str, Text]] = ()
    if fact.type is FactType.BOOL:
        options = (("是", Text("是", "yes")), ("否", Text("否", "no")))
    elif fact.type is FactType.ENUM:
        options = tuple((each.label.zh, each.label) for each in fact.values.values())
    written = "" if value is None else _written(fact, value)
    shown = Text(*(show(fact, value, language) for language in ("zh", "en")))
    return FactField(fact, written, shown, tuple(options))


def _written(fact: Fact, value: Value) -> str:
    """Return a value as the form writes it, so that it reads back the same."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if fact.type is FactType.ENUM:
        return fact.values[str(value)].label.zh
    return str(encode(value))
