"""The survey form for ODK and Kobo, to download."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from linli.foundation.people.doors import StaffRequest, programme_only
from linli.registry.xlsform import FORM_ID, xlsform

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@programme_only
def xlsform_file(request: StaffRequest) -> HttpResponse:
    """Download the form of one's area as an XLSForm."""
    response = HttpResponse(xlsform(request.user), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{FORM_ID}.xlsx"'
    return response
