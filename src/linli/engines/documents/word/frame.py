"""What frames the body: red head, title, signature and place of the seal, imprint, page feet."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.section import _Footer
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Line

from linli.engines.documents.word import parts
from linli.engines.documents.word.blocks import add_blank, add_line, add_run, clean
from linli.engines.documents.word.numerals import written_day
from linli.engines.documents.word.style import (
    LINE,
    RED,
    TEXT_WIDTH,
    Face,
    Style,
    characters,
)

_MARK_POINTS = 42.0
_MARK_WIDTH = TEXT_WIDTH.pt * 0.98
_MARK_ABOVE = Mm(35)
_SEAL_LINES = 3
_SMALL_SIZE = 14
_TWIPS = round(TEXT_WIDTH.pt * 20)
_THICK, _THIN = 8, 6  # eighths of a point: the standard's 0.35 and 0.25 mm
_DATE_INDENT = 4.0
"""Characters that stay free to the right of a sealed document's day."""
_ORGANS_A_ROW = 3
_LINE_CHARACTERS = 28


def add_head(docx: Docx, head: parts.Head) -> None:
    """Write the marks, the red line of the organ, the number and the red rule."""
    for text in head.marks:
        add_run(docx.add_paragraph(style=Style.FLUSH), text, Face.HEI)
    mark = docx.add_paragraph(style=Style.MARK)
    run = mark.add_run(clean(head.mark))
    run.font.color.rgb = RED
    run.font.size = Pt(min(_MARK_POINTS, int(_MARK_WIDTH / max(1, len(head.mark)))))
    mark.paragraph_format.space_before = max(Pt(0), _MARK_ABOVE - len(head.marks) * LINE)
    add_blank(docx, 2)
    _rule(_number_line(docx, head))
    add_blank(docx, 2)


def _number_line(docx: Docx, head: parts.Head) -> Line:
    number = str(head.number) if head.number else ""
    if not head.signatory:
        return add_line(docx, number, Style.NUMBER)
    line = add_line(docx, f"{number}\t签发人：", Style.NUMBER)
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    shape = line.paragraph_format
    shape.left_indent = shape.right_indent = characters(1)
    shape.tab_stops.add_tab_stop(TEXT_WIDTH - characters(1), WD_TAB_ALIGNMENT.RIGHT)
    add_run(line, head.signatory, Face.KAI)
    return line


def _rule(line: Line) -> None:
    """Draw the red rule below the number, as wide as the text."""
    shape = line.paragraph_format.element.get_or_add_pPr()
    border = parse_xml(
        f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="12" w:space="11" '
        'w:color="FF0000"/></w:pBdr>'
    )
    shape.insert_element_before(border, *_AFTER_BORDER)


_AFTER_BORDER = tuple(
    f"w:{name}"
    for name in "shd tabs suppressAutoHyphens snapToGrid spacing ind jc outlineLvl rPr".split()
)


def add_title(docx: Docx, document: parts.Document) -> None:
    """Write status and title, then the main recipients, flush left and with a full-width colon."""
    if document.status:
        add_line(docx, f"（{document.status}）", Style.STATUS)
    for line in document.title.split("\n"):
        add_line(docx, line, Style.TITLE)
    add_blank(docx)
    if document.recipients:
        add_line(docx, "，".join(document.recipients) + "：", Style.FLUSH)


def add_attachment_list(docx: Docx, attachments: Sequence[parts.Attachment]) -> None:
    """Name the attachments below the body, numbered where there are several."""
    if not attachments:
        return
    add_blank(docx)
    alone = len(attachments) == 1
    for number, attachment in enumerate(attachments, start=1):
        opening = "附件：" if number == 1 else ""
        line = add_line(
            docx, opening + ("" if alone else f"{number}.") + attachment.title, Style.FLUSH
        )
        shape = line.paragraph_format
        shape.left_indent = characters(5 if alone else 6)
        shape.first_line_indent = -characters((3 if alone else 4) if number == 1 else 1)


def add_signature(docx: Docx, signature: parts.Signature) -> None:
    """Write who issues and when; the seal comes over both, so they stay with the text above."""
    if docx.paragraphs:
        docx.paragraphs[-1].paragraph_format.keep_with_next = True
    if len(signature.organs) > 1:
        _joint(docx, signature)
        return
    organ, day = signature.organs[0], written_day(signature.day)
    organ_indent, day_indent = _indents(organ, day, sealed=signature.sealed)
    above = _at_right(docx, organ, organ_indent)
    above.paragraph_format.space_before = LINE * (_SEAL_LINES if signature.sealed else 1)
    above.paragraph_format.keep_with_next = True
    _at_right(docx, day, day_indent)


def _at_right(docx: Docx, text: str, indent: float) -> Line:
    line = add_line(docx, text, Style.FLUSH)
    line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    line.paragraph_format.right_indent = characters(indent)
    return line


def _width(text: str) -> float:
    """Return the width of a text in full-width characters."""
    return sum(0.5 if character.isascii() else 1 for character in text)


