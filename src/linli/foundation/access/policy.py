"""The security policy in force: read once in a while, not once a request."""

from __future__ import annotations

import time

from linli.foundation.access.models import SecurityPolicy

FRESH_SECONDS = 30
"""How long a process may go on by the policy that it knows."""


class _Known:
    policy: SecurityPolicy | None = None
    since = 0.0


def policy() -> SecurityPolicy:
    """Return the policy in force; the defaults until the first one is set."""
    if _Known.policy is None or time.monotonic() - _Known.since > FRESH_SECONDS:
        know(SecurityPolicy.objects.first() or SecurityPolicy())
    return _Known.policy or SecurityPolicy()


def know(current: SecurityPolicy) -> None:
    """Go on by a policy from now on, in this process."""
    _Known.policy, _Known.since = current, time.monotonic()
