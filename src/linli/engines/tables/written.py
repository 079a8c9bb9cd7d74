"""How facts stand in stored JSON, as patterns: what is written otherwise, columns do not hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from linli.core.policy.schema import Fact, FactType

MONTH, DAY = len("2000-12"), len("2000-12-31")
_WRITTEN_AS_TEXT = r'[^"\s]'
_ODD = {
    FactType.BOOL: r"[^tf\s]",
    FactType.INT: r"[^-0-9\s]|-?[0-9]+[.eE]|-?[0-9]{19}",
}
"""How a value begins that is not as ``core.policy.facts.encode`` writes it, or passes 64 bits."""
_NEVER = r"[^\s\S]"
"""Matches no text."""


@cache
def number_pattern(scale: int) -> str:
    """Return the pattern of numbers with no more decimals than a scale has."""
    below = rf"\.[0-9]{{1,{scale}}}0*"
    return rf"^-?[0-9]{{1,15}}({below})?\z"


def odd_json(facts: Sequence[Fact]) -> str:
    """Return the pattern of JSON texts in which some fact is not written as it should be."""
    kinds = dict.fromkeys(_ODD.get(fact.type, _WRITTEN_AS_TEXT) for fact in facts)
    return "|".join(_after_names(odd, facts) for odd in kinds) or _NEVER


def _after_names(odd: str, facts: Iterable[Fact]) -> str:
    """Return the pattern of any of some facts' names with an odd value."""
    names = "|".join(fact.name for fact in facts if _ODD.get(fact.type, _WRITTEN_AS_TEXT) == odd)
    return rf'"(?:{names})"\s*:\s*(?:{odd})'
