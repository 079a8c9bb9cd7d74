"""The list of compounds."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.foundation.desk.requests import StaffRequest
from linli.registry.forms import CompoundFilter
from linli.registry.listing import list_compounds


@require_GET
def compound_list(request: StaffRequest) -> HttpResponse:
    """List the compounds that the user may see (S10, S13)."""
    form = CompoundFilter(request.user, request.GET)
    page = list_compounds(request.user, request.GET.get("page"), form.wanted())
    return render(request, "registry/list.html", {"form": form, "page": page})
