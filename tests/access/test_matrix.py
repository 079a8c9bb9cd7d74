"""The table of rights holds: every address, every method, every role."""

from __future__ import annotations

import logging
from collections import defaultdict
from http import HTTPStatus

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.people.models import Division, Role
from tests.access.addresses import METHODS, TABLE, Address, Row, addresses, rows
from tests.access.browsers import ask, browser_of

NOBODY = "nobody"
REFUSALS = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.METHOD_NOT_ALLOWED}
ROWS = rows()
NONE = Row({}, "nothing")
ALL = addresses()
BY_ROOM: dict[str, list[Address]] = defaultdict(list)
for _each in ALL:
    BY_ROOM[_each.name.rpartition(":")[0]].append(_each)


def test_every_address_has_a_row_and_every_row_an_address():
    named = {each.name for each in ALL}
    missing = sorted(named - ROWS.keys())
    assert not missing, (
        f"no row in tests/access/{TABLE.name} for {', '.join(missing)}. Say there who may use it, "
        'e.g. under [registry]: "list" = { get = "programme", sees = "area" }'
    )
    assert not sorted(ROWS.keys() - named), "rows of addresses that are gone"


def test_the_table_names_only_roles_and_whose_rows():
    roles = {*Role.values, NOBODY}
    for name, row in ROWS.items():
        for method, people in row.people.items():
            assert people <= roles, f"{name} {method}: {people - roles}"
        assert row.sees in {"area", "city", "self", "nothing"}, name


@pytest.fixture
def people(appoint) -> dict[str, Client]:
    """Return a browser, which also shows a token, of one person of each role, and of nobody."""
    town = Division.objects.filter(code__startswith="450721", level="community").first()
    places = {Role.COUNTY_OFFICE: {"jurisdiction": "450721"}, Role.COMMUNITY: {"division": town}}
    people = {role: appoint(role, role, **places.get(role, {})) for role in Role.values}
    return {NOBODY: Client(), **{role: browser_of(user) for role, user in people.items()}}


@pytest.fixture
def _quiet(caplog):
    """Thousands of refusals are what is wanted here; the log need not tell each."""
    caplog.set_level(logging.CRITICAL, "django.request")


@pytest.mark.usefixtures("_quiet")
@pytest.mark.parametrize("room", BY_ROOM)
def test_each_role_does_what_the_table_says_and_nothing_else(room, people):
    wrong = []
    for address in BY_ROOM[room]:
        row = ROWS.get(address.name, NONE)
        for method in METHODS if room.startswith("api") else METHODS[:2]:
            for role in people if method in row.people else _closest(address, method):
                status, comes_in = _tries(people[role], method, address)
                if comes_in != (role in row.people.get(method, ())):
                    does = "comes in" if comes_in else "is refused"
                    wrong.append(f"{method} {address.name}: {role} {does} ({status})")
    assert not wrong, "\n".join(wrong)


def _closest(address: Address, method: str) -> list[str]:
    """Return whom to try a method with that no row names: one who comes in by another."""
    same = [ROWS.get(each.name, NONE) for each in ALL if each.route == address.route]
    if any(method in row.people for row in same):
        return []  # another operation at the same path answers it
    named = [people for row in same for people in row.people.values()]
    return sorted(frozenset().union(*named))[:1] or [NOBODY]


def _tries(browser: Client, method: str, address: Address) -> tuple[int, bool]:
    """Return the status of a request, and whether the door let it in; what it changed is undone."""
    response = ask(browser, method, address.path())
    return response.status_code, not _is_refused(response, address.name)


def _is_refused(response, name: str) -> bool:
    status = response.status_code
    if status in REFUSALS or (status == HTTPStatus.NOT_FOUND and not ROWS.get(name, NONE).people):
        return True
    if status == HTTPStatus.FOUND and response.url.startswith(reverse("account_login")):
        return True
    return any(code.endswith("-not-yours") for code in _codes(response))


def _codes(response) -> list[str]:
    """Return the codes of the problems that an answer tells, on a page or to a program."""
    if response.headers.get("Content-Type") == "application/problem+json":
        return [problem["code"] for problem in response.json()["problems"]]
    problems = (response.context or {}).get("problems") or ()
    return [problem.code for problem in problems]
