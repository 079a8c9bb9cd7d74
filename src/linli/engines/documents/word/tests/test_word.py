"""Word files are read back with the library, and their XML where it has no word for a thing."""

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import UnrecognizedImageError
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from linli.engines.documents.tests.test_documents import png
from linli.engines.documents.word import (
    Align,
    Attachment,
    Column,
    Document,
    Fields,
    Head,
    Heading,
    Imprint,
    Number,
    Paragraph,
    Picture,
    Signature,
    SignHere,
    Table,
    write_word,
)

DAY = date(2026, 3, 8)


def read(document):
    return docx.Document(io.BytesIO(write_word(document)))


def lines(made):
    return [line.text for line in made.paragraphs if line.text]


def line_of(made, text):
    return next(line for line in made.paragraphs if text in line.text)


def part(document, name):
    with zipfile.ZipFile(io.BytesIO(write_word(document))) as file:
        return file.read(name).decode()


def test_the_page_is_a4_with_the_standards_margins_and_22_lines():
    made = read(Document("通知"))
    section = made.sections[0]
    assert abs(section.page_width - Mm(210)) < Mm(0.1)
    assert abs(section.page_height - Mm(297)) < Mm(0.1)
    margins = [
        round(margin.mm)
        for margin in (
            section.top_margin,
            section.bottom_margin,
            section.left_margin,
            section.right_margin,
        )
    ]
    assert margins == [37, 35, 28, 26]
    grid = made.element.body.sectPr.find(qn("w:docGrid"))
    pitch = int(grid.get(qn("w:linePitch"))) / 20
    assert int(Mm(225).pt / pitch) == 22
    assert made.styles["Normal"].paragraph_format.line_spacing == Pt(pitch)


def test_28_characters_of_the_body_fill_a_line():
    made = read(Document("通知"))
    properties = made.styles["Normal"].element.rPr
    size = int(properties.find(qn("w:sz")).get(qn("w:val"))) / 2
    closer = int(properties.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert int(Mm(156).pt / (size + closer)) == 28


@pytest.mark.parametrize(
    ("style", "face", "points"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Heading 3", "仿宋_GB2312", 16),
        ("公文标题", "方正小标宋简体", 22),
        ("公文版记", "仿宋_GB2312", 14),
        ("公文页码", "宋体", 14),
    ],
)
def test_typefaces_and_sizes_are_the_standards(style, face, points):
    found = read(Document("通知")).styles[style]
    fonts = found.element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), found.font.size.pt) == (face, points)
    assert not [name for name in fonts.attrib if name.endswith("Theme")]


def test_every_typeface_names_open_fonts_that_may_stand_in():
    table = part(Document("通知"), "word/fontTable.xml")
    for face in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"):
        row = table.partition(f'w:name="{face}"')[2].partition("</w:font>")[0]
        assert "CJK SC" in row


def test_the_head_is_red_and_its_number_stands_above_a_red_rule():
    head = Head("钦州市住房和城乡建设局文件", Number("钦建发", 2026, 12), marks=("000001", "特急"))
    made = read(Document("通知", head=head))
    assert lines(made)[:4] == ["000001", "特急", "钦州市住房和城乡建设局文件", "钦建发〔2026〕12号"]
    mark = line_of(made, "文件").runs[0]
    assert str(mark.font.color.rgb) == "FF0000"
    rule = line_of(made, "〔2026〕").paragraph_format.element.pPr.find(qn("w:pBdr"))
    assert rule.find(qn("w:bottom")).get(qn("w:color")) == "FF0000"


def test_a_long_red_line_is_made_smaller_until_it_fits_the_page():
    mark = "钦州市城镇老旧小区改造工作领导小组办公室文件"
    run = line_of(read(Document("通知", head=Head(mark))), mark).runs[0]
    assert run.font.size.pt * len(mark) <= Mm(156).pt


