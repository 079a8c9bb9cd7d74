"""A problem is a small letter: what is wrong, where, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from linli.core.kernel.text import Text


class Severity(StrEnum):
    """How much a problem stops."""

    BLOCKS = "blocks"
    WARNS = "warns"
    INFORMS = "informs"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem lies: a workbook cell, a form field, or a key of a file.

    ``row`` is the row number that Excel shows (1 = first line of the sheet);
    ``column`` is the heading as it stands in the file, ``letter`` its column letter.
    """

    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    letter: str = ""
    key: str = ""

    @property
    def is_field(self) -> bool:
        """Tell whether it is nothing but a form's field, which the form itself can mark."""
        return bool(self.key) and self == Place(key=self.key)

    def __str__(self) -> str:
        cell = f"{self.letter}{self.row or ''}" if self.letter else (self.row and str(self.row))
        return " ".join(str(p) for p in (self.file, self.sheet, cell, self.column, self.key) if p)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. ``code`` is stable; ``next_step`` says what to do."""

    code: str
    message: Text
    next_step: Text
    place: Place = field(default_factory=Place)
    severity: Severity = Severity.BLOCKS
    value: str = ""

    def as_data(self) -> dict[str, Any]:
        """Return plain data for JSON: nested dicts of text, no dataclass left."""
        return {
            **asdict(self),
            "message": self.message._asdict(),
            "next_step": self.next_step._asdict(),
            "severity": str(self.severity),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Problem:
        """Read back what ``as_data`` wrote."""
        return cls(
            code=data["code"],
            message=Text(**data["message"]),
            next_step=Text(**data["next_step"]),
            place=Place(**data["place"]),
            severity=Severity(data["severity"]),
            value=data["value"],
        )


class ProblemError(ValueError):
    """Raised where work cannot go on; carries the problems to show."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.place} {p.message}" for p in problems))
        self.problems = problems


def refuse(found: Iterable[Problem]) -> None:
    """Raise ``ProblemError`` with everything that stands against an action, if anything does."""
    if stands := list(found):
        raise ProblemError(*stands)
