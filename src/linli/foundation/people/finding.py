"""What a search finds, whatever the room."""

from __future__ import annotations

from typing import NamedTuple


class Found(NamedTuple):
    """A thing that a search found: its name, what tells it from others, where its page is."""

    title: str
    detail: str
    url: str
