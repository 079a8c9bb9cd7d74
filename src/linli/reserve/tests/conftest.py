"""Fixtures of the reserve's tests."""

import pytest
from django.conf import settings

from linli.engines.packfiles import load_pack


@pytest.fixture(scope="session")
def real_pack():
    """The pack that is shipped."""
    return load_pack(settings.PACK)
