"""Collect the Chinese words of code and pages into the English catalogue, and compile it.

python tools/messages.py            update the catalogue: new words come empty, gone ones leave
python tools/messages.py --check    fail where a word is missing, stale or untranslated
python tools/messages.py --compile  only write the compiled catalogue
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).parent.parent / "src" / "linli"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def sources() -> Iterator[str]:
    """Yield the Python text of every module and, made readable as Python, of every template."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if not {"migrations", "tests"} & set(path.parts):
            yield path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("templates/**/*.html")):
        marked = templatize(path.read_text("utf-8"), origin=path.name)
        yield "\n".join(line.lstrip() for line in marked.splitlines())


def words() -> list[str | tuple[str, ...]]:
    """Return every word that people see, each once, in the order of the files."""
    found = (
        message
        for text in sources()
        for _line, message, _comments, _context in extract(
            "python", io.BytesIO(text.encode()), KEYWORDS
        )
    )
    return list(dict.fromkeys(found))


def read() -> Catalog:
    """Return the catalogue as it stands, or an empty one."""
    if not CATALOGUE.exists():
        return Catalog("en")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def renew(old: Catalog) -> Catalog:
    """Return a catalogue of just the words in use, with the translations that are known."""
    new = Catalog("en", fuzzy=False)
    for word in words():
        known = old.get(word[0] if isinstance(word, tuple) else word)
        new.add(word, known.string if known else "")
    return new


def faults(catalogue: Catalog) -> list[str]:
    """Return what is missing, stale or untranslated."""
    used, known = set(words()), {message.id for message in catalogue if message.id}
    empty = [message.id for message in catalogue if message.id and not message.string]
    return (
        [f"not in the catalogue: {word}" for word in sorted(map(str, used - known))]
        + [f"no longer used: {word}" for word in sorted(map(str, known - used))]
        + [f"not translated: {word}" for word in empty]
    )


def compile_catalogue(catalogue: Catalog) -> None:
    """Write the compiled catalogue that Django reads."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def main() -> int:
    """Do what the command line asks; return the exit code."""
    settings.configure()
    if "--check" in sys.argv:
        print("\n".join(found := faults(read())) or "words: complete")
        return bool(found)
    if "--compile" not in sys.argv:
        catalogue = renew(read())
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        with CATALOGUE.open("wb") as file:
            write_po(file, catalogue, width=0, omit_header=True)
        print(
            f"{len(catalogue)} words, {sum(not m.string for m in catalogue if m.id)} to translate"
        )
    compile_catalogue(read())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
