import pytest
from django.core.cache import cache

from linli.foundation.people.models import Role


@pytest.fixture(autouse=True)
def _empty_cache():
    """The library counts requests a minute there."""
    cache.clear()


@pytest.fixture
def security_administrator(appoint):
    """Return the security administrator."""
    return appoint("security", Role.SECURITY_ADMINISTRATOR)
