"""The reserve's list: who waits, and what each still lacks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.determination.reads import latest_determination
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.foundation.people.models import Role
from linli.reserve import reads
from linli.reserve.actions import may_refresh, refresh_reserve
from linli.reserve.reads.lists import NAMED, gates
from linli.reserve.workbook import reserve_workbook

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@programme_only
def overview(request: StaffRequest) -> HttpResponse:
    """Show the projects of the reserve (S14)."""
    return _overview(request, [])


def _overview(request: StaffRequest, problems: list[Problem], status: int = 200) -> HttpResponse:
    filters = _filters(request.GET)
    determination = latest_determination()
    try:
        page = reads.candidate_page(request.user, filters, request.GET.get("page", 1))
    except ProblemError as error:
        problems, status = [*problems, *error.problems], 422
        page = reads.candidate_page(request.user, filters._replace(text=""), 1)
    context = {
        "filters": filters,
        "areas": reads.candidate_areas(request.user),
        "states": reads.state_counts(request.user, filters.jurisdiction),
        "gates": gates(determination),
        "sorts": NAMED.items(),
        "page": page,
        "determination": determination,
        "problems": problems,
        "reasons": may_refresh(request.user) or ([] if determination else [_no_determination()]),
    }
    return render(request, "reserve/list.html", context, status=status)


def _filters(query: QueryDict) -> reads.Filters:
    given = {name: query.get(name, "") for name in reads.Filters._fields}
    return reads.Filters(**given | {"sort": given["sort"] or "score"})


@require_GET
@programme_only
def workbook(request: StaffRequest) -> HttpResponse:
    """Send the reserve within the user's scope as the official list (S14)."""
    response = HttpResponse(reserve_workbook(request.user), content_type=SPREADSHEET)
    name = content_disposition_header(as_attachment=True, filename=_("项目储备库.xlsx"))
    response["Content-Disposition"] = name or "attachment"
    return response


@require_POST
@roles_only(Role.CITY_OFFICE)
def refresh(request: StaffRequest) -> HttpResponse:
    """Bring the reserve up to the newest determination."""
    determination = latest_determination()
    if determination is None:
        return _overview(request, [_no_determination()], status=422)
    try:
        states = refresh_reserve(determination, request.user, timezone.localdate())
    except ProblemError as error:
        return _overview(request, list(error.problems), status=422)
    messages.success(
        request,
        _("储备库已按认定 %(run)s 刷新，共 %(count)d 个项目。")
        % {"run": determination, "count": sum(states.values())},
    )
    return redirect("reserve:list")


def _no_determination() -> Problem:
    return Problem(
        "no-determination",
        Text(
            "还没有政策认定，无从刷新储备库。",
            "There is no determination to refresh the reserve by.",
        ),
        Text("请先在“政策认定”页冻结小区库并认定。", "First freeze the registry and determine."),
    )
