"""Navigation in the programme's own order; each room names its entries in its ``apps.py``."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.foundation.people.menu import Entry
from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import scope_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from linli.foundation.people.models import User


def gather(attribute: str, request: HttpRequest) -> list[Entry]:
    """Return the entries of all rooms that the signed-in person may use, in the rooms' order."""
    scope = scope_of(request.user)
    entries = (
        entry for config in apps.get_app_configs() for entry in getattr(config, attribute, ())
    )
    return [entry for entry in entries if scope.has(*entry.roles)]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template the menu, the tabs of the compound page, and whose desk this is."""
    if not hasattr(request, "user"):
        return {}
    # The front page comes first, wherever its room stands.
    menu = sorted(gather("menu", request), key=lambda entry: reverse(entry.url_name) != "/")
    return {
        "menu": menu,
        "current_entry": current_entry(menu, request.path),
        "compound_tabs": gather("compound_tabs", request),
        "area": area_of(request.user),
        "is_demo": getattr(settings, "DEMO", False),
        "version": version("linli"),
    }


def current_entry(menu: list[Entry], path: str) -> str:
    """Return the menu entry under which a page lies: that of the longest address."""
    addresses = {reverse(entry.url_name): entry.url_name for entry in menu}
    above = [each for each in addresses if path == each or (each != "/" and path.startswith(each))]
    return addresses[max(above, key=len)] if above else ""


def area_of(user: User | AnonymousUser) -> str:
    """Return in words whose data a person sees; empty for people without a programme role."""
    scope = scope_of(user)
    if scope.whole_city:
        return _("全市")
    places = (
        (Jurisdiction.objects.filter(pk__in=scope.jurisdictions), scope.jurisdictions),
        (Division.objects.filter(code__in=scope.division_codes), scope.division_codes),
    )
    return "、".join(str(place) for found, wanted in places if wanted for place in found)
