"""Which pictures may be printed: read whole, and not so large that setting them fills memory."""

from __future__ import annotations

import struct

import typst

from linli.engines.documents.render import render_pdf

MAX_PIXELS = 60_000_000
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
_NO_SIZE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers of a JPEG that stand alone."""
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers of a JPEG that give its height and width."""
_TRIAL = '#set page(width: 3cm, height: 3cm)\n#image("picture", width: 1cm)'


def printable(content: bytes) -> bool:
    """Tell whether a picture (JPEG, PNG, WebP) can be set; HEIC and broken ones cannot."""
    width, height = size_of(content)
    if not 0 < width * height <= MAX_PIXELS:
        return False
    try:
        render_pdf(_TRIAL, None, {"picture": content})
    except typst.TypstError:
        return False
    return True


def size_of(content: bytes) -> tuple[int, int]:
    """Return width and height in pixels by a picture's head; (0, 0) where it has none."""
    try:
        if content.startswith(_PNG):
            return struct.unpack(">II", content[16:24])
        if content.startswith(_JPEG):
            return _jpeg_size(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp_size(content)
    except (struct.error, IndexError):
        pass
    return 0, 0


def _jpeg_size(content: bytes) -> tuple[int, int]:
    at = 2
    while content[at] == 0xFF:  # noqa: PLR2004 - every marker begins so
        marker = content[at + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        alone = marker in _NO_SIZE
        at += 2 if alone else 2 + struct.unpack(">H", content[at + 2 : at + 4])[0]
    return 0, 0


def _webp_size(content: bytes) -> tuple[int, int]:
    kind = content[12:16]
    if kind == b"VP8X":
        return tuple(1 + int.from_bytes(content[at : at + 3], "little") for at in (24, 27))  # type: ignore[return-value] # two of them
    if kind == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
