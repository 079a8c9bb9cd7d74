"""The list of compounds, as typed rows in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet

from linli.foundation.people.models import Jurisdiction
from linli.registry.bridge import dictionary, name_key
from linli.registry.models import Compound
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PAGE = 50


class CompoundLine(NamedTuple):
    """A compound in the list; a fact in words is empty where it is unknown."""

    code: str
    name: str
    jurisdiction: str
    community: str
    built: str
    households: str
    area: str
    updated_at: datetime


def list_compounds(user: User, number: str | None, wanted: Mapping[str, Any]) -> Page[Any]:
    """Return a page of the compounds that a user may see and that meet the filters.

    ``wanted``: ``text``, ``jurisdiction`` and ``built`` ("known", "unknown"), each optional.
    """
    found = _matching(Compound.objects.visible_to(user), wanted)
    found = found.select_related("jurisdiction", "division")
    page: Page[Any] = Paginator(found, PAGE).get_page(number)
    page.object_list = [_line(compound) for compound in page.object_list]
    return page


def _matching(compounds: QuerySet[Compound], wanted: Mapping[str, Any]) -> QuerySet[Compound]:
    area: Jurisdiction | None = wanted.get("jurisdiction")
    if area:
        compounds = compounds.filter(jurisdiction=area)
    if text := wanted.get("text"):
        named = Q(name_key__contains=name_key(text)) | Q(code__startswith=text)
        compounds = compounds.filter(
            named | Q(division__name__contains=text) | Q(facts__community__icontains=text)
        )
    if built := wanted.get("built"):
        known = Q(facts__has_key="built_on")
        compounds = compounds.filter(known if built == "known" else ~known)
    return compounds


def _line(compound: Compound) -> CompoundLine:
    community = _words("community", compound.facts)
    if not community and compound.division:
        community = compound.division.name
    return CompoundLine(
        compound.code,
        compound.name,
        compound.jurisdiction.name,
        community,
        _words("built_on", compound.facts),
        _words("households", compound.facts),
        _words("floor_area", compound.facts),
        compound.updated_at,
    )


def _words(name: str, facts: Mapping[str, Any]) -> str:
    fact = dictionary().facts.get(name)
    return in_words(fact, facts[name]) if fact and name in facts else ""
