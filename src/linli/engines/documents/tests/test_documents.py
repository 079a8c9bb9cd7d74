import re
import struct
import zlib

import pytest
import typst

from linli.engines.documents import printable, render_pdf, render_pictures
from linli.engines.documents.pictures import MAX_PIXELS, size_of

TEMPLATE = '#set text(font: "Noto Sans SC")\n#let d = json("data.json")\n#d.name'
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xc0\0\x11\x08\0\x03\0\x04\x03"


def png(width: int, height: int, body: bytes | None = None) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    rows = zlib.compress((b"\0" + b"\x20" * 3 * width) * height) if body is None else body
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def characters_of(pdf: bytes) -> set[str]:
    """Return what the PDF's fonts say their glyphs mean: that is what copying text gives."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b"beginbfchar" in text:
            for code in re.findall(rb"<[0-9A-F]+> <([0-9A-F]+)>", text):
                found |= set(bytes.fromhex(code.decode()).decode("utf-16-be"))
    return found


def test_chinese_text_is_set_with_our_own_font_and_can_be_copied():
    pdf = render_pdf(TEMPLATE, {"name": "锦华园𠮷 Linli"})
    assert pdf.startswith(b"%PDF-")
    assert set("锦华园") <= characters_of(pdf)
    assert b"NotoSansSC" in pdf


@pytest.mark.parametrize(
    "name", ["#panic()", "$x^2$", "`raw` *bold* @label", "<script>", "\\u{7f}"]
)
def test_what_people_wrote_is_text_and_never_run(name):
    assert set(name) - {" "} <= characters_of(render_pdf(TEMPLATE, {"name": name}))


def test_a_bad_template_is_refused():
    with pytest.raises(typst.TypstError):
        render_pdf("#nothing-of-that-name", {})


def test_pages_come_as_pictures_too():
    pages = render_pictures(TEMPLATE + "\n#pagebreak()\n二", {"name": "一"})
    assert [page[:4] for page in pages] == [b"\x89PNG"] * 2


@pytest.mark.parametrize(
    ("content", "size"),
    [
        (png(4, 3), (4, 3)),
        (JPEG, (4, 3)),
        (b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\3\0\0\2\0\0", (4, 3)),
        (b"RIFF\0\0\0\0WEBPVP8L" + b"\0" * 4 + b"\x2f" + struct.pack("<I", 3 | 2 << 14), (4, 3)),
        (b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 4, 3), (4, 3)),
        (b"\xff\xd8\xff", (0, 0)),
        (b"\x89PNG\r\n\x1a\n", (0, 0)),
        (b"\0\0\0\x18ftypheic", (0, 0)),
        (b"", (0, 0)),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(content, size):
    assert size_of(content) == size


def test_only_whole_pictures_of_a_bearable_size_are_printed():
    assert printable(png(4, 3))
    assert not printable(png(4, 3)[:40])
    assert not printable(png(4, 3, b"no rows"))
    assert not printable(JPEG)
    assert not printable(png(MAX_PIXELS, 2, b""))
