"""What the reader of cells leaves unsaid of an xls file: password, formulas, merged cells."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from linli.engines.workbook.markup import Markup
from linli.engines.workbook.problems import damaged, password_protected
from linli.engines.workbook.sheet import column_letter

_FREE = 0xFFFFFFFA  # sector numbers from here on say "none"
_MINI_CUTOFF = 4096
_NAMES = ("Workbook", "Book")
_SHEET, _LOCKED, _FORMULA, _BOOL_OR_ERROR, _MERGED, _END = 0x85, 0x2F, 0x06, 0x205, 0xE5, 0x0A


def read_binary_markup(content: bytes, file_name: str) -> dict[str, Markup]:
    """Return each sheet's markup by sheet name, in the file's order.

    Raises ``ProblemError`` for a file that is damaged or needs a password.
    """
    try:
        book = _book_stream(content)
        return {name: _sheet_markup(book, begin) for name, begin in _sheets(book)}
    except (struct.error, IndexError, StopIteration) as error:
        raise damaged(file_name) from error


def _sheets(book: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(book, 0):
        if kind == _LOCKED:
            raise password_protected()
        if kind == _SHEET:
            begin, _state, length, wide = struct.unpack_from("<IHBB", body)
            name = body[8 : 8 + length * (1 + (wide & 1))]
            yield name.decode("utf-16-le" if wide & 1 else "latin-1", "replace"), begin


def _sheet_markup(book: bytes, begin: int) -> Markup:
    markup = Markup()
    for kind, body in _records(book, begin):
        is_error = kind == _BOOL_OR_ERROR and body[7] == 1
        if kind == _FORMULA or is_error:
            row, column = struct.unpack_from("<HH", body)
            markup.formulas.append(f"{column_letter(column)}{row + 1}")
        elif kind == _MERGED:
            for top, bottom, left, right in struct.iter_unpack("<4H", body[2:]):
                ends = f"{column_letter(left)}{top + 1}:{column_letter(right)}{bottom + 1}"
                markup.merged.append(ends)
    return markup


def _records(book: bytes, begin: int) -> Iterator[tuple[int, bytes]]:
    """Yield kind and body of each record up to the end mark of the part that begins here."""
    while begin + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, begin)
        if kind == _END:
            return
        yield kind, book[begin + 4 : begin + 4 + length]
        begin += 4 + length


def _book_stream(content: bytes) -> bytes:
    """Return the stream that holds the sheets, put together from its sectors."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    directory_at, small_at = (struct.unpack_from("<I", content, place)[0] for place in (48, 60))
    fat = _numbers(b"".join(_sector(content, each, size) for each in _fat_sectors(content, size)))
    directory = _chain(content, directory_at, fat, size)
    entries = [directory[place : place + 128] for place in range(0, len(directory), 128)]
    begin, length = next(_extent(entry) for entry in entries if _name(entry) in _NAMES)
    if length >= _MINI_CUTOFF:
        return _chain(content, begin, fat, size)[:length]
    small_fat = _numbers(_chain(content, small_at, fat, size))
    small = _chain(content, _extent(entries[0])[0], fat, size)
    # Small sectors are counted from the start of their stream, without a header before them.
    return _chain(bytes(64) + small, begin, small_fat, 64)[:length]


def _fat_sectors(content: bytes, size: int) -> list[int]:
    """Return the sectors that hold the table of chains; past 109 they are listed in sectors."""
    listed = list(struct.unpack_from("<109I", content, 76))
    following, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(content) // size)):
        *more, following = _numbers(_sector(content, following, size))
        listed += more
    return [each for each in listed if each < _FREE]


def _chain(content: bytes, begin: int, fat: tuple[int, ...], size: int) -> bytes:
    sectors: list[bytes] = []
    while begin < _FREE and len(sectors) <= len(fat):
        sectors.append(_sector(content, begin, size))
        begin = fat[begin]
    return b"".join(sectors)


def _sector(content: bytes, number: int, size: int) -> bytes:
    return content[(number + 1) * size : (number + 2) * size]


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(0, length - 2)].decode("utf-16-le", "replace")


def _extent(entry: bytes) -> tuple[int, int]:
    begin, length = struct.unpack_from("<II", entry, 116)
    return begin, length
