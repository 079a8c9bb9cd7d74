"""The state of the catalogue's items of works in a compound, and which need works (S20-S23)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django.utils import timezone

from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack, WorkClass, WorkItem
from linli.registry.bridge import dictionary
from linli.registry.models import Visit

STATES = {
    "intact": Text("完好", "intact"),
    "damaged": Text("破损", "damaged"),
    "missing": Text("缺失", "missing"),
}
CLASSES = {
    WorkClass.BASIC: Text("基础类", "Basic"),
    WorkClass.IMPROVED: Text("完善类", "Improved"),
    WorkClass.ENHANCED: Text("提升类", "Enhanced"),
}
UNKNOWN = Text("未知", "unknown")


def classes_of(pack: Pack, works: Collection[str]) -> list[Text]:
    """Return the classes to which items of the catalogue belong, given by code (S20-S23)."""
    held = {item.work_class for item in pack.works if item.code in works}
    return [label for work_class, label in CLASSES.items() if work_class in held]


class WorkLine(NamedTuple):
    """An item and its state: ``intact``, ``damaged``, ``missing``, or empty where unknown.

    ``seen_on`` is the day of the visit; None where a fact of the compound says it.
    """

    item: WorkItem
    state: str
    seen_on: date | None

    @property
    def label(self) -> Text:
        """The state in words."""
        return STATES.get(self.state, UNKNOWN)

    @property
    def needs_work(self) -> bool | None:
        """Whether it is damaged or missing; None where nobody knows."""
        return self.state in {"damaged", "missing"} if self.state else None


class WorkGroup(NamedTuple):
    """The items of a class."""

    label: Text
    lines: list[WorkLine]


def condition_fact(item: WorkItem) -> str:
    """Return the fact that surveys an item's state; empty where the dictionary has none."""
    name = f"condition_{item.code}"
    return name if name in dictionary().facts else ""


def conditions(facts: Mapping[str, Any], visits: Iterable[Visit]) -> list[WorkGroup]:
    """Return all items by class: by a fact where there is one, else by the newest visit."""
    seen: dict[str, tuple[str, date]] = {}
    for visit in sorted(visits, key=lambda each: each.noted_at):
        day = timezone.localdate(visit.noted_at)
        seen |= {code: (state, day) for code, state in visit.works.items()}
    lines = [_line(item, facts, seen) for item in dictionary().works]
    return [
        WorkGroup(CLASSES[work_class], list(members))
        for work_class, members in groupby(lines, key=lambda line: line.item.work_class)
    ]


def _line(
    item: WorkItem, facts: Mapping[str, Any], seen: Mapping[str, tuple[str, date]]
) -> WorkLine:
    if name := condition_fact(item):
        return WorkLine(item, str(facts.get(name, "")), None)
    state, day = seen.get(item.code, ("", None))
    return WorkLine(item, state, day)
