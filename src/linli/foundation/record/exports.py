"""Entries of the record as a file: a CSV of any length, or an XLSX of what a sheet can bear.

Both hold what the record holds, in which encrypted columns never were.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.engines.workbook import Table, write_tables
from linli.engines.workbook.guard import guarded
from linli.foundation.record.models import Entry

KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""Media types by the ending of the file's name."""
MOST_ROWS = 20_000
"""Entries in an XLSX, which is built in memory."""
_CELL = 32_767  # characters that a cell of an XLSX takes


def headings() -> list[str]:
    """Return the headings of the columns, in the reader's language."""
    columns = ("at", "actor", "reason", "table", "row", "operation", "before", "after")
    names = [str(Entry._meta.get_field(name).verbose_name) for name in columns]  # type: ignore[union-attr]
    return [_("序号"), *names, _("哈希")]


def csv_lines(entries: Iterable[Entry], head: list[str]) -> Iterator[str]:
    """Yield the lines of a CSV, the mark of UTF-8 first; no cell can run as a formula."""
    yield "\ufeff" + _line(head)
    for entry in entries:
        yield _line([guarded(cell) for cell in _cells(entry)])


def xlsx(entries: Iterable[Entry], head: list[str]) -> bytes:
    """Return a workbook; a text too long for a cell is cut and says so."""
    cut = _("……（过长已截断，全文见 CSV）")
    rows = [[_fitting(cell, cut) for cell in _cells(entry)] for entry in entries]
    return write_tables([Table(_("变更记录"), head, rows, texts=frozenset(head))])


def _cells(entry: Entry) -> list[str]:
    at = timezone.localtime(entry.moment).strftime("%Y-%m-%d %H:%M:%S")
    what = [entry.reason, entry.table, entry.row, entry.operation, entry.before, entry.after]
    return [str(entry.pk), at, entry.actor, *what, entry.hash]


def _line(cells: list[str]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerow(cells)
    return file.getvalue()


def _fitting(cell: str, cut: str) -> str:
    return cell if len(cell) <= _CELL else cell[: _CELL - len(cut)] + cut
