"""Filters that put core values into words; no logic beyond formatting."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import get_language

from linli.core.kernel.money import in_ten_thousands
from linli.core.kernel.text import Text

register = template.Library()


@register.filter
def say(text: Text) -> str:
    """Return a two-language phrase in the page's language."""
    return text.in_language(get_language() or "zh-hans")


@register.filter
def wan(amount: Decimal | None) -> str:
    """Return yuan as 万元 with two decimals and thousands marks; a dash where unknown."""
    return "—" if amount is None else f"{in_ten_thousands(amount):,.2f}"


@register.filter
def percent(share: Decimal | float | None) -> str:
    """Return a share of one as a percentage with one decimal."""
    return "—" if share is None else f"{share * 100:.1f}%"
