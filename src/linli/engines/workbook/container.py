"""What kind of file it is, told by its content, and whether it is safe to unpack."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum

from linli.engines.workbook.problems import bomb, damaged, not_a_workbook, password_protected

MAX_UNPACKED = 1_000_000_000  # a national listing of 219,000 rows unpacks to a third of it
MAX_PARTS = 2_000
_CHUNK = 1 << 20
_LOCAL_HEADER = 30
_SUSPECT_SIZE, _SUSPECT_RATIO = 50_000_000, 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BIFF = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")


class Kind(StrEnum):
    """Kinds of workbooks that can be read."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


def kind_of(content: bytes, file_name: str) -> Kind:
    """Tell the kind from the content; only plain text is told by its file name."""
    if content.startswith(b"PK\x03\x04"):
        return _zip_kind(content, file_name)
    if content.startswith(_OLE):
        return _ole_kind(content, file_name)
    if file_name.lower().endswith(_TEXT_ENDINGS):
        return Kind.CSV
    raise not_a_workbook(file_name)


def _zip_kind(content: bytes, file_name: str) -> Kind:
    names = {part.filename for part in parts(content, file_name)}
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if {"content.xml", "mimetype"} <= names:
        _check_unlocked(content, file_name)
        return Kind.ODS
    raise not_a_workbook(file_name)


def _check_unlocked(content: bytes, file_name: str) -> None:
    """Refuse an ods file whose list of parts says that they are encrypted."""
    for part in parts(content, file_name):
        if part.filename == "META-INF/manifest.xml":
            listed = b"".join(unpacked(content, part, file_name))
            if b"encryption-data" in listed:
                raise password_protected()


def _ole_kind(content: bytes, file_name: str) -> Kind:
    if _ENCRYPTED in content:
        raise password_protected()
    if any(name in content for name in _BIFF):
        return Kind.XLS
    raise not_a_workbook(file_name)


def parts(content: bytes, file_name: str) -> list[zipfile.ZipInfo]:
    """Return the parts of a zip file; raises ``ProblemError`` for one that declares too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise damaged(file_name) from error
    if len(found) > MAX_PARTS or sum(part.file_size for part in found) > MAX_UNPACKED:
        raise bomb()
    if any(map(_swells, found)):
        raise bomb()
    # Two parts of one name could show one face to the checks and another to the reader of cells.
    if len({part.filename for part in found}) < len(found):
        raise damaged(file_name)
    if any(part.flag_bits & 1 for part in found):
        raise password_protected()
    return found


def _swells(part: zipfile.ZipInfo) -> bool:
    return part.file_size > max(_SUSPECT_SIZE, _SUSPECT_RATIO * part.compress_size)


def unpacked(content: bytes, part: zipfile.ZipInfo, file_name: str) -> Iterator[bytes]:
    """Unpack a part in pieces; raises ``ProblemError`` where it is larger than it declares.

    Not left to ``zipfile``, which stops at the declared size: the reader of the cells does not.
    """
    left = part.file_size
    for piece in _pieces(content, part, file_name):
        left -= len(piece)
        if left < 0:
            raise bomb()
        yield piece


def _pieces(content: bytes, part: zipfile.ZipInfo, file_name: str) -> Iterator[bytes]:
    lengths = content[part.header_offset + 26 : part.header_offset + _LOCAL_HEADER]
    if len(lengths) != 4:  # noqa: PLR2004 - two lengths of two bytes
        raise damaged(file_name)
    begin = part.header_offset + _LOCAL_HEADER + sum(struct.unpack("<HH", lengths))
    packed = memoryview(content)[begin : begin + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        yield bytes(packed)
        return
    if part.compress_type != zipfile.ZIP_DEFLATED:
        raise damaged(file_name)
    try:
        yield from _inflated(packed)
    except zlib.error as error:
        raise damaged(file_name) from error


def _inflated(packed: memoryview) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    for begin in range(0, len(packed), _CHUNK):
        waiting: bytes | memoryview = packed[begin : begin + _CHUNK]
        while waiting and not stream.eof:
            yield stream.decompress(waiting, _CHUNK)
            waiting = stream.unconsumed_tail
    yield stream.flush()


def check_sizes(content: bytes, file_name: str, seen: set[str]) -> None:
    """Unpack every part that has not been seen, so that none is larger than it declares."""
    for part in parts(content, file_name):
        if part.filename not in seen:
            for _piece in unpacked(content, part, file_name):
                pass
