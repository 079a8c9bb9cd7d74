"""What the reader of cells does not tell of an xlsx or ods file: formulas, merged cells, extent."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from linli.engines.workbook.container import check_sizes, parts, unpacked
from linli.engines.workbook.problems import bomb, damaged

MAX_CELLS = 30_000_000  # the reader keeps a full rectangle in memory
_OVERLAP = 400  # bytes: longer than any tag that is looked for
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*["\']([^"\']*)["\']')
_FORMULA = re.compile(rb'<(?:x:)?c [^>]*?r="([A-Z]+\d+)"[^>]*>\s*<(?:x:)?f[\s>/]')
_ANY_FORMULA = re.compile(rb"<(?:x:)?f[\s>/]")
_ERROR = re.compile(rb'<(?:x:)?c (?=[^>]*t="e")[^>]*?r="([A-Z]+\d+)"')
_MERGED = re.compile(rb'<(?:x:)?mergeCell [^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')
_WIDE = re.compile(rb'r="([A-Z]{2,3})\d')
_ROW = re.compile(rb'<(?:x:)?row [^>]*?r="(\d{1,8})"')
_REPEATED = re.compile(
    rb"<table:table-row[^>]*number-rows-repeated=\"(\d{3,})\"[^>]*>(.*?)</table:table-row>",
    re.DOTALL,
)
_WIDE_REPEAT = re.compile(rb"number-columns-repeated=\"\d{4,}\"[^>]*office:value")


@dataclass(slots=True)
class Markup:
    """What a sheet's XML says: cells with formulas or errors, merged ranges, its extent."""

    formulas: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    last_row: int = 0
    widest: bytes = b""


def read_markup(content: bytes, file_name: str) -> dict[str, Markup]:
    """Return each sheet's markup by sheet name, having unpacked and measured every part.

    Raises ``ProblemError`` for a file that is unsafe or damaged.
    """
    by_path = {part.filename: part for part in parts(content, file_name)}
    found = {}
    for name, path in _sheet_paths(content, file_name).items():
        if path in by_path:
            found[name] = _scan(unpacked(content, by_path[path], file_name))
    check_sizes(content, file_name, set(_sheet_paths(content, file_name).values()))
    return found


def _sheet_paths(content: bytes, file_name: str) -> dict[str, str]:
    book = _part(content, "xl/workbook.xml", file_name)
    relations = [
        dict(_attributes(tag))
        for tag in _RELATION.findall(_part(content, "xl/_rels/workbook.xml.rels", file_name))
    ]
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    paths = {}
    for tag in _SHEET.findall(book):
        given = dict(_attributes(tag))
        identifier = next((value for key, value in given.items() if key.endswith(":id")), "")
        target = targets.get(identifier, "")
        paths[given.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return paths


def _attributes(tag: bytes) -> Iterator[tuple[str, str]]:
    for key, value in _ATTRIBUTE.findall(tag):
        yield key.decode(), html.unescape(value.decode("utf-8", "replace"))


def _part(content: bytes, name: str, file_name: str) -> bytes:
    for part in parts(content, file_name):
        if part.filename == name:
            return b"".join(unpacked(content, part, file_name))
    raise damaged(file_name)


def _windows(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces that overlap, so that no tag is cut in all of them."""
    tail = b""
    for piece in pieces:
        window = tail + piece
        yield window
        tail = window[-_OVERLAP:]


def _scan(pieces: Iterable[bytes]) -> Markup:
    markup, named = Markup(), set[bytes]()
    merged: set[bytes] = set()
    for window in _windows(pieces):
        if (b"<f" in window or b"<x:f" in window) and _ANY_FORMULA.search(window):
            named.update(_FORMULA.findall(window) or [b"?"])
        if b't="e"' in window:
            named.update(_ERROR.findall(window))
        if b"mergeCell " in window:
            merged.update(_MERGED.findall(window))
        _measure(markup, window)
    markup.formulas = _in_order(named - {b"?"} or named)
    markup.merged = _in_order(merged)
    return markup


def _measure(markup: Markup, window: bytes) -> None:
    """Note the last row and the widest column; refuse a rectangle that no memory could hold."""
    start = max(window.rfind(b"<row "), window.rfind(b"<x:row "))
    if start >= 0 and (match := _ROW.match(window, start)):
        markup.last_row = max(markup.last_row, int(match[1]))
    for letters in set(_WIDE.findall(window)):
        markup.widest = max(markup.widest, letters, key=lambda each: (len(each), each))
    if markup.last_row * (_columns(markup.widest) if markup.widest else 26) > MAX_CELLS:
        raise bomb()


def _columns(letters: bytes) -> int:
    count = 0
    for letter in letters:
        count = count * 26 + letter - ord("A") + 1
    return count


def _in_order(cells: set[bytes]) -> list[str]:
    """Return cell names by row, then column."""

    def key(cell: str) -> tuple[int, int, str]:
        letters = re.match("[A-Z]*", cell)
        width = len(letters[0]) if letters else 0
        row = re.match(r"\d+", cell[width:])
        return (int(row[0]) if row else 0, width, cell)

    return sorted((cell.decode() for cell in cells), key=key)


def check_open_document(content: bytes, file_name: str) -> bool:
    """Measure an ods file, raising ``ProblemError`` where unsafe; tell whether it has formulas."""
    xml = _part(content, "content.xml", file_name)
    repeated = _REPEATED.findall(xml)
    if any(b"office:value" in cells or b"<text:p" in cells for _count, cells in repeated):
        raise bomb()
    if _WIDE_REPEAT.search(xml):
        raise bomb()
    check_sizes(content, file_name, {"content.xml"})
    return b"table:formula=" in xml
