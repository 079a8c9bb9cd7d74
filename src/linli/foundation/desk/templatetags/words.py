"""Filters and tags that put core values into words and signs; no logic beyond formatting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from linli.core.kernel.money import in_ten_thousands
from linli.core.kernel.text import Text
from linli.foundation.desk import navigation

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
    return "—" if share is None else f"{float(share * 100):.1f}%"


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[int | str]:
    """Return the page numbers to link: the first, the last, and those around the current one."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon that ``icons.txt`` names; screen readers pass over it."""
    sprite = static("vendor/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', sprite, name
    )


@register.simple_tag(takes_context=True)
def way(context: Context) -> navigation.Way:
    """Return the programme's way for the page that is drawn; a view may have named its entry."""
    return navigation.way(context.get("menu") or [], context.get("current_entry") or "")


NEAR = 3
"""Days before the due day from which its light is yellow."""


@register.simple_tag
def light(due: date | None, today: date | None = None, done: object = "") -> dict[str, object]:
    """Return how many days are left (``late``: passed) and the light's tone; green has none."""
    if due is None:
        return {"tone": "soon"}
    days = (due - (today or timezone.localdate())).days
    tone = "" if done or days > NEAR else "late" if days < 0 else "soon"
    return {"days": days, "late": -days, "tone": tone}
