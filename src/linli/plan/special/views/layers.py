"""Layers and what they say: upload, list, results (S15)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.kernel.problem import Problem
from linli.core.policy.answer import Verdict
from linli.foundation.people.doors import StaffRequest, programme_only
from linli.plan.special.actions.layers import LayerNote, add_layer, put_aside
from linli.plan.special.content import content_of
from linli.plan.special.forms import LayerForm
from linli.plan.special.models import Layer, SpecialPlan
from linli.plan.special.views.plans import (
    CITY,
    CITY_CHANGES,
    done,
    found_plan,
    frame,
    unprocessable,
)

ROWS_A_PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@programme_only
@CITY_CHANGES
def layers(request: StaffRequest, plan_id: int) -> HttpResponse:
    """Show the layers and what they say of each compound; take another layer (S15)."""
    plan = found_plan(plan_id)
    if request.method != "POST":
        return _layers(request, plan, [], LayerForm())
    form = LayerForm(request.POST, request.FILES)
    if not form.is_valid():
        return unprocessable(_layers(request, plan, [], form))
    given = form.cleaned_data
    covers = [area.code for area in given["covers"]]
    note = LayerNote(given["kind"], given["name"], given["origin"], given["dated"], covers)
    return done(
        request,
        lambda: add_layer(request.user, plan, given["file"].read(), note),
        lambda problems: _layers(request, plan, problems, form),
        ("special:layers", plan_id),
        _("已上传图层“%s”。") % given["name"],
    )


def _layers(
    request: StaffRequest, plan: SpecialPlan, problems: list[Problem], form: LayerForm
) -> HttpResponse:
    content = content_of(plan, request.user)
    order = {Verdict.NO: 0, Verdict.UNKNOWN: 1, Verdict.YES: 2}
    rows = sorted(content.compounds, key=lambda row: order[row.verdict])
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    said = [
        (
            row,
            [
                (each.verdict, each.said(content.kind(each.kind)))
                for each in row.findings
                if each.why != "no-layer"
            ],
        )
        for row in page.object_list
    ]
    context = frame(request, plan, problems) | {
        "content": content,
        "kinds": [
            (kind, [layer for layer in content.layers if layer.kind == kind.code])
            for kind in content.kinds
        ],
        "verdicts": content.verdicts(),
        "page": page,
        "said": said,
        "form": form,
    }
    return render(request, "special/layers.html", context)


@require_POST
@CITY
def aside(request: StaffRequest, plan_id: int, layer_id: int) -> HttpResponse:
    """Check no longer against a layer."""
    found = get_object_or_404(Layer.objects.select_related("plan"), pk=layer_id, plan=plan_id)
    return done(
        request,
        lambda: put_aside(request.user, found),
        lambda problems: _layers(request, found.plan, problems, LayerForm()),
        ("special:layers", plan_id),
        _("已停用图层“%s”。") % found.name,
    )
