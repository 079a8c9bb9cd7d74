"""Navigation in the programme's own order; each room names its entries in its ``apps.py``."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.foundation.desk.appearance import appearance_of
from linli.foundation.desk.page_help import page_helps
from linli.foundation.people.menu import Entry
from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import scope_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from linli.foundation.people.models import User


STAGES: dict[str, str | Promise] = {
    "survey": gettext_lazy("摸底"),
    "determination": gettext_lazy("认定"),
    "council": gettext_lazy("议事"),
    "reserve": gettext_lazy("储备"),
    "plan": gettext_lazy("计划"),
    "approvals": gettext_lazy("审批"),
    "funding": gettext_lazy("资金"),
    "delivery": gettext_lazy("实施"),
    "assessment": gettext_lazy("考核"),
    "portal": gettext_lazy("公开"),
}
"""The programme's way from the survey to the public, in the order of the governing document."""
GROUPS = {"work": "", **STAGES, "support": gettext_lazy("基础信息与管理")}
"""Groups of the menu; what is done every day stands first, under no heading."""


class Group(NamedTuple):
    """A group of the menu with the entries that a person may use; ``number`` of a stage."""

    label: str | Promise
    number: int | None
    entries: list[Entry]


class Station(NamedTuple):
    """A stage on the programme's way; ``url`` is empty where this version has no room for it."""

    number: int
    label: str | Promise
    url: str
    is_here: bool


class Way(NamedTuple):
    """The programme's way, where a page lies on it, and the next stage that has a room."""

    stations: list[Station]
    here: Station | None
    after: Station | None


def gather(attribute: str, request: HttpRequest) -> list[Entry]:
    """Return the entries of all rooms that the signed-in person may use, in the rooms' order."""
    scope = scope_of(request.user)
    entries = (
        entry for config in apps.get_app_configs() for entry in getattr(config, attribute, ())
    )
    return [entry for entry in entries if scope.has(*entry.roles)]


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give every template its look, help, menu and tabs, and whose desk this is."""
    match = request.resolver_match
    look = {
        "appearance": appearance_of(request),
        "page_help": page_helps().get(match.view_name) if match else None,
    }
    if not hasattr(request, "user"):
        return look
    # The front page comes first, wherever its room stands.
    menu = sorted(gather("menu", request), key=lambda entry: address_of(entry.url_name) != "/")
    return look | {
        "menu": menu,
        "menu_groups": groups(menu),
        "current_entry": current_entry(menu, request.path),
        "reads_library": any(entry.url_name == "determination:library" for entry in menu),
        "compound_tabs": gather("compound_tabs", request),
        "area": area_of(request.user),
        "is_demo": getattr(settings, "DEMO", False),
        "version": own_version(),
    }


@cache
def own_version() -> str:
    """Return the version that is installed, read once from the package's files."""
    return version("linli")


@cache
def address_of(url_name: str) -> str:
    """Return the address of an entry; every page asks for those of the whole menu."""
    return reverse(url_name)


def groups(menu: list[Entry]) -> list[Group]:
    """Return the menu by groups, those without an entry left out."""
    numbers = {stage: number for number, stage in enumerate(STAGES, 1)}
    found = (
        Group(label, numbers.get(code), [entry for entry in menu if entry.stage == code])
        for code, label in GROUPS.items()
    )
    return [group for group in found if group.entries]


def way(menu: list[Entry], current: str) -> Way:
    """Return the programme's way as the holder of a menu walks it; ``current`` names an entry."""
    entrances: dict[str, str] = {}
    for entry in menu:
        entrances.setdefault(entry.stage, address_of(entry.url_name))
    here = next((entry.stage for entry in menu if entry.url_name == current), "")
    stations = [
        Station(number, label, entrances.get(code, ""), code == here)
        for number, (code, label) in enumerate(STAGES.items(), 1)
    ]
    at = next((station for station in stations if station.is_here), None)
    later = (each for each in stations if at and each.number > at.number and each.url)
    return Way(stations, at, next(later, None))


def current_entry(menu: list[Entry], path: str) -> str:
    """Return the menu entry under which a page lies: that of the longest address."""
    addresses = {address_of(entry.url_name): entry.url_name for entry in menu}
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
