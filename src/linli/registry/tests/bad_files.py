"""Files that no survey should be, made for the tests byte by byte."""

import io
import struct
import zipfile

import openpyxl

SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF


def protected_workbook() -> bytes:
    """Return an OLE compound file with the streams of an encrypted Office document."""
    package = b"\x00" * (8 * SECTOR)  # 4,096 bytes: as large as a stream of full sectors must be
    info = struct.pack("<HHI", 4, 4, 0x40).ljust(len(package), b"\x00")
    fat = [_FAT, _END, *_chain(2, 8), *_chain(10, 8)]
    directory = b"".join(
        (
            _entry("Root Entry", 5, child=1),
            _entry("EncryptionInfo", 2, start=2, size=len(info), right=2),
            _entry("EncryptedPackage", 2, start=10, size=len(package)),
            _entry("", 0),
        )
    )
    fat_sector = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    return _header() + fat_sector + directory + info + package


def _chain(first: int, sectors: int) -> list[int]:
    return [*range(first + 1, first + sectors), _END]


def _header() -> bytes:
    fixed = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),  # version 3, little-endian, sectors of 512 and 64 bytes
        *(0, 1, 1, 0, 4096, _END, 0, _END, 0, 0),  # one FAT sector, directory in sector 1
    )
    return fixed.ljust(SECTOR, b"\xff")


def _entry(name: str, kind: int, start: int = 0, size: int = 0, **kin: int) -> bytes:
    written = name.encode("utf-16-le") + b"\x00\x00" if name else b""
    return struct.pack(
        "<64sHBBIII16xI16xIQ",
        written,
        *(len(written), kind, 1),
        *(_NONE, kin.get("right", _NONE), kin.get("child", _NONE)),
        *(0, start, size),
    )


def with_part(content: bytes, name: str, replace) -> bytes:
    """Return a zip file with one of its parts changed by a function of its bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w") as new:
        for part in old.infolist():
            body = old.read(part)
            changed = replace(body) if part.filename == name else body
            new.writestr(part.filename, changed, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def bomb(content: bytes, size: int) -> bytes:
    """Return a workbook with a part of spaces that unpacks to ``size`` bytes."""
    result = io.BytesIO(content)
    with (
        zipfile.ZipFile(result, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.png", "w", force_zip64=True) as part,
    ):
        for _ in range(size // 2**20):
            part.write(b" " * 2**20)
    return result.getvalue()


def understated(content: bytes, name: str, declared: int) -> bytes:
    """Return a zip file whose directory says that a part is smaller than it unpacks to."""
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    return content[: at + 24] + struct.pack("<I", declared) + content[at + 28 :]


def styled(change) -> bytes:
    """Return a workbook that a function has worked on with openpyxl; it gets book and sheet."""
    book = openpyxl.Workbook()
    book.active.title = "小区"
    change(book, book.active)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
