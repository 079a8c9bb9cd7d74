"""Planning units: draw them, give them years, look at their compounds (S15)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem
from linli.foundation.people.doors import StaffRequest, programme_only
from linli.plan.special.actions import editing
from linli.plan.special.content import content_of
from linli.plan.special.forms import AreaForm, DivisionsForm, UnitForm, YearForm
from linli.plan.special.models import Member, SpecialPlan, Unit
from linli.plan.special.problems import NOTHING_TICKED
from linli.plan.special.views.plans import CITY, done, found_plan, frame, unprocessable

UNITS_A_PAGE = 50


@require_GET
@programme_only
def units(request: StaffRequest, plan_id: int) -> HttpResponse:
    """List the units that the user may see, with years and checks (S15)."""
    return _units(request, found_plan(plan_id), [])


def _units(
    request: StaffRequest,
    plan: SpecialPlan,
    problems: list[Problem],
    area: AreaForm | None = None,
) -> HttpResponse:
    content = content_of(plan, request.user)
    context = frame(request, plan, problems) | {
        "content": content,
        "page": Paginator(content.units, UNITS_A_PAGE).get_page(request.GET.get("page")),
        "divisions": DivisionsForm(),
        "area_form": area or AreaForm(),
        "years": list(plan.years),
    }
    return render(request, "special/units.html", context)


@require_POST
@CITY
def draw(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Draw units from divisions or bundles."""
    plan, form = found_plan(plan_id), DivisionsForm(request.POST)
    if not form.is_valid():
        return unprocessable(_units(request, plan, []))
    given = form.cleaned_data

    def work() -> int:
        if given["level"] == DivisionsForm.BUNDLES:
            return editing.draw_bundles(request.user, plan)
        reserve_only = not given["registry"]
        return editing.draw_divisions(request.user, plan, given["level"], reserve_only=reserve_only)

    return done(
        request,
        work,
        lambda problems: _units(request, plan, problems),
        ("special:units", plan_id),
        _("已划定改造单元。"),
    )


@require_POST
@CITY
def draw_area(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Draw units from corners or a file of areas."""
    plan, form = found_plan(plan_id), AreaForm(request.POST, request.FILES)
    if not form.is_valid():
        return unprocessable(_units(request, plan, [], form))
    return done(
        request,
        lambda: editing.draw_areas(request.user, plan, form.areas()),
        lambda problems: _units(request, plan, problems, form),
        ("special:units", plan_id),
        _("已划定改造单元。"),
    )


@require_POST
@CITY
def years(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Give the ticked units a year."""
    plan = found_plan(plan_id)
    form = YearForm(plan, request.POST)
    if not form.is_valid():
        return unprocessable(_units(request, plan, [NOTHING_TICKED]))
    given = form.cleaned_data
    ids = [unit.pk for unit in given["unit"]]
    return done(
        request,
        lambda: editing.set_years(request.user, plan, ids, given["year"]),
        lambda problems: _units(request, plan, problems),
        ("special:units", plan_id),
        _("已安排 %(number)d 个单元在 %(year)d 年实施。")
        % {"number": len(ids), "year": given["year"]},
    )


@require_POST
@CITY
def years_of_plans(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Take the years of compounds from adopted annual plans."""
    plan = found_plan(plan_id)
    return done(
        request,
        lambda: editing.years_of_plans(request.user, plan),
        lambda problems: _units(request, plan, problems),
        ("special:units", plan_id),
        _("已按定稿的年度计划安排年度。"),
    )


@require_GET
@programme_only
def unit(request: StaffRequest, plan_id: int, unit_id: int) -> HttpResponse:
    """Show a unit's compounds and what each layer says of them (S15)."""
    return _unit(request, plan_id, unit_id, [], None)


def _unit(
    request: StaffRequest,
    plan_id: int,
    unit_id: int,
    problems: list[Problem],
    form: UnitForm | None,
) -> HttpResponse:
    plan = found_plan(plan_id)
    content = content_of(plan, request.user)
    row = next((each for each in content.units if each.id == unit_id), None)
    if row is None:
        raise Http404
    given = {"name": row.name, "year": row.year}
    context = frame(request, plan, problems) | {
        "unit": row,
        "compounds": [
            (each, [f.said(content.kind(f.kind)) for f in each.findings if f.is_told])
            for each in row.compounds
        ],
        "overlaps": [each.said(content.kind(each.kind)) for each in row.overlaps],
        "form": form or UnitForm(given),
    }
    return render(request, "special/unit.html", context)


@require_POST
@CITY
def change(request: StaffRequest, plan_id: int, unit_id: int) -> HttpResponse:
    """Name a unit and set its year."""
    found, form = get_object_or_404(Unit, pk=unit_id, plan=plan_id), UnitForm(request.POST)
    if not form.is_valid():
        return unprocessable(_unit(request, plan_id, unit_id, [], form))
    return done(
        request,
        lambda: editing.change_unit(request.user, found, **form.cleaned_data),
        lambda problems: _unit(request, plan_id, unit_id, problems, form),
        ("special:units", plan_id),
        _("已保存改造单元。"),
    )


@require_POST
@CITY
def remove(request: StaffRequest, plan_id: int, unit_id: int) -> HttpResponse:
    """Take a unit out of the plan."""
    found = get_object_or_404(Unit, pk=unit_id, plan=plan_id)
    return done(
        request,
        lambda: editing.remove_unit(request.user, found),
        lambda problems: _unit(request, plan_id, unit_id, problems, None),
        ("special:units", plan_id),
        _("已删除改造单元“%s”。") % found.name,
    )


@require_POST
@CITY
def drop(request: StaffRequest, plan_id: int, code: str) -> HttpResponse:
    """Take a compound out of the plan."""
    related = Member.objects.select_related("unit", "compound", "plan")
    found = get_object_or_404(related, plan=plan_id, compound__code=code)
    return done(
        request,
        lambda: editing.remove_member(request.user, found),
        lambda problems: _unit(request, plan_id, found.unit_id, problems, None),
        ("special:units", plan_id),
        _("已调出小区“%s”。") % found.compound,
    )
