"""A compound's sheet, as typed rows in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.policy.schema import Fact, FactType, Subject
from linli.registry.bridge import dictionary
from linli.registry.models import Building, Compound
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class FactLine(NamedTuple):
    """A fact of the sheet: the dictionary's entry, and the value in words."""

    fact: Fact
    value: str
    is_known: bool


class FactGroup(NamedTuple):
    """Facts that are read together."""

    title: str | Promise
    lines: list[FactLine]


class BuildingLine(NamedTuple):
    """A building: its name, and a value for each heading of the sheet's table of buildings."""

    name: str
    values: list[str]


class CompoundSheet(NamedTuple):
    """All that the registry knows of a compound. ``known`` of ``asked`` facts are filled in."""

    compound: Compound
    groups: list[FactGroup]
    known: int
    asked: int
    building_facts: list[Fact]
    buildings: list[BuildingLine]


def compound_sheet(user: User, code: str) -> CompoundSheet:
    """Return a compound's sheet; raises ``Compound.DoesNotExist`` outside the user's scope."""
    found = Compound.objects.visible_to(user).select_related(
        "jurisdiction", "division", "workbook__imported_by"
    )
    compound = found.get(code=code)
    asked = dictionary().facts_of(Subject.COMPOUND)
    given = {**compound.facts, "code": compound.code}
    lines = [_fact_line(fact, given.get(name)) for name, fact in asked.items()]
    buildings = list(compound.buildings.all())
    shown = [
        fact
        for name, fact in dictionary().facts_of(Subject.BUILDING).items()
        if any(name in building.facts for building in buildings)
    ]
    return CompoundSheet(
        compound,
        _groups(lines),
        sum(line.is_known for line in lines),
        len(lines),
        shown,
        [_building_line(building, shown) for building in buildings],
    )


def _fact_line(fact: Fact, raw: Any) -> FactLine:  # noqa: ANN401 - any JSON scalar
    return FactLine(fact, in_words(fact, raw), raw is not None)


def _building_line(building: Building, facts: Iterable[Fact]) -> BuildingLine:
    return BuildingLine(
        building.name, [in_words(fact, building.facts.get(fact.name)) for fact in facts]
    )


# The order of the groups, and what belongs to each: the first that takes a fact keeps it.
_GROUPS: tuple[tuple[str | Promise, Callable[[Fact], bool]], ...] = (
    (_("政策要求必填"), lambda fact: fact.mandatory),
    (_("名称、位置与说明"), lambda fact: fact.type in {FactType.TEXT, FactType.POINT}),
    (_("基础设施状况"), lambda fact: fact.name.startswith("condition_")),
    (_("现状与自治"), lambda fact: fact.type in {FactType.BOOL, FactType.ENUM, FactType.DATE}),
    (_("规模与数量"), lambda _fact: True),
)


def _groups(lines: Iterable[FactLine]) -> list[FactGroup]:
    def place(line: FactLine) -> int:
        return next(at for at, (_title, takes) in enumerate(_GROUPS) if takes(line.fact))

    return [
        FactGroup(_GROUPS[at][0], list(members))
        for at, members in groupby(sorted(lines, key=place), key=place)
    ]
