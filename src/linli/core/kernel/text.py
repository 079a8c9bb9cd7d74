"""Words in the interface's two languages."""

from __future__ import annotations

from typing import NamedTuple


class Text(NamedTuple):
    """A phrase in Chinese (the default) and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the phrase for a language code such as ``zh-hans`` or ``en``."""
        return self.en if language.lower().startswith("en") else self.zh

    def __str__(self) -> str:
        return self.zh
