"""A clerk sees and changes the own jurisdiction's rows only, at whatever address (S10)."""

from __future__ import annotations

import io
import json
import zipfile
from http import HTTPStatus

import pytest

from linli.foundation.people.models import Role
from tests.access.addresses import METHODS, addresses, rows
from tests.access.browsers import ask, browser_of
from tests.access.objects import BODIES, CANARY, ROOMS_OWN_TESTS, things_of_lingshan

ROWS = rows()
COUNTY = Role.COUNTY_OFFICE
SHOWN = {
    "overview:search",
    "overview:suggest",
    "registry:list",
    "registry:export",
    "reserve:workbook",
    "plan:scenario",
    "ogc:items",
}
"""Some addresses at which the own officer does read it: the canary sings."""
FILTERS = ("", "?text=秘", "?jurisdiction=450721")
WITH_ARGUMENTS = [each for each in addresses() if each.arguments and each.name in ROWS]


@pytest.fixture
def town(places, lingshan_clerk):
    """Return what leads to things of 灵山县."""
    return things_of_lingshan(places, lingshan_clerk)


@pytest.fixture
def _quiet(caplog):
    caplog.set_level("CRITICAL", "django.request")


def by_county(name: str) -> list[str]:
    """Return the methods by which a county's officer may use an address."""
    return [method for method in METHODS if COUNTY in ROWS[name].people.get(method, ())]


@pytest.mark.usefixtures("_quiet")
def test_s10_guessing_what_is_another_area_s_answers_404(town, lingshan_clerk, qinnan_clerk):
    own, foreign = browser_of(lingshan_clerk), browser_of(qinnan_clerk)
    wrong = []
    for address in WITH_ARGUMENTS:
        if address.name in {*town.shared, *ROOMS_OWN_TESTS} or ROWS[address.name].sees not in {
            "area",
            "self",
        }:
            continue
        if by_county(address.name) and address.name not in town.own:
            wrong.append(f"{address.name}: say in tests/access/objects.py how to make one")
            continue
        for method in by_county(address.name):
            path = address.path(**town.own[address.name])
            body = BODIES.get(address.name)
            if (status := ask(foreign, method, path, body).status_code) != HTTPStatus.NOT_FOUND:
                wrong.append(f"{method} {address.name}: another area's officer gets {status}")
            if ask(own, method, path, body).status_code == HTTPStatus.NOT_FOUND:
                wrong.append(f"{method} {address.name}: the own officer gets 404")
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("_quiet")
def test_s10_no_page_list_count_or_export_shows_another_area_s_rows(
    town, lingshan_clerk, qinnan_clerk
):
    own, foreign = browser_of(lingshan_clerk), browser_of(qinnan_clerk)
    leaks, shown = [], set()
    for address in addresses():
        if "get" not in by_county(address.name):
            continue
        given = {**town.own, **town.shared}.get(address.name)
        if given is None and address.arguments:
            continue
        path = address.path(**(given or {}))
        if address.name in SHOWN and any(
            CANARY in _words(ask(own, "get", path + query)) for query in FILTERS
        ):
            shown.add(address.name)
        for query in FILTERS:
            response = ask(foreign, "get", path + query)
            if CANARY in _words(response):
                leaks.append(f"{address.name}{query}")
            if response.status_code == HTTPStatus.NOT_FOUND:
                break  # what is not found at all is not filtered either
    assert not leaks, "\n".join(leaks)
    assert shown == SHOWN


def _words(response) -> str:
    """Return all words of an answer: of a page, of JSON, of a workbook's parts."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    if "json" in response.headers.get("Content-Type", ""):
        return json.dumps(json.loads(content), ensure_ascii=False)
    return content.decode("utf-8", "ignore")
