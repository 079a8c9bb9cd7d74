"""A compound's file."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.foundation.desk.requests import StaffRequest
from linli.registry.models import Compound
from linli.registry.sheet import compound_sheet


@require_GET
def compound(request: StaffRequest, code: str) -> HttpResponse:
    """Show what the survey says of one compound (S12, S13)."""
    try:
        sheet = compound_sheet(request.user, code)
    except Compound.DoesNotExist as error:
        raise Http404 from error
    return render(request, "registry/compound.html", {"sheet": sheet, "compound": sheet.compound})