def test_an_upward_document_names_who_releases_it():
    head = Head("文件", Number("钦建", 2026, 1), signatory="局长")
    line = line_of(read(Document("请示", head=head)), "签发人")
    assert line.text == "钦建〔2026〕1号\t签发人：局长"
    assert line.runs[-1].font.element.rPr.rFonts.get(qn("w:eastAsia")) == "楷体_GB2312"


def test_title_recipients_and_status():
    made = read(Document("关于印发\n方案的通知", status="征求意见稿", recipients=("甲局", "乙局")))
    assert lines(made) == ["（征求意见稿）", "关于印发", "方案的通知", "甲局，乙局："]
    assert made.core_properties.title == "关于印发方案的通知"
    assert line_of(made, "甲局").style.paragraph_format.first_line_indent == 0


def test_headings_are_numbered_by_level_and_begin_anew_below_the_next():
    blocks = [
        Heading("甲"),
        Heading("乙", 2),
        Heading("丙", 3),
        Heading("丁", 4),
        Heading("戊", 2),
        Heading("己", 3),
        Heading("庚"),
        Heading("辛", 2),
    ]
    made = read(Document("方案", blocks))
    assert lines(made)[1:] == [
        "一、甲",
        "（一）乙",
        "1.丙",
        "（1）丁",
        "（二）戊",
        "1.己",
        "二、庚",
        "（一）辛",
    ]
    assert line_of(made, "戊").style.name == "Heading 2"


def test_paragraphs_break_at_line_breaks_and_may_be_led():
    made = read(Document("纪要", [Paragraph("甲\n乙", lead="出席：")]))
    assert lines(made)[1:] == ["出席：甲", "乙"]
    lead = line_of(made, "出席").runs[0]
    assert lead.font.element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"


def test_a_table_keeps_its_cells_and_repeats_its_heading():
    table = Table(
        [Column("县区", 2), Column("户数", 1, Align.RIGHT)],
        [["钦南区", "3320"], ["合计<&>", "3320"]],
        caption="表1 任务",
        unit="单位：户",
        note="注：按属地。",
        total=True,
    )
    made = read(Document("方案", [table]))
    found = made.tables[0]
    assert [[cell.text for cell in row.cells] for row in found.rows] == [
        ["县区", "户数"],
        ["钦南区", "3320"],
        ["合计<&>", "3320"],
    ]
    assert found.rows[1].cells[1].paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.RIGHT
    assert found.rows[2].cells[0].paragraphs[0].style.name == "公文表头"
    assert found.columns[0].width == pytest.approx(2 * found.columns[1].width, rel=0.01)
    assert "w:tblHeader" in part(Document("方案", [table]), "word/document.xml")
    assert lines(made)[1:] == ["表1 任务", "单位：户", "注：按属地。"]


def test_a_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="zip"):
        write_word(Document("方案", [Table([Column("甲"), Column("乙")], [["1"]])]))


def test_forms_have_fields_and_lines_to_sign():
    made = read(
        Document("告知承诺书", [Fields([("项目", "甲\n乙")]), SignHere(["承诺人（签字）", "日期"])])
    )
    assert [cell.text for cell in made.tables[0].rows[0].cells] == ["项目", "甲\n乙"]
    assert [line.rstrip("_") for line in lines(made)[1:]] == ["承诺人（签字）：", "日期："]


def test_pictures_say_what_they_show_and_are_no_wider_than_the_text():
    made = read(Document("规划", [Picture(png(4, 3), "图1 分布", "各区小区分布", 400)]))
    shape = made.inline_shapes[0]
    assert shape.width == Mm(156)
    assert 'descr="各区小区分布"' in made.element.xml
    assert "图1 分布" in lines(made)
    with pytest.raises(UnrecognizedImageError):
        write_word(Document("规划", [Picture(b"none", "", "")]))


