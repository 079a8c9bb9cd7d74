"""How pages look for a person: theme and size of type, remembered in cookies of the browser.

The server writes them into the page, so that nothing flickers and no script is needed.
"""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

CHOICES = {"theme": ("auto", "light", "dark"), "type": ("normal", "large")}
"""By name of the cookie; the first holds where nobody chose."""
YEAR = 365 * 24 * 60 * 60


class Appearance(NamedTuple):
    """``theme``: auto (as the device asks), light or dark; ``type``: normal or large."""

    theme: str
    type: str


def appearance_of(request: HttpRequest) -> Appearance:
    """Return what this browser chose; what is not among the choices counts as nothing."""
    chosen = {name: request.COOKIES.get(f"linli_{name}") for name in CHOICES}
    return Appearance(
        **{
            name: value if (value := chosen[name]) in choices else choices[0]
            for name, choices in CHOICES.items()
        }
    )


@login_not_required
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember a choice and lead back to the page from which it came."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    response = redirect(back)
    for name, choices in CHOICES.items():
        if (value := request.POST.get(name)) in choices:
            response.set_cookie(
                f"linli_{name}", value, max_age=YEAR, samesite="Lax", secure=settings.HTTPS
            )
    return response
