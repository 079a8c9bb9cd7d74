"""Read a workbook, whatever kind it is, as sheets of text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import fastexcel
import polars as pl

from linli.core.kernel.problem import Problem
from linli.engines.workbook import problems
from linli.engines.workbook.biff import read_binary_markup
from linli.engines.workbook.binary import without_noise
from linli.engines.workbook.container import Kind, kind_of
from linli.engines.workbook.guard import unguarded
from linli.engines.workbook.headings import as_sheet
from linli.engines.workbook.markup import Markup, check_open_document, read_markup
from linli.engines.workbook.sheet import Sheet, column_letter

MAX_BYTES = 100 * 1024**2
_ENCODINGS = ("utf-8-sig", "gb18030")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = ",\t;，"


def read_workbook(content: bytes, file_name: str, max_bytes: int = MAX_BYTES) -> list[Sheet]:
    """Return the visible sheets that hold rows, every cell as text.

    xlsx, xls and ods are told by their content, csv by its name (UTF-8 or GBK). ``max_bytes`` is
    the largest file taken. Raises ``ProblemError`` for a file that cannot be used.
    """
    if len(content) > max_bytes:
        raise problems.too_large(max_bytes)
    kind = kind_of(content, file_name)
    found = (
        _text_sheets(content, file_name) if kind is Kind.CSV else _sheets(content, file_name, kind)
    )
    sheets = [sheet for sheet in found if sheet]
    if not sheets:
        raise problems.empty(file_name)
    return sheets


def _sheets(content: bytes, file_name: str, kind: Kind) -> Iterator[Sheet | None]:
    markup = _markup(content, file_name, kind)
    has_formulas = kind is Kind.ODS and check_open_document(content, file_name)
    try:
        reader = fastexcel.read_excel(content)
        for name in reader.sheet_names:
            # Every cell as text: with inference, texts in a column of numbers vanish (measured).
            # ``skip_rows=0`` keeps blank rows at the top, so that places are those of Excel.
            sheet = reader.load_sheet(
                name, header_row=None, dtypes="string", skip_rows=0, whitespace_as_null=True
            )
            if sheet.visible == "visible" and sheet.height:
                yield _as_sheet(name, sheet, markup.get(name, Markup()), has_formulas=has_formulas)
    except BaseException as error:  # the reader's panic is no Exception
        if isinstance(error, fastexcel.FastExcelError) or type(error).__name__ == "PanicException":
            raise _unreadable(error, file_name) from error
        raise


def _markup(content: bytes, file_name: str, kind: Kind) -> dict[str, Markup]:
    """Return what the reader of cells does not tell, by sheet name."""
    if kind is Kind.XLS:
        return read_binary_markup(content, file_name)
    return read_markup(content, file_name) if kind is Kind.XLSX else {}


def _as_sheet(
    name: str, sheet: fastexcel.ExcelSheet, markup: Markup, *, has_formulas: bool
) -> Sheet | None:
    letters = [column_letter(column.absolute_index) for column in sheet.available_columns()]
    cells = markup.formulas or (["—"] if has_formulas else [])
    found: list[Problem] = [problems.formulas(name, cells)] if cells else []
    return as_sheet(name, without_noise(sheet.to_polars()), letters, found, markup.merged)


def _unreadable(error: BaseException, file_name: str) -> Exception:
    if "password" in str(error).lower():
        return problems.password_protected()
    return problems.damaged(file_name)


def _text_sheets(content: bytes, file_name: str) -> Iterator[Sheet | None]:
    text = _decoded(content, file_name)
    delimiter = max(_DELIMITERS, key=text.partition("\n")[0].count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise problems.damaged(file_name) from error
    width = max(map(len, rows), default=0)
    if width:
        columns = {
            f"column_{i}": [
                unguarded(row[i]) if i < len(row) and row[i].strip() else None for row in rows
            ]
            for i in range(width)
        }
        grid = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
        yield as_sheet(
            file_name.rpartition(".")[0][:60],
            grid,
            [column_letter(index) for index in range(width)],
            [],
            [],
        )


def _decoded(content: bytes, file_name: str) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF_16) else _ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise problems.text_encoding(file_name)
