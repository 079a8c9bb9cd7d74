"""A compound's file (一小区一档), as typed rows in words: today's, or as it stood on a day."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.policy.schema import Fact, FactType, Subject
from linli.registry.bridge import dictionary
from linli.registry.history import (
    Version,
    buildings_known_on,
    homes_known_on,
    sources_of_facts,
    versions,
)
from linli.registry.models import Building, Compound, Home, Merge, Namesake, Visit
from linli.registry.words import in_words
from linli.registry.works import WorkGroup, conditions

if TYPE_CHECKING:
    from linli.foundation.people.models import User


_DIGITS = re.compile(r"(\d+)")


class FactLine(NamedTuple):
    """A fact of the sheet: the dictionary's entry, the value in words, and where it came from."""

    fact: Fact
    value: str
    is_known: bool
    source: Version | None


class FactGroup(NamedTuple):
    """Facts that are read together; ``source`` is where most of them came from."""

    title: str | Promise
    lines: list[FactLine]
    source: Version | None


class BuildingLine(NamedTuple):
    """A building: its name, how many homes, and a value for each heading of the sheet's table."""

    name: str
    homes: int
    values: list[str]


class CompoundSheet(NamedTuple):
    """All that the registry knew of a compound; ``known`` of ``asked`` facts are filled in.

    ``on`` is the day of the question, None for now; ``name`` is the name it had; ``first`` and
    ``newest`` are its versions until then.
    """

    compound: Compound
    on: date | None
    name: str
    first: Version
    newest: Version
    groups: list[FactGroup]
    known: int
    asked: int
    works: list[WorkGroup]
    building_facts: list[Fact]
    buildings: list[BuildingLine]
    homes: int
    visits: list[Visit]
    merges: list[Merge]
    namesakes: list[Namesake]

    @property
    def facts(self) -> Mapping[str, Any]:
        """The facts as they are stored."""
        return self.newest.facts


def compound_of(user: User, code: str) -> Compound:
    """Return a compound; raises ``Compound.DoesNotExist`` outside the user's scope."""
    found = Compound.objects.visible_to(user).select_related(
        "jurisdiction", "division", "workbook__imported_by"
    )
    compound: Compound = found.get(code=code)
    return compound


def compound_sheet(compound: Compound, on: date | None = None) -> CompoundSheet | None:
    """Return a compound's sheet as of now or as known at the end of a day.

    None before it was registered. The caller has the compound of ``compound_of``.
    """
    past = versions(compound, on)
    if not past:
        return None
    lines = list(_fact_lines(compound, past))
    buildings, homes = _buildings(compound, on)
    visits = [each for each in _visits(compound) if on is None or each.received_at.date() <= on]
    shown = list(_shared_facts(buildings))
    return CompoundSheet(
        compound=compound,
        on=on,
        name=past[-1].name,
        first=past[0],
        newest=past[-1],
        groups=_groups(lines),
        known=sum(line.is_known for line in lines),
        asked=len(lines),
        works=conditions(past[-1].facts, visits),
        building_facts=shown,
        buildings=[_building_line(each, shown, homes) for each in buildings],
        homes=homes.total(),
        visits=visits,
        merges=list(compound.merges.select_related("merged", "made_by")),
        namesakes=list(compound.namesakes.select_related("decided_by").order_by("-pk")),
    )


def _visits(compound: Compound) -> list[Visit]:
    return list(compound.visits.select_related("user", "round").prefetch_related("attachments"))


def _fact_lines(compound: Compound, past: list[Version]) -> Iterator[FactLine]:
    given = {**past[-1].facts, "code": compound.code}
    sources = sources_of_facts(past)
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        raw = given.get(name)
        yield FactLine(fact, in_words(fact, raw), raw is not None, sources.get(name))


def _buildings(compound: Compound, on: date | None) -> tuple[list[Building], Counter[int]]:
    """Return the buildings, and how many homes each has, by its id."""
    if on:
        buildings = sorted(buildings_known_on(compound, on), key=lambda each: in_order(each.name))
        return buildings, Counter(home.building_id for home in homes_known_on(buildings, on))
    buildings = sorted(compound.buildings.all(), key=lambda each: in_order(each.name))
    homes = Home.objects.filter(building__compound=compound)
    return buildings, Counter(homes.order_by().values_list("building_id", flat=True))


def in_order(name: str) -> list[tuple[bool, int, str]]:
    """Return a key that puts 2栋 before 10栋."""
    parts = (part for part in _DIGITS.split(name) if part)
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def _shared_facts(buildings: Iterable[Building]) -> Iterator[Fact]:
    """Yield the facts of buildings that are known of any of them."""
    filled = {name for building in buildings for name in building.facts}
    facts = dictionary().facts_of(Subject.BUILDING)
    return (fact for name, fact in facts.items() if name in filled)


def _building_line(building: Building, facts: Iterable[Fact], homes: Counter[int]) -> BuildingLine:
    values = [in_words(fact, building.facts.get(fact.name)) for fact in facts]
    return BuildingLine(building.name, homes[building.pk], values)


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
        _group(_GROUPS[at][0], list(members))
        for at, members in groupby(sorted(lines, key=place), key=place)
    ]


def _group(title: str | Promise, lines: list[FactLine]) -> FactGroup:
    """Return a group; the source that most of its facts share is said once."""
    sources = {line.source.number: line.source for line in lines if line.source and line.is_known}
    counts = Counter(line.source.number for line in lines if line.source and line.is_known)
    return FactGroup(title, lines, sources[counts.most_common(1)[0][0]] if counts else None)
