"""How many examples hypothesis tries: few in the quick run, more in ``make test-all``."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("LINLI_EXAMPLES_TIMES", "1"))


def examples(few: int) -> settings:
    """Return settings for a property whose database stays the same from example to example."""
    return settings(
        max_examples=few * TIMES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
