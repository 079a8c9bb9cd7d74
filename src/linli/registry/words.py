"""Stored facts in the page's language."""

from __future__ import annotations

from django.utils.translation import get_language

from linli.core.policy.facts import decode, show
from linli.core.policy.schema import Fact


def in_words(fact: Fact, raw: bool | int | str | None) -> str:  # noqa: FBT001 - a stored value
    """Return a stored fact in the page's language; 未知 for None."""
    return show(fact, None if raw is None else decode(fact, raw), get_language() or "zh-hans")
