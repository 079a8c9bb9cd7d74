"""A sheet whose headings are understood: which column is which fact."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

import polars as pl

from linli.core.kernel.problem import Place
from linli.core.policy.facts import PLACEHOLDERS
from linli.core.policy.schema import Fact, Subject
from linli.engines.workbook import Sheet


@dataclass(frozen=True, slots=True)
class Reading:
    """``facts`` by heading, out of ``dictionary``; ``ignored`` are the headings passed over.

    A position in two columns stands under its longitude's heading; ``latitudes`` names the other.
    """

    sheet: Sheet
    subject: Subject
    facts: dict[str, Fact]
    dictionary: dict[str, Fact]
    ignored: list[str] = field(default_factory=list)
    latitudes: dict[str, str] = field(default_factory=dict)

    def cells(self, heading: str) -> pl.Series:
        """Return the texts of a heading's column; longitude and latitude joined by a comma."""
        own = self.sheet.frame[heading]
        return (
            _joined(own, self.sheet.frame[other]) if (other := self.latitudes.get(heading)) else own
        )

    def heading_of(self, name: str) -> str:
        """Return the heading of a fact; empty where the sheet has none."""
        return next((heading for heading, fact in self.facts.items() if fact.name == name), "")

    def place(self, row: int, heading: str) -> Place:
        """Return the place of a cell as Excel names it."""
        letter = self.sheet.letters.get(heading, "")
        return Place(sheet=self.sheet.name, row=row, column=heading, letter=letter)


def plain(heading: str) -> str:
    """Return a heading as it is compared: half-width, lower case, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading)).lower()


def _joined(longitude: pl.Series, latitude: pl.Series) -> pl.Series:
    """Return both as one text; null where both are blank, one word where both say "unknown"."""
    parts = pl.DataFrame({"x": longitude, "y": latitude}).with_columns(
        pl.all().str.strip_chars().fill_null("")
    )
    nothing = pl.all_horizontal(pl.all() == "")
    unknown = pl.all_horizontal(pl.all().str.to_lowercase().is_in([*PLACEHOLDERS]))
    both = pl.concat_str("x", "y", separator=",")
    joined = pl.when(~nothing).then(pl.when(unknown).then(pl.col("x")).otherwise(both))
    return parts.select(joined.alias(longitude.name)).to_series()
