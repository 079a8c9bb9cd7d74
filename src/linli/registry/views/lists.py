"""The list of compounds: filters, saved filters, and what leaves as a file."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.registry.actions import may_change_facts
from linli.registry.exports import KINDS, export
from linli.registry.listing import headings, list_compounds
from linli.registry.models import SavedFilter
from linli.registry.panel import filter_panel
from linli.registry.saved_filters import forget_filter, save_filter, saved_filters
from linli.registry.selection import read_selection


@require_GET
def compound_list(request: StaffRequest) -> HttpResponse:
    """List the compounds that the user may see (S10, S13)."""
    selection = read_selection(request.GET)
    page, problems = list_compounds(request.user, selection, request.GET.get("page"))
    context = {
        "selection": selection,
        "panel": filter_panel(request.user, selection, problems),
        "problems": problems,
        "page": page,
        "headings": headings(selection),
        "saved": saved_filters(request.user),
        "kinds": KINDS,
        "may_change": not may_change_facts(request.user),
    }
    return render(request, "registry/list.html", context)


@require_GET
def export_list(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Download a selection as a file, all of it; a wrong one leads to the list, which says why."""
    if kind not in KINDS:
        raise Http404
    selection = read_selection(request.GET)
    try:
        content = export(request.user, selection, kind)
    except ProblemError:
        return redirect(f"{reverse('registry:list')}?{selection.query()}")
    day = timezone.localdate().isoformat()
    name = _("小区清单-%(day)s.%(kind)s") % {"day": day, "kind": kind}
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=name, content_type=KINDS[kind]
    )


@require_POST
def keep_filter(request: StaffRequest) -> HttpResponse:
    """Save a selection under a name."""
    query = request.POST.get("query", "")
    try:
        kept = save_filter(request.user, request.POST.get("name", ""), query)
    except ProblemError as error:
        language = get_language() or "zh-hans"
        for problem in error.problems:
            letter = (problem.message, problem.next_step)
            messages.error(request, "".join(text.in_language(language) for text in letter))
        return redirect(f"{reverse('registry:list')}?{read_selection(QueryDict(query)).query()}")
    messages.success(request, _("已保存筛选“%(name)s”。") % {"name": kept.name})
    return redirect(f"{reverse('registry:list')}?{kept.query}")


@require_POST
def drop_filter(request: StaffRequest, number: int) -> HttpResponse:
    """Delete one of the user's own saved filters."""
    try:
        forget_filter(request.user, number)
    except SavedFilter.DoesNotExist as error:
        raise Http404 from error
    messages.info(request, _("已删除保存的筛选。"))
    query = read_selection(QueryDict(request.POST.get("query", ""))).query()
    return redirect(f"{reverse('registry:list')}?{query}")
