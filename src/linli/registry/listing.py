"""The list of compounds, and a compound's sheet, as typed rows in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.core.policy.facts import decode, show
from linli.core.policy.schema import Fact, FactType, Subject
from linli.foundation.people.models import Jurisdiction
from linli.registry.bridge import dictionary, name_key
from linli.registry.models import Building, Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PAGE = 50


class CompoundLine(NamedTuple):
    """A compound in the list; a fact in words is empty where it is unknown."""

    code: str
    name: str
    jurisdiction: str
    community: str
    built: str
    households: str
    area: str
    updated_at: datetime


def list_compounds(user: User, number: str | None, wanted: Mapping[str, Any]) -> Page[Any]:
    """Return a page of the compounds that a user may see and that meet the filters.

    ``wanted``: ``text``, ``jurisdiction`` and ``built`` ("known", "unknown"), each optional.
    """
    found = _matching(Compound.objects.visible_to(user), wanted)
    found = found.select_related("jurisdiction", "division")
    page: Page[Any] = Paginator(found, PAGE).get_page(number)
    page.object_list = [_line(compound) for compound in page.object_list]
    return page


def _matching(compounds: QuerySet[Compound], wanted: Mapping[str, Any]) -> QuerySet[Compound]:
    area: Jurisdiction | None = wanted.get("jurisdiction")
    if area:
        compounds = compounds.filter(jurisdiction=area)
    if text := wanted.get("text"):
        named = Q(name_key__contains=name_key(text)) | Q(code__startswith=text)
        compounds = compounds.filter(
            named | Q(division__name__contains=text) | Q(facts__community__icontains=text)
        )
    if built := wanted.get("built"):
        known = Q(facts__has_key="built_on")
        compounds = compounds.filter(known if built == "known" else ~known)
    return compounds


def _line(compound: Compound) -> CompoundLine:
    community = _words("community", compound.facts)
    if not community and compound.division:
        community = compound.division.name
    return CompoundLine(
        compound.code,
        compound.name,
        compound.jurisdiction.name,
        community,
        _words("built_on", compound.facts),
        _words("households", compound.facts),
        _words("floor_area", compound.facts),
        compound.updated_at,
    )


def _words(name: str, facts: Mapping[str, Any]) -> str:
    fact = dictionary().facts.get(name)
    return in_words(fact, facts[name]) if fact and name in facts else ""


def in_words(fact: Fact, raw: bool | int | str | None) -> str:  # noqa: FBT001 - a stored value
    """Return a stored fact in the page's language; 未知 for None."""
    return show(fact, None if raw is None else decode(fact, raw), get_language() or "zh-hans")


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
