"""The record's page: read it, verify it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.foundation.record.heads import verify_with_heads
from linli.foundation.record.reads import entries, may_read
from linli.foundation.record.verify import head

PAGE = 50


@require_safe
def record_list(request: HttpRequest) -> HttpResponse:
    """Show the entries, newest first."""
    if not may_read(request.user):  # type: ignore[arg-type]  # LoginRequiredMiddleware lets no one else in
        raise PermissionDenied
    table = request.GET.get("table", "")
    found = entries(request.user, table)  # type: ignore[arg-type]  # as above
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "record/list.html", {"page": page, "table": table})


@require_POST
def record_verify(request: HttpRequest) -> HttpResponse:
    """Verify the chain and show the result, with the head to be kept outside."""
    if not may_read(request.user):  # type: ignore[arg-type]  # as above
        raise PermissionDenied
    if problems := verify_with_heads():
        for problem in problems:
            messages.error(request, f"{problem.message} {problem.next_step}")
    else:
        count, newest = head()
        found = _("变更记录完整：%(count)d 条，末条哈希 %(hash)s（可另行留存备查）。")
        messages.success(request, found % {"count": count, "hash": newest})
    return redirect("record:list")
