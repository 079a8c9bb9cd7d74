"""Set a document: a Typst template, data and pictures in, a PDF out; nothing else is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import typst

FONTS = Path(__file__).parent / "fonts"
_MAIN, _DATA = "main.typ", "data.json"


def render_pdf(template: str, data: Any, files: Mapping[str, bytes] | None = None) -> bytes:  # noqa: ANN401 - JSON
    """Return the PDF of a template, which reads ``json("data.json")`` and ``files`` by name.

    Text is data, never markup: nothing that people wrote is run. Fonts of the machine are not
    used, so a document looks the same everywhere. Raises ``typst.TypstError`` for a bad template
    or picture.
    """
    return _compiled(template, data, files, "pdf")[0]


def render_pictures(
    template: str,
    data: Any,  # noqa: ANN401 - JSON
    files: Mapping[str, bytes] | None = None,
) -> list[bytes]:
    """Return the pages of the same document as PNG, as they would be printed."""
    return _compiled(template, data, files, "png")


def _compiled(
    template: str,
    data: Any,  # noqa: ANN401 - JSON
    files: Mapping[str, bytes] | None,
    kind: Literal["pdf", "png"],
) -> list[bytes]:
    given = {_MAIN: template.encode(), _DATA: json.dumps(data, ensure_ascii=False).encode()}
    with TemporaryDirectory() as folder:  # the library takes pictures from files only
        for name, content in {**(files or {}), **given}.items():
            Path(folder, name).write_bytes(content)
        made: Any = typst.compile(
            Path(folder, _MAIN), font_paths=_fonts(), ignore_system_fonts=True, format=kind
        )
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
