"""A special plan gathered whole: what its pages, its document and its frozen version say (S15)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import shapely
from django.db.models import Sum

from linli.core.policy.answer import Value
from linli.core.policy.facts import decode
from linli.core.policy.schema import ChapterPart, Fact, FactType, Pack, Subject
from linli.determination.reads import current_pack
from linli.plan.models import AnnualPlan, PlanLine
from linli.plan.special.checking import (
    Place,
    check_compounds,
    check_outlines,
)
from linli.plan.special.layers import sheets_of
from linli.plan.special.models import Layer, Member, SpecialPlan, Unit
from linli.plan.special.rows import (
    ZERO,
    ChapterRow,
    CompoundRow,
    Content,
    MoneyRow,
    PhaseRow,
    UnitRow,
)
from linli.registry.locator import place_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User

FIGURES = ("households", "buildings", "floor_area", "estimated_investment")


def content_of(plan: SpecialPlan, user: User | None) -> Content:
    """Gather a plan, or the units and compounds that a user may see; None sees all (S10)."""
    pack = current_pack()
    layers = tuple(plan.layers.filter(removed_at=None))
    members = _visible(Member, plan, user).select_related("compound__jurisdiction", "unit")
    units = _visible(Unit, plan, user).select_related("jurisdiction")
    rows = _compounds(pack, list(members), layers)
    found = _units(pack, list(units), rows, layers)
    return Content(
        plan,
        pack.constraint_layers,
        layers,
        _chapters(pack, plan),
        found,
        _phases(plan, [row for unit in found for row in unit.compounds], user),
        _money(pack, plan),
    )


def _visible(model: type[Any], plan: SpecialPlan, user: User | None) -> Any:  # noqa: ANN401 - a query
    found = model.objects.all() if user is None else model.objects.visible_to(user)
    return found.filter(plan=plan)


def _compounds(
    pack: Pack, members: Sequence[Member], layers: Sequence[Layer]
) -> dict[int, list[CompoundRow]]:
    """Return the compounds of each unit, checked against the layers."""
    asked = pack.facts_of(Subject.COMPOUND)
    point = next((name for name, fact in asked.items() if fact.type is FactType.POINT), "")
    positions = [place_of(member.compound.facts.get(point)) for member in members]
    places = [
        Place(None if at is None else shapely.Point(at), member.compound.jurisdiction.code)
        for member, at in zip(members, positions, strict=True)
    ]
    findings = check_compounds(places, pack.constraint_layers, sheets_of(layers))
    rows: dict[int, list[CompoundRow]] = {}
    for member, at, found in zip(members, positions, findings, strict=True):
        figures = (_figure(asked.get(name), member.compound.facts.get(name)) for name in FIGURES)
        households, buildings, floor_area, estimate = figures
        row = CompoundRow(
            member.compound.code,
            member.compound.name,
            member.compound.jurisdiction.name,
            member.unit.number,
            member.year or member.unit.year,
            households,
            buildings,
            floor_area,
            estimate,
            at,
            tuple(found),
        )
        rows.setdefault(member.unit_id, []).append(row)
    return rows


def _figure(fact: Fact | None, raw: Any) -> Any:  # noqa: ANN401 - any JSON scalar
    found: Value | None = None if fact is None or raw is None else decode(fact, raw)
    return found


def _units(
    pack: Pack,
    units: Sequence[Unit],
    rows: dict[int, list[CompoundRow]],
    layers: Sequence[Layer],
) -> tuple[UnitRow, ...]:
    outlines = [unit.outline and shapely.from_geojson(json.dumps(unit.outline)) for unit in units]
    places = [
        Place(outline or None, unit.jurisdiction.code)
        for unit, outline in zip(units, outlines, strict=True)
    ]
    overlaps = check_outlines(places, pack.constraint_layers, sheets_of(layers))
    return tuple(
        UnitRow(
            unit.pk,
            unit.number,
            unit.name,
            unit.get_origin_display(),
            unit.jurisdiction.name,
            unit.year,
            unit.outline,
            tuple(rows.get(unit.pk, ())),
            tuple(found),
        )
        for unit, found in zip(units, overlaps, strict=True)
    )


def _chapters(pack: Pack, plan: SpecialPlan) -> tuple[ChapterRow, ...]:
    parts = {chapter.code: chapter.part for chapter in pack.plan_chapters}
    return tuple(
        ChapterRow(row.pk, row.place, row.title, row.text, parts.get(row.code, ChapterPart.NONE))
        for row in plan.chapters.all()
    )


def _phases(
    plan: SpecialPlan, rows: Sequence[CompoundRow], user: User | None
) -> tuple[PhaseRow, ...]:
    planned = _planned(plan, user)
    by_year: dict[int | None, list[CompoundRow]] = {year: [] for year in plan.years}
    for row in rows:
        by_year.setdefault(row.year, []).append(row)
    if undated := by_year.pop(None, []):
        by_year[None] = undated
    return tuple(_phase(year, some, planned.get(year or 0)) for year, some in by_year.items())


def _phase(year: int | None, rows: Sequence[CompoundRow], planned: Decimal | None) -> PhaseRow:
    return PhaseRow(
        year,
        len(rows),
        sum(row.households or 0 for row in rows),
        sum(row.buildings or 0 for row in rows),
        _sum(row.floor_area for row in rows),
        _sum(row.estimate for row in rows),
        sum(row.estimate is None for row in rows),
        planned,
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal:
    return sum((amount for amount in amounts if amount is not None), ZERO)


def _planned(plan: SpecialPlan, user: User | None) -> dict[int, Decimal]:
    """Return what the newest adopted annual plans of the plan's years come to."""
    newest = newest_plans(plan)
    seen = PlanLine.objects.all() if user is None else PlanLine.objects.visible_to(user)
    sums = (
        seen.filter(plan__in=newest).order_by().values_list("plan__year").annotate(Sum("estimate"))
    )
    return dict(sums)


def newest_plans(plan: SpecialPlan) -> list[AnnualPlan]:
    """Return the newest adopted annual plan of each year of a special plan."""
    adopted = AnnualPlan.objects.filter(year__in=plan.years).order_by("year", "version")
    return list({each.year: each for each in adopted}.values())


def _money(pack: Pack, plan: SpecialPlan) -> tuple[MoneyRow, ...]:
    typed = {(each.source, each.year): each.amount for each in plan.money.all()}
    return tuple(
        MoneyRow(
            source.code,
            source.label,
            tuple(typed.get((source.code, year), ZERO) for year in plan.years),
        )
        for source in pack.sources
    )
