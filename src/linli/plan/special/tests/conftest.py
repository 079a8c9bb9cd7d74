"""Fixtures of the special plan's tests."""

import pytest

from linli.plan.special.tests.town import drawn, town


@pytest.fixture
def plan(places):
    """A plan of the small town, its units drawn."""
    town(places)
    return drawn()
