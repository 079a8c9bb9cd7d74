"""The offices' town with its duties and working days."""

import pytest

from linli.foundation.calendar_admin.actions import load_announced
from linli.foundation.offices.tests.conftest import *  # noqa: F403 - the same town
from linli.foundation.steps.loading import load_duties


@pytest.fixture
def organisation(offices, qinzhou):
    """The organisations, seats, duties and working days of the city."""
    load_duties(qinzhou, None)
    load_announced(None)
