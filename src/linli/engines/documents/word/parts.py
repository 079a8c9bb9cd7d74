"""What an official document is made of: plain values, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Align(StrEnum):
    """Where a line or a column's cells stand."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body, numbered by the engine: 一、 （一） 1. （1） for levels 1 to 4."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break begins a new paragraph. ``lead`` opens it in bold type (黑体)."""

    text: str
    lead: str = ""
    align: Align = Align.LEFT
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``width`` is its share of the line among the others' widths."""

    heading: str
    width: float = 1
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text cells; its heading row is repeated on every page.

    ``total`` marks the last row as the sum. ``unit`` and ``note`` stand above right and below.
    """

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    unit: str = ""
    note: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with their values beside them, as forms and letters of commitment have them."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SignHere:
    """Lines to be signed by hand, one a label, at the right."""

    labels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG or JPEG) with its caption; ``width`` is in mm, at most the line's 156.

    ``alt`` says what it shows to those who do not see it.
    """

    content: bytes
    caption: str
    alt: str
    width: float = 156


Block = Heading | Paragraph | Table | Fields | SignHere | Picture


@dataclass(frozen=True, slots=True)
class Attachment:
    """What goes with the document, on pages of its own; named after the body."""

    title: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Number:
    """A document's number, such as 钦建发〔2026〕12号."""

    code: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Head:
    """The red head of an issued document.

    ``mark`` is the whole red line ("…人民政府文件", "…会议纪要"). ``signatory`` is who releases a
    document that goes upwards. ``marks`` stand above at the left: copy number, secrecy, urgency.
    """

    mark: str
    number: Number | None = None
    signatory: str = ""
    marks: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who issues the document, and when; ``sealed`` leaves the place of the seal free."""

    organs: Sequence[str]
    day: date | None
    sealed: bool = True


@dataclass(frozen=True, slots=True)
class Imprint:
    """The block at the foot of the last page: who gets copies, who printed it and when."""

    printer: str
    day: date | None = None
    copies: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole official document. Only the title must be there; a line break splits it.

    ``status`` stands above the title of what is not yet issued ("征求意见稿", "演示数据").
    ``notes`` stand in brackets below the signature ("公开方式：公开").
    """

    title: str
    blocks: Sequence[Block] = ()
    head: Head | None = None
    status: str = ""
    recipients: Sequence[str] = ()
    attachments: Sequence[Attachment] = ()
    signature: Signature | None = None
    notes: Sequence[str] = ()
    imprint: Imprint | None = None
