"""Versions of the policy, and what changed between two of them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.determination.captions import ALL_TABLES
from linli.determination.reads.history import VersionRow, changes, versions
from linli.foundation.people.doors import StaffRequest, programme_only


@require_GET
@programme_only
def page(request: StaffRequest) -> HttpResponse:
    """List the versions, and compare two of them: the last two unless others are asked for."""
    rows = versions()
    context: dict[str, Any] = {"versions": rows}
    if len(rows) > 1:
        old = _asked(rows, request.GET.get("old", ""), rows[1])
        new = _asked(rows, request.GET.get("new", ""), rows[0])
        found = changes(old, new)
        tables = [(ALL_TABLES[table], each) for table, each in found.items()]
        context |= {"old": old, "new": new, "tables": tables}
    return render(request, "determination/history.html", context)


def _asked(rows: list[VersionRow], number: str, otherwise: VersionRow) -> VersionRow:
    """Return the version with a number; without one, the other."""
    if not number:
        return otherwise
    found = [row for row in rows if str(row.number) == number]
    if not found:
        raise Http404
    return found[0]
