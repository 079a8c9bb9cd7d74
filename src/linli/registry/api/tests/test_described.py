"""The interface keeps to its description: whatever is sent, no failure and no surprise."""

import contextlib
import itertools

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import connections
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from linli.foundation.people.tokens import make_token
from linli.registry.api.feature_queries import MOST
from linli.registry.models import Building, Compound, Home
from linli.registry.releasing import make_release

pytestmark = pytest.mark.django_db
QUICK, LONG = 4, 300
BOUNDED = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def filled(stocked):
    """A registry with something behind every address."""
    compound = Compound.objects.get(name="锦华园")
    building = Building.objects.create(compound=compound, name="1栋", facts={})
    Home.objects.create(building=building, name="101", facts={})
    make_release(None, "首版")


@pytest.fixture
def token(filled, city_officer, monkeypatch):
    """A token; and the test's connection stays open, which each request would close."""
    monkeypatch.setattr(connections["default"], "close", lambda: None)
    return make_token(city_officer, "测试")


def aim(case):
    """Let a good request mean something that is there, so that it gets to the end."""
    if "code" in (case.path_parameters or {}):
        case.path_parameters["code"] = Compound.objects.earliest("pk").code
    if "number" in (case.path_parameters or {}):
        case.path_parameters["number"] = 1
    if case.path.startswith("/api/v1/compounds") and isinstance(case.body, dict):
        for row in case.body.get("rows", [case.body]):
            if "jurisdiction" in row["facts"]:
                row["facts"]["jurisdiction"] = "灵山县"
        case.headers["If-Match"] = "*"


def right_after_all(case):
    """Tell of a bad request that is none: an empty list leaves no trace in an address, and a map's
    limit above the greatest is cut, as its standard demands."""
    asked = case.query or {}
    limit = asked.get("limit")
    cut = case.path.endswith("/items") and isinstance(limit, int) and limit > MOST
    return cut or any(value in ([], {}) for value in asked.values())


def keeps_to(path, token, examples):
    """Send good and bad requests to every address; each answer must be as described."""
    schema = schemathesis.openapi.from_wsgi(path, get_wsgi_application())
    operations = [result.ok() for result in schema.get_all_operations()]
    assert operations
    answered = set()
    for operation, mode in itertools.product(operations, GenerationMode):
        with contextlib.suppress(Unsatisfiable):  # nothing about some addresses can be wrong
            answered |= sent(operation, mode, token, examples)
    done = {label for label, status in answered if status < 300}
    assert done == {operation.label for operation in operations}, "some never got to the end"


def sent(operation, mode, token, examples):
    """Send requests to an address; return (address, status) of what was answered."""
    answered = set()

    @settings(BOUNDED, max_examples=examples)
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case):
        assume(not right_after_all(case))
        if mode is GenerationMode.POSITIVE:
            aim(case)
        # What fits the description may still be refused: a place that does not exist.
        response = case.call_and_validate(
            # In process nobody unpacks what was compressed.
            headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"},
            excluded_checks=[positive_data_acceptance],
        )
        answered.add((operation.label, response.status_code))

    check()
    return answered


@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/ogc/api"])
def test_every_answer_is_as_described(path, token):
    keeps_to(path, token, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/api/v1/openapi.json", "/ogc/api"])
def test_every_answer_is_as_described_in_the_long_run(path, token):
    keeps_to(path, token, LONG)
