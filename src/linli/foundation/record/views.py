"""The record's page: search it, take what is found away as a file, verify it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.people.doors import StaffRequest, roles_only
from linli.foundation.record import exports
from linli.foundation.record.forms import SearchForm
from linli.foundation.record.heads import verify_with_heads
from linli.foundation.record.models import Entry
from linli.foundation.record.reads import READERS, entries
from linli.foundation.record.verify import head
from linli.foundation.record.words import lines

PAGE = 50
auditor_only = roles_only(*READERS)


@require_safe
@auditor_only
def record_list(request: StaffRequest) -> HttpResponse:
    """Show the entries that are looked for, newest first; none while the search is wrong."""
    form = SearchForm(request.GET)
    search = form.search()
    found = entries(request.user, search) if search else Entry.objects.none()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(list(page)),
        "form": form,
        "kinds": list(exports.KINDS),
    }
    return render(request, "record/list.html", context)


@require_safe
@auditor_only
def record_export(request: StaffRequest, kind: str) -> HttpResponseBase:
    """Download what is looked for; where that cannot be, lead to the list, which says why."""
    if kind not in exports.KINDS:
        raise Http404
    search = SearchForm(request.GET).search()
    if search is None:
        return _back(request)
    found = entries(request.user, search)
    if newest := Entry.objects.first():
        found = found.filter(pk__lte=newest.pk)  # not what is written while it is sent
    names = exports.headings()
    if kind == "csv":
        content = exports.csv_lines(found.iterator(), names)
        response: HttpResponseBase = StreamingHttpResponse(content)
    elif (count := found.count()) > exports.MOST_ROWS:
        said = _("符合条件的有 %(count)d 条，XLSX 最多 %(most)d 条：请缩小范围，或导出 CSV。")
        messages.error(request, said % {"count": count, "most": exports.MOST_ROWS})
        return _back(request)
    else:
        response = HttpResponse(exports.xlsx(found, names))
    day = timezone.localdate().isoformat()
    response.headers["Content-Type"] = exports.KINDS[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="record-{day}.{kind}"'
    return response


def _back(request: StaffRequest) -> HttpResponse:
    return redirect(f"{reverse('record:list')}?{request.GET.urlencode()}")


@require_POST
@auditor_only
def record_verify(request: StaffRequest) -> HttpResponse:
    """Verify the chain and show the result, with the head to be kept outside."""
    if problems := verify_with_heads():
        for problem in problems:
            messages.error(request, f"{problem.message} {problem.next_step}")
    else:
        count, newest = head()
        found = _("变更记录完整：%(count)d 条，末条哈希 %(hash)s（可另行留存备查）。")
        messages.success(request, found % {"count": count, "hash": newest})
    return redirect("record:list")
