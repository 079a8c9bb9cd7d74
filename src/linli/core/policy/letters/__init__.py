"""The letters that tell a pack's author what is wrong: one table for expressions, one for packs."""

from __future__ import annotations

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.letters.of_expressions import OF_EXPRESSIONS
from linli.core.policy.letters.of_packs import OF_PACKS

LETTERS: dict[str, tuple[str, str, str, str]] = {**OF_EXPRESSIONS, **OF_PACKS}
"""Code -> what is wrong (zh, en) and what to do next (zh, en), with places for words."""

NOTHING = Text("", "")


def letter(code: str, place: Place, value: object = "", **words: object) -> Problem:
    """Return the problem of a code, its words filled in; a ``Text`` gives each language its own."""
    zh, en, next_zh, next_en = LETTERS[code]
    chinese, english = _in(0, value, words), _in(1, value, words)
    return Problem(
        code=code,
        message=Text(zh.format(**chinese), en.format(**english)),
        next_step=Text(next_zh.format(**chinese), next_en.format(**english)),
        place=place,
        value=str(value),
    )


def _in(language: int, value: object, words: dict[str, object]) -> dict[str, object]:
    """Return the words of one language: 0 Chinese, 1 English."""
    return {
        name: word[language] if isinstance(word, Text) else word
        for name, word in {"value": value, **words}.items()
    }
