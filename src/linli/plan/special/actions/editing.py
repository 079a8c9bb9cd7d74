"""Draft a special plan: begin it, write its chapters, draw units, set years and money (S15)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely
from django.db.models import Max
from django.utils.translation import gettext as _

from linli.core.kernel.money import yuan
from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.schema import FactType, Subject
from linli.determination.reads import current_pack
from linli.foundation.people.models import Division, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.plan.models import PlanLine
from linli.plan.special import problems
from linli.plan.special.content import newest_plans
from linli.plan.special.models import Chapter, Member, Money, SpecialPlan, Unit
from linli.registry.locator import place_of
from linli.registry.models import Compound
from linli.reserve.models import Bundle, Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LONGEST = 10
"""The most years of a plan."""
LEVELS = {Division.Level.COUNTY: 0, Division.Level.TOWN: 9, Division.Level.COMMUNITY: 12}
"""Levels that units are drawn from, with the digits of their codes; a county is a jurisdiction."""


class Area(NamedTuple):
    """An area drawn by hand: its name and its polygon in degrees."""

    name: str
    shape: Any


def may_draft(user: User | None) -> list[Problem]:
    """Only the city's office draws up the plan; None is the operator."""
    return [] if user is None or scope_of(user).has(Role.CITY_OFFICE) else [problems.NOT_YOURS]


def may_edit(user: User | None, plan: SpecialPlan) -> list[Problem]:
    """Return what stands against changing a draft: the post, its state, an open round."""
    found = may_draft(user)
    if plan.state != SpecialPlan.State.DRAFT:
        found.append(problems.FROZEN)
    elif plan.rounds.filter(closed_on=None).exists():
        found.append(problems.IN_ROUND)
    return found


@contextmanager
def editing(user: User | None, plan: SpecialPlan, reason: str) -> Iterator[None]:
    """Change a draft that may be changed; two editors of a plan wait for each other.

    Raises ``ProblemError`` as ``may_edit`` says.
    """
    with changing(user, reason):
        locked = SpecialPlan.objects.select_for_update().get(pk=plan.pk)
        if found := may_edit(user, locked):
            raise ProblemError(*found)
        yield


def begin(
    user: User | None, name: str, office: str, first_year: int, last_year: int
) -> SpecialPlan:
    """Begin a special plan with the chapters of the pack; raises ``ProblemError``."""
    chapters = current_pack().plan_chapters
    found = may_draft(user)
    if not first_year <= last_year < first_year + LONGEST:
        found.append(problems.YEARS)
    if not chapters:
        found.append(problems.NO_PACK)
    if SpecialPlan.objects.filter(name=name).exists():
        found.append(problems.NAME_TAKEN)
    if found:
        raise ProblemError(*found)
    with changing(user, _("建立专项规划")):
        plan = SpecialPlan.objects.create(
            name=name, office=office, first_year=first_year, last_year=last_year, made_by=user
        )
        for place, row in enumerate(chapters, start=1):
            text = row.draft.zh if row.draft else ""
            Chapter.objects.create(
                plan=plan, place=place, code=row.code, title=row.label.zh, text=text
            )
    return plan


def write_chapter(user: User | None, chapter: Chapter, title: str, text: str) -> None:
    """Write a chapter's heading and words."""
    with editing(user, chapter.plan, _("修改章节：%s") % title):
        chapter.title, chapter.text = title, text
        chapter.save()


def draw_divisions(user: User | None, plan: SpecialPlan, level: str, *, reserve_only: bool) -> int:
    """Draw a unit of each division that has compounds not yet in the plan; return how many.

    ``level`` is a key of ``LEVELS``. ``reserve_only`` takes the compounds of the reserve's
    projects, else the whole registry. Raises ``ProblemError`` where none is left.
    """
    with editing(user, plan, _("按行政区划划定改造单元")):
        length = LEVELS[Division.Level(level)]
        groups: dict[tuple[int, str], list[Compound]] = {}
        for compound in _free_compounds(plan, reserve_only=reserve_only):
            code = compound.division.code[:length] if compound.division and length else ""
            groups.setdefault((compound.jurisdiction.order, code), []).append(compound)
        if not groups:
            raise ProblemError(problems.NO_COMPOUNDS)
        names = dict(Division.objects.filter(level=level).values_list("code", "name"))
        for (_order, code), compounds in sorted(groups.items(), key=lambda each: each[0]):
            area = compounds[0].jurisdiction
            name = area.name + (names.get(code, "") if length else "")
            if length and not code:
                name = _("%s（未定区划）") % area.name
            _add_unit(plan, name, Unit.Origin.DIVISION, compounds)
    return len(groups)


def draw_bundles(user: User | None, plan: SpecialPlan) -> int:
    """Draw a unit of each area bundle, and of the street bundles outside them; return how many.

    Compounds that are in the plan already stay where they are. Raises ``ProblemError`` where none
    is left.
    """
    drawn = 0
    with editing(user, plan, _("按片区打包划定改造单元")):
        free = {each.pk: each for each in _free_compounds(plan, reserve_only=False)}
        bundles = Bundle.objects.filter(active=True).prefetch_related("members")
        for bundle in sorted(
            bundles, key=lambda each: (each.level != Bundle.Level.AREA, each.code)
        ):
            ids = [member.compound_id for member in bundle.members.all()]
            if taken := [free.pop(pk) for pk in ids if pk in free]:
                _add_unit(plan, bundle.name, Unit.Origin.BUNDLE, taken)
                drawn += 1
        if not drawn:
            raise ProblemError(problems.NO_COMPOUNDS)
    return drawn