def test_attachments_are_named_below_the_body_and_follow_on_pages_of_their_own():
    two = (Attachment("任务表", [Heading("说明")]), Attachment("名单"))
    made = read(Document("通知", [Heading("要求")], attachments=two))
    assert lines(made)[2:] == [
        "附件：1.任务表",
        "2.名单",
        "附件1",
        "任务表",
        "一、说明",
        "附件2",
        "名单",
    ]
    assert line_of(made, "附件2").paragraph_format.page_break_before
    one = read(Document("通知", attachments=two[:1]))
    assert lines(one)[1:3] == ["附件：任务表", "附件"]


def right_of(made, text):
    """Return how many characters of the body stay free to the right of a line."""
    return line_of(made, text).paragraph_format.right_indent.pt / 16


def test_organ_and_day_are_centred_on_each_other_with_room_for_the_seal():
    made = read(Document("通知", signature=Signature(["钦州市住建局"], DAY)))
    assert right_of(made, "2026年") == 4
    # 6.5 characters of the day and 6 of the name have one middle
    assert right_of(made, "钦州市住建局") + 6 / 2 == 4 + 6 / 2
    assert line_of(made, "钦州市住建局").paragraph_format.space_before > Mm(25)
    assert line_of(made, "钦州市住建局").paragraph_format.keep_with_next


def test_a_long_organs_name_keeps_two_characters_free():
    organ = "钦州市城镇老旧小区改造工作领导小组办公室"
    made = read(Document("通知", signature=Signature([organ], DAY)))
    assert right_of(made, organ) == 2
    assert right_of(made, "2026年") == 2 + (20 - 6) / 2


def test_without_a_seal_name_and_day_stand_close():
    made = read(Document("通知", signature=Signature(["住建局"], DAY, sealed=False)))
    assert line_of(made, "住建局").paragraph_format.space_before < Mm(12)


def test_several_organs_stand_side_by_side_at_most_three_a_row():
    organs = ["市住建局", "市财政局", "市民政局", "市公安局"]
    made = read(Document("通知", signature=Signature(organs, DAY)))
    rows = [line for line in lines(made) if "局" in line]
    assert rows == ["\t市住建局\t市财政局\t市民政局", "\t市公安局"]
    long = ["钦州市住房和城乡建设局", "钦州市自然资源局"]
    made = read(Document("通知", signature=Signature(long, DAY)))
    assert [line.count("\t") for line in lines(made) if "局" in line] == [2]


def test_the_imprint_is_a_ruled_block_at_the_foot_of_the_page():
    imprint = Imprint("市住建局办公室", DAY, ("市委办公室", "市人大"))
    document = Document("通知", notes=("公开方式：公开",), imprint=imprint)
    made = read(document)
    assert "（公开方式：公开）" in lines(made)
    assert [row.cells[0].text for row in made.tables[0].rows] == [
        "抄送：市委办公室，市人大。",
        "市住建局办公室\t2026年3月8日印发",
    ]
    where = made.tables[0]._tbl.tblPr.find(qn("w:tblpPr"))
    assert where.get(qn("w:tblpYSpec")) == "bottom"
    widths = [
        border.get(qn("w:sz"))
        for row in made.tables[0].rows
        for border in row.cells[0]._tc.tcPr.find(qn("w:tcBorders"))
    ]
    assert widths == ["8", "6", "6", "8"]


def test_page_numbers_stand_between_dashes_odd_right_even_left():
    section = read(Document("通知")).sections[0]
    for footer, where in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        line = footer.paragraphs[0]
        assert line.alignment == where
        assert [run.text for run in line.runs] == ["— ", " —"]
        assert 'w:instr="PAGE"' in line._p.xml


def test_characters_that_no_word_file_may_hold_are_left_out():
    made = read(
        Document("通\x00知", [Paragraph("甲\x1f乙\ud800"), Table([Column("a")], [["b\x07<i>"]])])
    )
    assert lines(made)[:2] == ["通知", "甲乙"]
    assert made.tables[0].rows[1].cells[0].text == "b<i>"
