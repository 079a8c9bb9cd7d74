"""What a page is for, in a sentence or two, with its clauses: ``help.toml`` by address name."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from linli.core.kernel.text import Text

_FILE = Path(__file__).with_name("help.toml")


class PageHelp(NamedTuple):
    """``clauses``: paths of the policy, as its library names them."""

    text: Text
    clauses: tuple[str, ...]


@cache
def page_helps() -> dict[str, PageHelp]:
    """Return the help of every page by its address name (``registry:list``)."""
    table = tomllib.loads(_FILE.read_text("utf-8"))
    return {
        name: PageHelp(Text(zh=entry["zh"], en=entry["en"]), tuple(entry.get("clauses", ())))
        for names, entry in table.items()
        for name in names.split()
    }
