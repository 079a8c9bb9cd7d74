"""Small workbook files for the tests."""

import io
import zipfile
from collections.abc import Mapping

import openpyxl

ROWS = (("小区", "户数"), ("甲", 100), ("乙", 200))


def book(*rows: tuple[object, ...], merged: str = "", left: int = 0, top: int = 0) -> bytes:
    """Return an xlsx workbook of one sheet, its cells moved right and down."""
    file = openpyxl.Workbook()
    for row, cells in enumerate(rows, top + 1):
        for column, value in enumerate(cells, left + 1):
            file.active.cell(row, column, value)
    if merged:
        file.active.merge_cells(merged)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def zipped(parts: Mapping[str, bytes], start: bytes = b"") -> bytes:
    """Return a zip file of these parts, added to another where one is given."""
    file = io.BytesIO(start)
    with zipfile.ZipFile(file, "a" if start else "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def sheet_part(content: bytes, text: str) -> bytes:
    """Return a workbook with the markup of its first sheet exchanged."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**parts, "xl/worksheets/sheet1.xml": text.encode()})
