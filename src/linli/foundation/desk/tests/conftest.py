"""The officers of the steps' tests."""

import pytest
from django.test import Client
from django.urls import reverse

from linli.foundation.steps.tests.conftest import *  # noqa: F403 - the same town


@pytest.fixture
def visit():
    """Return a visit to a page of the desk: posted where data is given."""

    def go(user, where, *given, data=None, **query):
        client = Client()
        client.force_login(user)
        address = reverse(f"desk:{where}", args=given)
        return client.get(address, query) if data is None else client.post(address, data)

    return go
