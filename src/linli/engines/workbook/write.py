"""Write tables as an xlsx workbook: frozen headings, widths, drop-downs, notes, marked cells."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import xlsxwriter


class Formula(NamedTuple):
    """A live formula, ``{row}`` standing for its own row, with the value that it has now."""

    text: str
    value: Decimal | int | str


Cell = str | int | Decimal | date | bool | Formula | None
DROP_DOWN_ROWS = 2_000
_WIDEST = 60
_NARROWEST = 9
_LONGEST_LIST = 255  # characters that Excel keeps of a drop-down written into the cell
_OPTIONS_SHEET = "选项"
_ALLOWED = dict.fromkeys(
    (
        *("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows"),
        *("sort", "autofilter"),
    ),
    True,
)
"""What protection leaves free: only the headings are to stay as they are."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet to write: headings in row 1, or below ``title`` where one is given.

    ``notes``: comment of a heading; ``choices``: drop-down of a heading's column;
    ``marks``: comment of a cell to colour, by (place in ``rows``, place in ``headings``).
    ``texts``: headings whose cells a spreadsheet must not turn into numbers or days.
    ``protected``: headings are locked, all cells below are free. ``sums``: headings whose numbers
    a last row adds up by live formulas.
    """

    name: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    title: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    marks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    protected: bool = False
    sums: frozenset[str] = frozenset()


def write_tables(tables: Sequence[Table]) -> bytes:
    """Return an xlsx workbook with a sheet a table; a text never becomes a formula or a link."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        for table in tables:
            _Writer(book, table).write()
    return file.getvalue()


class _Writer:
    """Writes one table into a new sheet of a workbook."""

    def __init__(self, book: Any, table: Table) -> None:  # noqa: ANN401 - xlsxwriter is untyped
        self.book, self.table = book, table
        self.sheet = book.add_worksheet(table.name)
        self.top = 1 if table.title else 0  # the headings' row, counted from 0
        grid = {"border": 1, "border_color": "#C9CDD3", "valign": "vcenter", "text_wrap": True}
        grid["locked"] = not table.protected
        self.plain = book.add_format(grid)
        self.text = book.add_format({**grid, "num_format": "@"})
        self.marked = book.add_format({**grid, "bg_color": "#FFD9D2"})
        self.head = book.add_format({**grid, "locked": True, "bold": True, "bg_color": "#E4ECF7"})
        self.heading_of_sheet = book.add_format({"bold": True, "font_size": 14})
        self.day = book.add_format({**grid, "num_format": "yyyy-mm-dd"})

    def write(self) -> None:
        """Write title, headings, rows and what hangs on them."""
        if self.table.title:
            self.sheet.write_string(0, 0, self.table.title, self.heading_of_sheet)
        for column, heading in enumerate(self.table.headings):
            self.sheet.write_string(self.top, column, heading, self.head)
            if note := self.table.notes.get(heading):
                self._comment(self.top, column, note)
        for place, row in enumerate(self.table.rows):
            for column, value in enumerate(row):
                self._cell(place, column, value)
        if self.table.sums:
            self._add_up()
        self.sheet.freeze_panes(self.top + 1, 0)
        if self.table.headings:
            last = self.top + max(1, len(self.table.rows))
            self.sheet.autofilter(self.top, 0, last, len(self.table.headings) - 1)
        self._set_widths()
        self._set_choices()
        if self.table.protected:
            self.sheet.protect("", _ALLOWED)

    def _cell(self, place: int, column: int, value: Cell) -> None:
        row = self.top + 1 + place
        comment = self.table.marks.get((place, column))
        usual = self.text if self.table.headings[column] in self.table.texts else self.plain
        form = self.marked if comment else self.day if isinstance(value, date) else usual
        if isinstance(value, Formula):
            self.sheet.write_formula(row, column, value.text.format(row=row + 1), form, value.value)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, form)
        else:
            self.sheet.write(row, column, value, form)
        if comment:
            self._comment(row, column, comment)

    def _add_up(self) -> None:
        """Write the row of sums, with the values that a program without formulas shows."""
        first, last = self.top + 1, self.top + len(self.table.rows)
        for column, heading in enumerate(self.table.headings):
            if heading in self.table.sums:
                total = sum(Decimal(_shown(row[column]) or 0) for row in self.table.rows)
                letter = xlsxwriter.utility.xl_col_to_name(column)
                formula = f"=SUM({letter}{first + 1}:{letter}{last + 1})"
                self.sheet.write_formula(last + 1, column, formula, self.head, total)
            else:
                self.sheet.write_string(last + 1, column, "合计" if column == 0 else "", self.head)

    def _comment(self, row: int, column: int, text: str) -> None:
        height = 24 + 18 * sum(1 + _width(line) // 40 for line in text.splitlines())
        self.sheet.write_comment(row, column, text, {"width": 300, "height": height})

    def _set_widths(self) -> None:
        for column, heading in enumerate(self.table.headings):
            cells = [heading, *(_shown(row[column]) for row in self.table.rows[:200])]
            widest = max(_width(text) for text in cells)
            width = max(_NARROWEST, min(widest + 2, _WIDEST))
            form = self.text if heading in self.table.texts else self.plain
            self.sheet.set_column(column, column, width, form if self.table.protected else None)

    def _set_choices(self) -> None:
        last = self.top + max(DROP_DOWN_ROWS, len(self.table.rows))
        for heading, options in self.table.choices.items():
            if options:
                column = list(self.table.headings).index(heading)
                rule = {"validate": "list", "source": self._source(options)}
                self.sheet.data_validation(self.top + 1, column, last, column, rule)

    def _source(self, options: Sequence[str]) -> list[str] | str:
        """Return the options themselves, or a range of a hidden sheet where they are too long."""
        if len(",".join(options)) <= _LONGEST_LIST:
            return list(options)
        lists = self.book.get_worksheet_by_name(_OPTIONS_SHEET)
        if lists is None:
            lists = self.book.add_worksheet(_OPTIONS_SHEET)
            lists.hide()
        column = 0 if lists.dim_colmax is None else lists.dim_colmax + 1
        lists.write_column(0, column, options)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        return f"='{_OPTIONS_SHEET}'!${letter}$1:${letter}${len(options)}"


def cell_of(headings: Sequence[str], heading: str) -> str:
    """Return the cell of a heading in a formula's own row, as ``Formula`` writes it."""
    return f"{xlsxwriter.utility.xl_col_to_name(list(headings).index(heading))}{{row}}"


def _shown(value: Cell) -> str:
    shown = value.value if isinstance(value, Formula) else value
    return "" if shown is None else str(shown)


def _width(text: str) -> int:
    """Return how many narrow characters a text takes: a Chinese one counts two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
