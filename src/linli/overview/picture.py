"""A picture: what it shows as rows, how a browser draws them, and what they rest on."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from linli.engines.workbook.guard import guarded

Cell = str | int | date | Decimal | None


@dataclass(frozen=True, slots=True)
class Picture:
    """Rows with a heading; ``option`` draws them as a chart (ECharts), ``map`` as a map.

    ``source`` says what they rest on, ``day`` for which day they hold; no picture goes without.
    ``about`` tells what is left out or how to read it. Empty rows draw nothing.
    """

    name: str
    title: str
    source: str
    day: date
    heading: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    option: dict[str, Any] = field(default_factory=dict)
    map: dict[str, Any] = field(default_factory=dict)
    about: str = ""

    @property
    def option_id(self) -> str:
        """Return the id of the element that carries the option."""
        return f"{self.name}-option"

    @property
    def written(self) -> list[list[tuple[str, bool]]]:
        """Return the rows for a page: each cell in words, and whether it is a number."""
        return [
            [(_written(cell), isinstance(cell, int | Decimal)) for cell in row] for row in self.rows
        ]

    def as_csv(self) -> bytes:
        """Return the rows as CSV that spreadsheets open as they are, with source and day."""
        text = io.StringIO()
        write = csv.writer(text)
        write.writerow(self.heading)
        write.writerows(
            [guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in self.rows
        )
        write.writerow([])
        write.writerow([self.title, self.source, self.day])
        return text.getvalue().encode("utf-8-sig")


def _written(cell: Cell) -> str:
    if cell is None:
        return "—"
    return f"{cell:,}" if isinstance(cell, int | Decimal) else str(cell)
