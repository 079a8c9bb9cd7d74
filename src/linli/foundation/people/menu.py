"""Entries of the menu, which each room names in its ``apps.py``."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise

# The values of ``scope.PROGRAMME_ROLES``: models are not there yet when the menu is named.
PROGRAMME = frozenset({"city_office", "county_office", "community", "department_officer"})

ACTING = PROGRAMME | {"utility"}
"""Who has a desk: the programme's officers, and the utilities for their part (S66)."""


class Entry(NamedTuple):
    """A link of the menu or a tab of the compound page, for holders of certain roles.

    ``stage`` is the group of the menu that it stands in (``desk.navigation.GROUPS``); ``key``
    opens it from the keyboard after "g".
    """

    url_name: str
    label: str | Promise
    icon: str
    roles: frozenset[str]
    stage: str = "support"
    key: str = ""


class PolicyScreen(NamedTuple):
    """A page that shows what the pack says: facts and rules of some subjects, a gate, figures."""

    entry: Entry
    facts_of: frozenset[str] = frozenset()
    rules_of: frozenset[str] = frozenset()
    gate: str = ""
    figures: frozenset[str] = frozenset()