def _indents(organ: str, day: str, *, sealed: bool) -> tuple[float, float]:
    """Return the free characters to the right of the organ's name and of the day.

    With a seal the name is centred over the day; a name longer than that allows keeps two
    characters free, and the day is centred below it.
    """
    difference = (_width(organ) - _width(day)) / 2
    if not sealed:
        return (2, 2 + max(0, -2 + 2 * difference)) if difference > 0 else (2 - difference * 2, 2)
    if _DATE_INDENT - difference >= 1:
        return _DATE_INDENT - difference, _DATE_INDENT
    return 2, 2 + difference


def _joint(docx: Docx, signature: parts.Signature) -> None:
    """Set the names of several organs side by side, at most three a row, each with its seal."""
    organs = list(signature.organs)
    fitting = int(_LINE_CHARACTERS // (max(map(_width, organs)) + 1))
    a_row = max(1, min(_ORGANS_A_ROW, fitting))
    for first in range(0, len(organs), a_row):
        some = organs[first : first + a_row]
        line = add_line(docx, "", Style.FLUSH)
        line.paragraph_format.space_before = LINE * (_SEAL_LINES if signature.sealed else 1)
        line.paragraph_format.keep_with_next = True
        for place, organ in enumerate(some):
            middle = TEXT_WIDTH * (2 * place + 1) // (2 * len(some))
            line.paragraph_format.tab_stops.add_tab_stop(middle, WD_TAB_ALIGNMENT.CENTER)
            line.add_run("\t" + clean(organ))
    _at_right(docx, written_day(signature.day), _DATE_INDENT)


def add_notes(docx: Docx, notes: Sequence[str]) -> None:
    """Write notes in brackets below the signature."""
    for note in notes:
        add_line(docx, f"（{note}）", Style.BODY)


def add_imprint(docx: Docx, imprint: parts.Imprint) -> None:
    """Set the block of copies and printer at the foot of the page where the document ends.

    Word and WPS move it there; old LibreOffice leaves a block of the text's full width below it.
    """
    lines = [f"抄送：{'，'.join(imprint.copies)}。"] if imprint.copies else []
    lines.append(f"{imprint.printer}\t{written_day(imprint.day)}印发")
    last = len(lines) - 1
    rows = [
        _ruled(text, above=_THIN if place else _THICK, below=_THICK if place == last else _THIN)
        for place, text in enumerate(lines)
    ]
    docx.element.body.sectPr.addprevious(
        parse_xml(
            f"<w:tbl {nsdecls('w')}><w:tblPr><w:tblpPr w:vertAnchor='margin' "
            "w:horzAnchor='margin' w:tblpXSpec='center' w:tblpYSpec='bottom'/>"
            f"<w:tblW w:w='{_TWIPS}' w:type='dxa'/><w:tblLayout w:type='fixed'/></w:tblPr>"
            f"<w:tblGrid><w:gridCol w:w='{_TWIPS}'/></w:tblGrid>{''.join(rows)}</w:tbl>"
        )
    )
    end = add_line(docx, "", Style.CELL)  # a table may not be the last thing in a document
    end.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    end.paragraph_format.line_spacing = Pt(1)


def _ruled(text: str, *, above: int, below: int) -> str:
    """Return a row of the imprint; rules are in eighths of a point."""
    written = "</w:t><w:tab/><w:t xml:space='preserve'>".join(
        escape(part) for part in clean(text).split("\t")
    )
    return (
        f"<w:tr><w:tc><w:tcPr><w:tcW w:w='{_TWIPS}' w:type='dxa'/><w:tcBorders>"
        f"<w:top w:val='single' w:sz='{above}' w:space='0' w:color='000000'/>"
        f"<w:bottom w:val='single' w:sz='{below}' w:space='0' w:color='000000'/>"
        f"</w:tcBorders></w:tcPr><w:p><w:pPr><w:pStyle w:val='{Style.SMALL}'/><w:tabs>"
        f"<w:tab w:val='right' w:pos='{_TWIPS - _SMALL_SIZE * 40}'/></w:tabs>"
        f"<w:ind w:left='{_SMALL_SIZE * 10}' w:right='{_SMALL_SIZE * 10}'/></w:pPr>"
        f"<w:r><w:t xml:space='preserve'>{written}</w:t></w:r></w:p></w:tc></w:tr>"
    )


def add_page_numbers(docx: Docx) -> None:
    """Give each page its number between dashes, odd ones at the right, even ones at the left."""
    section = docx.sections[0]
    _page_number(section.footer, WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(footer: _Footer, where: WD_ALIGN_PARAGRAPH) -> None:
    line = footer.paragraphs[0]
    line.style = Style.PAGE
    line.alignment = where
    shape = line.paragraph_format
    shape.left_indent = shape.right_indent = characters(1, _SMALL_SIZE)
    line.add_run("— ")
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
    )
    shape.element.append(field)
    line.add_run(" —")
    for run in line.runs:
        run.font.name = Face.PLAIN
