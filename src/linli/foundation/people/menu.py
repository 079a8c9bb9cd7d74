"""Entries of the menu, which each room names in its ``apps.py``."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise


class Entry(NamedTuple):
    """A link of the menu or a tab of the compound page, for holders of certain roles."""

    url_name: str
    label: str | Promise
    icon: str
    roles: frozenset[str]
