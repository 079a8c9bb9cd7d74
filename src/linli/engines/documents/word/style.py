"""The page, the fonts and the styles of GB/T 9704-2012.

Fonts are declared by the names that offices have; none is bundled. Each carries the names of open
fonts that Word, WPS and LibreOffice take where the first is missing.
"""

from __future__ import annotations

from enum import StrEnum

from docx.document import Document as Docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

LINE = Pt(28.95)
"""A line of the grid: 22 of them fill the page's 225 mm."""
BODY_SIZE = 16.0
"""Points of 三号, the body's size; a line of 156 mm holds 28 characters."""
TEXT_WIDTH = Mm(156)
RED = RGBColor(0xFF, 0, 0)
BLACK = RGBColor(0, 0, 0)
LATIN = "Times New Roman"
_CLOSER = -5
"""Twentieths of a point between characters of the body: 28 of them fill a line.

A grid of characters would say the same, but LibreOffice then gives each character two places.
"""


class Face(StrEnum):
    """The four typefaces, by declared name."""

    SONG = "方正小标宋简体"
    FANG = "仿宋_GB2312"
    KAI = "楷体_GB2312"
    HEI = "黑体"
    PLAIN = "宋体"


_FALLBACKS = {
    Face.SONG: "小标宋,方正小标宋_GBK,Source Han Serif SC,Noto Serif CJK SC,SimSun",
    Face.FANG: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    Face.KAI: "楷体,KaiTi,STKaiti,LXGW WenKai,Noto Serif CJK SC",
    Face.HEI: "SimHei,Noto Sans CJK SC,Source Han Sans SC",
    Face.PLAIN: "SimSun,Noto Serif CJK SC",
}


class Style(StrEnum):
    """Names of the paragraph styles; a template or another program can change them by name."""

    BODY = "Normal"
    HEADING_1 = "Heading 1"
    HEADING_2 = "Heading 2"
    HEADING_3 = "Heading 3"
    HEADING_4 = "Heading 4"
    MARK = "公文标志"
    NUMBER = "公文字号"
    TITLE = "公文标题"
    STATUS = "公文稿本"
    FLUSH = "公文顶格"
    ATTACHED = "公文附件"
    SMALL = "公文版记"
    CAPTION = "公文表题"
    CELL = "公文表文"
    CELL_HEAD = "公文表头"
    PAGE = "公文页码"


_SHAPES: dict[Style, tuple[Face, float, float | None, float]] = {
    # face, points, exact line in points (None: as its content needs), indent in characters
    Style.BODY: (Face.FANG, BODY_SIZE, LINE.pt, 2),
    Style.HEADING_1: (Face.HEI, BODY_SIZE, LINE.pt, 2),
    Style.HEADING_2: (Face.KAI, BODY_SIZE, LINE.pt, 2),
    Style.HEADING_3: (Face.FANG, BODY_SIZE, LINE.pt, 2),
    Style.HEADING_4: (Face.FANG, BODY_SIZE, LINE.pt, 2),
    Style.MARK: (Face.SONG, 42, None, 0),
    Style.NUMBER: (Face.FANG, BODY_SIZE, LINE.pt, 0),
    Style.TITLE: (Face.SONG, 22, 34, 0),
    Style.STATUS: (Face.KAI, BODY_SIZE, LINE.pt, 0),
    Style.FLUSH: (Face.FANG, BODY_SIZE, LINE.pt, 0),
    Style.ATTACHED: (Face.HEI, BODY_SIZE, LINE.pt, 0),
    Style.SMALL: (Face.FANG, 14, 24, 0),
    Style.CAPTION: (Face.HEI, 12, None, 0),
    Style.CELL: (Face.FANG, 10.5, None, 0),
    Style.CELL_HEAD: (Face.HEI, 10.5, None, 0),
    Style.PAGE: (Face.PLAIN, 14, None, 0),
}
_CENTRED = {Style.MARK, Style.NUMBER, Style.TITLE, Style.STATUS, Style.CAPTION, Style.CELL_HEAD}
_WITH_NEXT = {*Style} & {Style.TITLE, Style.CAPTION, *(Style(f"Heading {n}") for n in range(1, 5))}


def characters(number: float, size: float = BODY_SIZE) -> Length:
    """Return the width of so many full-width characters; half ones are allowed."""
    return Pt(number * size)


def set_page(docx: Docx) -> None:
    """Set A4 with the standard's margins, its grid of 22 lines, and feet that tell odd pages."""
    section = docx.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(15), Mm(23)
    docx.settings.odd_and_even_pages_header_footer = True
    page = docx.element.body.sectPr
    for grid in page.findall(qn("w:docGrid")):
        page.remove(grid)
    page.append(
        parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{round(LINE.pt * 20)}"/>')
    )


def set_styles(docx: Docx) -> None:
    """Define every style of ``Style``, and the fonts that may stand in."""
    for defaults in docx.styles.element.findall(qn("w:docDefaults")):
        docx.styles.element.remove(defaults)  # a theme's fonts would come before ours
    for name, (face, size, line, indent) in _SHAPES.items():
        style = _style(docx, name)
        set_font(style, face, size)
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        shape.first_line_indent = characters(indent, size)
        shape.keep_with_next = name in _WITH_NEXT
        shape.widow_control = False
        if name in _CENTRED:
            shape.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if line:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
        else:
            shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        if line != LINE.pt:
            _leave_grid(style)
    _name_fallbacks(docx)


def _style(docx: Docx, name: Style) -> ParagraphStyle:
    if name in docx.styles:
        style = docx.styles[name]
    else:
        style = docx.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = docx.styles[Style.BODY]
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - each of ours is one
    return style


def set_font(style: ParagraphStyle, face: Face, size: float) -> None:
    """Give a style a typeface for Chinese, the common one for digits and letters, and black."""
    style.font.name, style.font.size, style.font.bold = LATIN, Pt(size), False
    style.font.italic, style.font.color.rgb = False, BLACK
    fonts = style.element.rPr.rFonts
    fonts.attrib.clear()
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), LATIN)
    fonts.set(qn("w:eastAsia"), face)
    for language in style.element.rPr.findall(qn("w:lang")):
        style.element.rPr.remove(language)
    closer = _CLOSER if size == BODY_SIZE else 0
    properties = style.element.rPr
    for earlier in properties.findall(qn("w:spacing")):
        properties.remove(earlier)
    space = parse_xml(f'<w:spacing {nsdecls("w")} w:val="{closer}"/>')
    properties.insert_element_before(space, "w:w", "w:kern", "w:position", "w:sz", "w:szCs")
    properties.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))


def _leave_grid(style: ParagraphStyle) -> None:
    """Let lines of another height stand free: the grid would give each two lines."""
    properties = style.element.get_or_add_pPr()
    free = parse_xml(f'<w:snapToGrid {nsdecls("w")} w:val="0"/>')
    after = "spacing ind contextualSpacing mirrorIndents jc outlineLvl"
    properties.insert_element_before(free, *(f"w:{name}" for name in after.split()))


def _name_fallbacks(docx: Docx) -> None:
    """Write the open fonts that may stand in into the table of fonts."""
    rows = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="default"/></w:font>'
        for face, others in _FALLBACKS.items()
    )
    table = docx.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    table._blob = (  # noqa: SLF001 - the library keeps this part as bytes without a setter
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f"<w:fonts {nsdecls('w')}>{rows}</w:fonts>"
    ).encode()
