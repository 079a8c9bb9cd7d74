"""Navigation in the programme's own order; each room names its entries in its ``apps.py``."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.apps import apps
from django.http import HttpRequest
from django.utils.functional import Promise

from linli.foundation.people.scope import scope_of


class Entry(NamedTuple):
    """A link of the menu or a tab of the compound page, for holders of certain roles."""

    url_name: str
    label: str | Promise
    icon: str
    roles: frozenset[str]


def gather(attribute: str, request: HttpRequest) -> list[Entry]:
    """Return the entries of all rooms that the signed-in person may use, in the rooms' order."""
    scope = scope_of(request.user)
    entries = (entry for config in apps.get_app_configs() for entry in getattr(config, attribute, ()))
    return [entry for entry in entries if scope.has(*entry.roles)]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template the menu and the tabs of the compound page."""
    if not hasattr(request, "user"):
        return {}
    return {"menu": gather("menu", request), "compound_tabs": gather("compound_tabs", request)}
