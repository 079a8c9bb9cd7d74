"""What can be refused before an expression is read: length, nesting, characters, comments."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.letters import letter

MAX_CHARACTERS = 1000
MAX_NODES = 200
MAX_DEPTH = 40

_QUOTED = re.compile(r"'(?:[^']|'')*'")
_ALLOWED = re.compile(r"[A-Za-z0-9_\s.,()'<>=!+*/:-]", re.ASCII)
_MEANT = {
    "≤": "<=",
    "≥": ">=",
    "≠": "<>",
    "×": "*",
    "“": "'",
    "”": "'",
    "‘": "'",
    "’": "'",
    '"': "'",
}


def screen(text: str, place: Place) -> list[Problem]:
    """Return what is wrong with the bare text; what stands in single quotes may be any text."""
    if not text.strip():
        return [letter("expression.empty", place)]
    if len(text) > MAX_CHARACTERS:
        return [letter("expression.too-long", place, len(text), limit=MAX_CHARACTERS)]
    bare = _QUOTED.sub("''", text)
    if "--" in bare or "/*" in bare:
        return [letter("expression.comment", place)]
    if "/" in bare:
        return [letter("expression.division", place)]
    if _nesting(bare) > MAX_DEPTH:
        return [too_large(place)]
    return list(_strange_characters(bare, place))


def too_large(place: Place) -> Problem:
    """Return the problem of an expression with too many parts or too deep."""
    return letter("expression.too-large", place, nodes=MAX_NODES, depth=MAX_DEPTH)


def _nesting(text: str) -> int:
    """Return how deep the brackets go."""
    depth = deepest = 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        deepest = max(deepest, depth)
    return deepest


def _strange_characters(text: str, place: Place) -> Iterator[Problem]:
    """Give one problem for each different character that has no place in an expression."""
    for character in dict.fromkeys(c for c in text if not _ALLOWED.match(c)):
        name = unicodedata.name(character, "control character")
        yield letter("expression.character", place, character, name=name, hint=_hint(character))


def _hint(character: str) -> Text:
    """Say what was probably meant: the ASCII form of a full-width or typographic character."""
    meant = _MEANT.get(character) or unicodedata.normalize("NFKC", character)
    if meant != character and all(map(_ALLOWED.match, meant)):
        return Text(f"请改用半角的 {meant} 。", f"Write {meant} instead.")
    return Text(
        "请删去这个字符，只用半角字母、数字和符号。",
        "Remove it; use plain letters, digits and signs.",
    )
