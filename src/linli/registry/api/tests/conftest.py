"""Programs that act for the town's people."""

import pytest
from django.test import Client

from linli.foundation.people.tokens import make_token
from linli.registry.tests.browsing import stocked
from linli.registry.tests.workbooks import survey_round

__all__ = ["stocked", "survey_round"]


def program(user) -> Client:
    """Return a program with a token of a user."""
    return Client(headers={"Authorization": f"Bearer {make_token(user, '测试')}"})


@pytest.fixture
def clerk(lingshan_clerk):
    """A program of 灵山县's clerk."""
    return program(lingshan_clerk)


@pytest.fixture
def city(city_officer):
    """A program of the city's officer."""
    return program(city_officer)


def send(client, method, address, data, **headers):
    """Send JSON; return the answer."""
    call = getattr(client, method)
    return call(f"/api/v1{address}", data, content_type="application/json", headers=headers)


def problems_of(response, status):
    """Return (pointer, code) of each problem of an answer, which must be well-formed."""
    data = response.json()
    assert response.status_code == data["status"] == status, data
    assert response["Content-Type"] == "application/problem+json"
    assert data["problems"]
    for problem in data["problems"]:
        words = (problem["message"], problem["next_step"])
        assert all(phrase["zh"] and phrase["en"] for phrase in words)
    return {(problem["pointer"], problem["code"]) for problem in data["problems"]}
