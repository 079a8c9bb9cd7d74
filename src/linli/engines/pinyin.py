"""Pinyin initials of names, by which people search: "jhy" finds 锦华园."""

from __future__ import annotations

import os
from functools import cache

# Single characters need no dictionary of phrases, which takes 40 MB and a fifth of a second.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
from pypinyin import Style, pinyin


def initials(name: str) -> str:
    """Return the initials of a name's readings, each between blanks: ``" jhy "``.

    First the commonest reading of every character, then each other reading of one of them: who
    searches 长安 by "ca" or "za" finds it. Letters and digits stand for themselves.
    """
    characters = [_initials_of(character) for character in name if not character.isspace()]
    common = [readings[0] for readings in characters]
    found = ["".join(common)]
    for place, readings in enumerate(characters):
        found += ("".join([*common[:place], other, *common[place + 1 :]]) for other in readings[1:])
    return f" {' '.join(dict.fromkeys(found))} "


@cache
def _initials_of(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),)
    found = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ("",)
