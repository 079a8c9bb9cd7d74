import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.engines.workbook import Table, read_workbook, write_tables

texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20
)


def written(table: Table) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_tables([table])))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(texts, st.integers(0, 10**9)), min_size=1, max_size=5))
def test_what_is_written_is_read_back(rows):
    (sheet,) = read_workbook(write_tables([Table("小区", ("名称", "户数"), rows)]), "a.xlsx")
    assert sheet.frame.rows() == [(name, str(count)) for name, count in rows]
    assert (sheet.name, sheet.first_row, sheet.problems) == ("小区", 2, ())


def test_texts_never_become_formulas_or_links():
    row = ("=1+1", "http://example.org", "007")
    cells = written(Table("表", ("甲", "乙", "丙"), [row])).active[2]
    assert [cell.value for cell in cells] == list(row)
    assert [cell.data_type for cell in cells] == ["s", "s", "s"]
    assert cells[1].hyperlink is None


def test_numbers_stay_numbers():
    assert written(Table("表", ("户数", "栋数"), [(12, None)])).active["A2"].value == 12


def test_headings_are_frozen_noted_and_offer_choices():
    table = Table(
        "表",
        ("名称", "性质"),
        [("甲", "国有")],
        notes={"名称": "写全称"},
        choices={"性质": ["国有", "集体"]},
    )
    sheet = written(table).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:B2"
    assert "写全称" in sheet["A1"].comment.text
    (choice,) = sheet.data_validations.dataValidation
    assert choice.formula1 == '"国有,集体"'
    assert "B2" in choice.sqref


def test_marked_cell_is_coloured_and_says_why():
    sheet = written(Table("表", ("名称", "户数"), [("甲", "x")], marks={(0, 1): "不是数字"})).active
    assert "不是数字" in sheet["B2"].comment.text
    assert sheet["B2"].fill.fgColor.rgb != sheet["A2"].fill.fgColor.rgb


def test_columns_are_wide_enough_for_chinese():
    table = Table("表", ("名称", "户"), [("钦南区某某街道某某小区", 1)])
    widths = written(table).active.column_dimensions
    assert widths["A"].width >= 22 > widths["B"].width
