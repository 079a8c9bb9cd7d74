"""The body: headings, text, tables, fields and pictures, one after another."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line
from docx.text.run import Run

from linli.engines.documents.word import parts
from linli.engines.documents.word.numerals import heading_number
from linli.engines.documents.word.style import (
    BODY_SIZE,
    LINE,
    TEXT_WIDTH,
    Face,
    Style,
    characters,
)

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ALIGNED = {
    parts.Align.LEFT: WD_ALIGN_PARAGRAPH.JUSTIFY,
    parts.Align.CENTRE: WD_ALIGN_PARAGRAPH.CENTER,
    parts.Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
}
_LABEL_SHARE = 0.28


def clean(text: str) -> str:
    """Return text without the characters that no Word file may hold."""
    return _UNPRINTABLE.sub("", text)


def add_line(docx: Docx, text: str, style: Style = Style.BODY) -> Line:
    """Add one paragraph in a style."""
    return docx.add_paragraph(clean(text).replace("\n", " "), style)


def add_blank(docx: Docx, lines: int = 1) -> None:
    """Add empty lines of the grid."""
    for _ in range(lines):
        add_line(docx, "", Style.FLUSH)


def add_run(line: Line, text: str, face: Face) -> Run:
    """Add text in another typeface to a paragraph."""
    run = line.add_run(clean(text))
    run.font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
    return run


class Body:
    """Writes blocks into a document; headings are numbered from the beginning of each body."""

    def __init__(self, docx: Docx) -> None:
        self.docx = docx
        self.counts = [0, 0, 0, 0]

    def add(self, blocks: Iterable[parts.Block]) -> None:
        """Write blocks in their order."""
        for block in blocks:
            match block:
                case parts.Heading():
                    self._heading(block)
                case parts.Paragraph():
                    self._paragraph(block)
                case parts.Table():
                    self._table(block)
                case parts.Fields():
                    self._fields(block)
                case parts.SignHere():
                    self._sign_here(block)
                case parts.Picture():
                    self._picture(block)

    def _heading(self, heading: parts.Heading) -> None:
        place = heading.level - 1
        self.counts[place] += 1
        self.counts[place + 1 :] = [0] * (len(self.counts) - heading.level)
        number = heading_number(heading.level, self.counts[place])
        add_line(self.docx, number + heading.text, Style(f"Heading {heading.level}"))

    def _paragraph(self, paragraph: parts.Paragraph) -> None:
        style = Style.BODY if paragraph.indent else Style.FLUSH
        lead = paragraph.lead
        for text in paragraph.text.split("\n"):
            line = self.docx.add_paragraph(style=style)
            line.alignment = _ALIGNED[paragraph.align]
            if lead:
                add_run(line, lead, Face.HEI)
            line.add_run(clean(text))
            lead = ""

    def _table(self, table: parts.Table) -> None:
        if table.caption:
            add_line(self.docx, table.caption, Style.CAPTION).paragraph_format.space_before = Pt(6)
        if table.unit:
            unit = add_line(self.docx, table.unit, Style.CELL)
            unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            unit.paragraph_format.keep_with_next = True
        heads = [_cell(column.heading, Style.CELL_HEAD) for column in table.columns]
        rows = [_row(heads, heading=True)]
        last = len(table.rows) - 1
        for place, row in enumerate(table.rows):
            style = Style.CELL_HEAD if table.total and place == last else Style.CELL
            rows.append(
                _row(
                    _cell(text, style, column.align)
                    for text, column in zip(row, table.columns, strict=True)
                )
            )
        self._grid([column.width for column in table.columns], rows)
        note = add_line(self.docx, table.note, Style.CELL)
        note.paragraph_format.space_after = Pt(6)

    def _fields(self, fields: parts.Fields) -> None:
        rows = [
            _row([_cell(label, Style.CELL_HEAD), _cell(value, Style.CELL)])
            for label, value in fields.rows
        ]
        self._grid([_LABEL_SHARE, 1 - _LABEL_SHARE], rows)
        add_line(self.docx, "", Style.CELL)

    def _grid(self, shares: list[float], rows: list[str]) -> None:
        whole = TEXT_WIDTH.pt * 20
        widths = [round(whole * share / sum(shares)) for share in shares]
        lines = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        self.docx.element.body.sectPr.addprevious(
            parse_xml(
                f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblW w:w='{sum(widths)}' w:type='dxa'/>"
                f"<w:jc w:val='center'/><w:tblBorders>{lines}</w:tblBorders>"
                "<w:tblLayout w:type='fixed'/><w:tblCellMar><w:top w:w='40' w:type='dxa'/>"
                "<w:left w:w='60' w:type='dxa'/><w:bottom w:w='40' w:type='dxa'/>"
                "<w:right w:w='60' w:type='dxa'/></w:tblCellMar></w:tblPr><w:tblGrid>"
                + "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
                + f"</w:tblGrid>{''.join(rows)}</w:tbl>"
            )
        )

    def _sign_here(self, lines: parts.SignHere) -> None:
        for label in lines.labels:
            line = add_line(self.docx, f"{label}：________________", Style.FLUSH)
            line.paragraph_format.space_before = LINE
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            line.paragraph_format.right_indent = characters(2)

    def _picture(self, picture: parts.Picture) -> None:
        line = self.docx.add_paragraph(style=Style.CAPTION)
        line.paragraph_format.space_before = Pt(6)
        shape = line.add_run().add_picture(
            io.BytesIO(picture.content), width=min(Mm(picture.width), TEXT_WIDTH)
        )
        shape._inline.docPr.set("descr", clean(picture.alt))  # noqa: SLF001 - no setter for it
        caption = add_line(self.docx, picture.caption, Style.CAPTION)
        caption.paragraph_format.keep_with_next = False
        caption.paragraph_format.space_after = Pt(BODY_SIZE / 2)


def _cell(text: str, style: Style, align: parts.Align | None = None) -> str:
    """Return a cell as XML; lines of its text become paragraphs."""
    where = f"<w:jc w:val='{align}'/>" if align else ""
    paragraphs = "".join(
        f"<w:p><w:pPr><w:pStyle w:val='{style}'/>{where}</w:pPr>"
        f"<w:r><w:t xml:space='preserve'>{escape(line)}</w:t></w:r></w:p>"
        for line in clean(text).split("\n")
    )
    return f"<w:tc><w:tcPr><w:vAlign w:val='center'/></w:tcPr>{paragraphs}</w:tc>"


def _row(cells: Iterable[str], *, heading: bool = False) -> str:
    repeated = "<w:tblHeader/>" if heading else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(cells)}</w:tr>"
