"""Times of pages at two sizes, asked for in process through all of Django's layers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Times = tuple[float, float, int]
"""p50 and p95 in milliseconds, and queries."""


def timed(
    client: Any,
    address: Callable[[], str],
    times: int,
    *,
    warm: int = 0,
    clock: Callable[[], float] = time.perf_counter,
) -> Times:
    """Ask for an address many times; the first ``warm`` of them do not count.

    ``clock`` gives seconds; that of the process leaves out what others on the machine take.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    taken = []
    for _ in range(times):
        where = address()
        begun = clock()
        response = client.get(where)
        content = b"".join(response) if response.streaming else response.content
        taken.append(clock() - begun)
        assert response.status_code == 200, (where, response.status_code)
        assert content
    with CaptureQueriesContext(connection) as captured:
        client.get(address())
    taken = sorted(taken[warm:])
    p50, p95 = (taken[int(len(taken) * share)] * 1e3 for share in (0.5, 0.95))
    return p50, p95, len(captured)


def measured(script: str, size: int) -> dict[str, Any]:
    """Run a script at one size in a process and a home of its own; its last line is the answer."""
    with tempfile.TemporaryDirectory(prefix="linli-bench") as home:
        done = subprocess.run(
            [sys.executable, script, str(size)],
            env={**os.environ, "LINLI_HOME": home, "DJANGO_SETTINGS_MODULE": "linli.settings"},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def compare(small: Mapping[str, Any], large: Mapping[str, Any], pages: Iterable[str]) -> None:
    """Print both sizes beside each other, with the ratio of p95."""
    print(f"{'page':14}{'p50 ms':>18}{'p95 ms':>18}{'p95 ratio':>11}{'queries':>12}")
    for page in pages:
        (a50, a95, a_queries), (b50, b95, b_queries) = small[page], large[page]
        cells = f"{a50:>9.1f}{b50:>9.1f}{a95:>9.1f}{b95:>9.1f}{b95 / a95:>10.2f}x"
        print(f"{page:14}{cells}{a_queries:>6}{b_queries:>6}")
