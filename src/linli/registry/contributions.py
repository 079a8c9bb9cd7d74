"""What later rooms add to a compound's file: each names a function in its ``apps.py``.

``compound_lines = "linli.council.compound_lines.sections"``: called with a user and a compound,
it returns sections. So a file shows projects and votes, and this room knows of neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps
from django.utils.module_loading import import_string

from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Line(NamedTuple):
    """A line of a section: what it is about (its ``clause`` if any), and what is said of it."""

    label: str
    value: str
    clause: str = ""


class Section(NamedTuple):
    """What a room says of a compound; ``note`` says of which state it is. No lines: nothing yet."""

    title: str
    lines: list[Line]
    note: str = ""


def sections_of(user: User, compound: Compound) -> list[Section]:
    """Return the sections of all rooms, in the rooms' order, within the user's scope."""
    found: list[Section] = []
    for config in apps.get_app_configs():
        if path := getattr(config, "compound_lines", ""):
            given: Iterable[Section] = import_string(path)(user, compound)
            found += given
    return found
