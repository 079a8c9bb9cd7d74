"""Every address of the program, and the row of the table that says who may use it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver, reverse

TABLE = Path(__file__).with_name("matrix.toml")
METHODS = ("get", "post", "put", "patch", "delete")
NO_SUCH = "999999999"
"""An argument of every kind of address that leads to nothing."""


class Row(NamedTuple):
    """Who may use an address by which method, and whose rows it shows."""

    people: dict[str, frozenset[str]]
    sees: str


class Address(NamedTuple):
    """An address by its full name (``registry:compound``), with the names of its arguments."""

    name: str
    route: str
    arguments: tuple[str, ...]

    def path(self, **given: object) -> str:
        """Return the path with some arguments; the others lead to nothing."""
        return reverse(self.name, kwargs=dict.fromkeys(self.arguments, NO_SUCH) | given)


def addresses() -> list[Address]:
    """Return every address of the program, in the order of the URLconf."""
    return list(_walk(get_resolver().url_patterns, (), ""))


def _walk(
    patterns: Iterable[URLPattern | URLResolver], spaces: tuple[str, ...], above: str
) -> Iterator[Address]:
    for each in patterns:
        route = above + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, (*spaces, *filter(None, [each.namespace])), route)
        else:
            pattern = each.pattern
            arguments = [*pattern.converters] or [*pattern.regex.groupindex]
            name = each.name or f"(no name: {route})"
            yield Address(":".join((*spaces, name)), route, tuple(arguments))


def rows() -> dict[str, Row]:
    """Return the table: full name of an address -> its row."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    sets: dict[str, frozenset[str]] = {}
    for name, words in table.pop("people").items():
        sets[name] = _people(words, sets)
    found: dict[str, Row] = {}
    for space, section in table.items():
        for names, cells in section.items():
            people = {m: _people(cells[m], sets) for m in METHODS if m in cells}
            for name in names.split():
                full = f"{space}:{name}" if space else name
                assert full not in found, f"{full} stands twice in {TABLE.name}"
                found[full] = Row(people, cells["sees"])
    return found


def _people(words: str, sets: dict[str, frozenset[str]]) -> frozenset[str]:
    """Return the roles of some words: names of sets that stand above, or of roles."""
    return frozenset().union(*(sets.get(word, {word}) for word in words.split()))
