"""Every file that leaves the program for a signed-in person is recorded, whatever room gives it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as _

from linli.foundation.record.events import note
from linli.foundation.record.models import Event


def note_downloads(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a middleware that records downloads: who, which address with its filters."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        given = response.headers.get("Content-Disposition", "")
        user = request.user
        if (
            given.startswith("attachment")
            and response.status_code == HTTPStatus.OK
            and user.is_authenticated
        ):
            about = uri_to_iri(request.get_full_path())  # as one reads it, and a third as long
            note(user, Event.Kind.EXPORTED, about, _("导出下载"))
        return response

    return middleware
