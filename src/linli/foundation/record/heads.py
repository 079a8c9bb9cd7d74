"""Heads of the record, kept in a file outside the database: they show when its end was cut off."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from linli.core.kernel.problem import Problem
from linli.foundation.record.verify import head, verify


def keep_head() -> str:
    """Add the time, count and hash of the newest entry to the file; return the line."""
    count, newest = head()
    line = f"{timezone.now().isoformat(timespec='seconds')} {count} {newest}"
    with settings.RECORD_HEADS.open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    return line


def verify_with_heads() -> list[Problem]:
    """Walk the chain; it must hold every head that was kept."""
    path = settings.RECORD_HEADS
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    return verify(*(line.split(" ")[2] for line in lines if not line.endswith(" ")))