def draw_areas(user: User | None, plan: SpecialPlan, areas: Sequence[Area]) -> int:
    """Draw a unit of each area, of the compounds that lie in it; return how many compounds.

    Raises ``ProblemError`` for an area without any, or with those of several jurisdictions.
    """
    taken = 0
    with editing(user, plan, _("手工划定改造单元")):
        for area in areas:
            inside = _inside(_free_compounds(plan, reserve_only=False), area.shape)
            if not inside:
                raise ProblemError(problems.NO_COMPOUNDS)
            if len({compound.jurisdiction_id for compound in inside}) > 1:
                raise ProblemError(problems.SEVERAL_AREAS)
            outline = json.loads(shapely.to_geojson(area.shape))
            _add_unit(plan, area.name, Unit.Origin.DRAWN, inside, outline)
            taken += len(inside)
    return taken


def _free_compounds(plan: SpecialPlan, *, reserve_only: bool) -> list[Compound]:
    """Return the compounds that are in none of the plan's units yet."""
    found = Compound.objects.exclude(pk__in=plan.members.values("compound"))
    if reserve_only:
        waiting = Candidate.objects.exclude(state=Candidate.State.WITHDRAWN)
        found = found.filter(pk__in=waiting.values("project__compounds"))
    return list(found.select_related("jurisdiction", "division").order_by("code"))


def _inside(compounds: Sequence[Compound], shape: Any) -> list[Compound]:  # noqa: ANN401 - shapely is untyped
    asked = current_pack().facts_of(Subject.COMPOUND).values()
    point = next((fact.name for fact in asked if fact.type is FactType.POINT), "")
    shapely.prepare(shape)
    placed = ((compound, place_of(compound.facts.get(point))) for compound in compounds)
    return [compound for compound, at in placed if at and shapely.intersects_xy(shape, *at)]


def _add_unit(
    plan: SpecialPlan,
    name: str,
    origin: str,
    compounds: Sequence[Compound],
    outline: dict[str, Any] | None = None,
) -> None:
    last = plan.units.aggregate(last=Max("number"))["last"] or 0
    unit = Unit.objects.create(
        plan=plan,
        number=last + 1,
        name=name[:_NAME_LENGTH],
        origin=origin,
        jurisdiction=compounds[0].jurisdiction,
        outline=outline,
    )
    Member.objects.bulk_create(
        Member(plan=plan, unit=unit, compound=compound) for compound in compounds
    )


_NAME_LENGTH = Unit._meta.get_field("name").max_length


def change_unit(user: User | None, unit: Unit, name: str, year: int | None) -> None:
    """Name a unit and set the year of its compounds that have none of their own."""
    plan = unit.plan
    with editing(user, plan, _("修改改造单元：%s") % name):
        if year is not None and year not in plan.years:
            raise ProblemError(problems.year_outside(plan.first_year, plan.last_year))
        unit.name, unit.year = name, year
        unit.save()


def remove_unit(user: User | None, unit: Unit) -> None:
    """Take a unit out of the plan; its compounds can then be drawn into another."""
    with editing(user, unit.plan, _("删除改造单元：%s") % unit.name):
        unit.delete()


def remove_member(user: User | None, member: Member) -> None:
    """Take a compound out of the plan."""
    with editing(user, member.plan, _("调出小区：%s") % member.compound):
        unit = member.unit
        member.delete()
        if not unit.members.exists():
            unit.delete()


def years_of_plans(user: User | None, plan: SpecialPlan) -> int:
    """Give compounds of adopted annual plans the years of those; return how many."""
    with editing(user, plan, _("按已定稿的年度计划安排年度")):
        years = dict(
            PlanLine.objects.filter(plan__in=newest_plans(plan))
            .order_by("plan__year")
            .values_list("project__compounds", "plan__year")
        )
        plan.members.exclude(compound__in=list(years)).exclude(year=None).update(year=None)
        changed = [member for member in plan.members.all() if member.compound_id in years]
        for member in changed:
            member.year = years[member.compound_id]
        Member.objects.bulk_update(changed, ["year"])
    return len(changed)


def set_money(
    user: User | None, plan: SpecialPlan, amounts: Mapping[tuple[str, int], Decimal]
) -> None:
    """Set what sources give in years, in yuan; zero takes an amount away."""
    if any(amount < 0 for amount in amounts.values()):
        raise ProblemError(problems.NEGATIVE)
    with editing(user, plan, _("填写资金来源")):
        for (source, year), amount in amounts.items():
            if amount:
                Money.objects.update_or_create(
                    plan=plan, source=source, year=year, defaults={"amount": yuan(amount)}
                )
            else:
                plan.money.filter(source=source, year=year).delete()


def set_years(user: User | None, plan: SpecialPlan, units: Sequence[int], year: int) -> int:
    """Set the year of several units, by their ids; return how many."""
    with editing(user, plan, _("安排 %(year)d 年实施") % {"year": year}):
        if year not in plan.years:
            raise ProblemError(problems.year_outside(plan.first_year, plan.last_year))
        return plan.units.filter(pk__in=units).update(year=year)
