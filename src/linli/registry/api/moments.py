"""Moments and days in addresses (RFC 3339), days as the programme counts them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from django.utils import timezone

DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
MOMENT = (
    rf"{DAY}[Tt][0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\.[0-9]{{1,6}})?([Zz]|[+-][0-9]{{2}}:[0-9]{{2}})"
)


def ends(text: str) -> tuple[datetime, datetime]:
    """Return the first and the last moment that a text names; raises ``ValueError``."""
    if re.fullmatch(DAY, text):
        day = date.fromisoformat(text)
        first, last = (datetime.combine(day, at) for at in (time.min, time.max))
        return timezone.make_aware(first), timezone.make_aware(last)
    if not re.fullmatch(MOMENT, text):
        raise ValueError(f"neither a moment nor a day: {text!r}")
    moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    return moment, moment
