import io

import openpyxl
import pytest

from linli.engines.workbook import Sheet, read_workbook
from linli.engines.workbook.tests.files import ROWS, book


def only_sheet(content: bytes, name: str = "调查表.xlsx") -> Sheet:
    (sheet,) = read_workbook(content, name)
    return sheet


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_csv_in_the_encodings_of_offices(encoding):
    text = '小区,户数,地址\r\n某某小区,100,"城中路\n3 号"\r\n\r\n另一小区,,\r\n'
    sheet = only_sheet(text.encode(encoding), "调查表.csv")
    assert sheet.letters == {"小区": "A", "户数": "B", "地址": "C"}
    assert sheet.first_row == 2
    assert sheet.frame.rows() == [
        ("某某小区", "100", "城中路\n3 号"),
        (None, None, None),
        ("另一小区", None, None),
    ]


def test_blank_rows_and_an_offset_keep_true_places():
    content = book(*ROWS, (None, None), ("丙", 300), left=2, top=3)
    sheet = only_sheet(content)
    assert sheet.first_row == 5
    assert sheet.letters == {"小区": "C", "户数": "D"}
    assert sheet.frame.rows() == [("甲", "100"), ("乙", "200"), (None, None), ("丙", "300")]
    cells = openpyxl.load_workbook(io.BytesIO(content)).active
    assert cells[f"{sheet.letters['小区']}{sheet.first_row + 3}"].value == "丙"


def test_titles_and_the_line_of_who_filled_it_are_passed_over():
    wide = ("小区", "户数", "栋数", "面积", "地址")
    rows = (("附件1",), ("改造小区调查表",), ("填报单位：某区", "日期：某日"), wide, (*"甲1234",))
    sheet = only_sheet(book(*rows))
    assert (sheet.first_row, sheet.frame.columns, sheet.problems) == (5, list(wide), ())


def test_title_over_a_table_of_two_columns():
    assert only_sheet(book(("调查表",), *ROWS)).first_row == 3


def test_few_headings_over_more_data_are_not_taken_for_a_title():
    sheet = only_sheet(book(("小区", "户数", None), ("甲", 1, "x"), ("乙", 2, "y")))
    assert sheet.first_row == 2
    assert [each.code for each in sheet.problems] == ["blank-heading"]


def test_blank_columns_and_trailing_rows_are_dropped():
    sheet = only_sheet(book(("小区", None, " 户数 "), ("甲", None, 1), (" ", None, None)))
    assert sheet.frame.columns == ["小区", "户数"]
    assert sheet.frame.rows() == [("甲", "1")]
    assert sheet.letters["户数"] == "C"


def test_text_in_a_column_of_numbers_stays():
    sheet = only_sheet(book(("小区", "建成"), ("甲", 1985), ("乙", "一九八五年")))
    assert sheet.frame["建成"].to_list() == ["1985", "一九八五年"]


def test_hidden_and_empty_sheets_are_skipped():
    file = openpyxl.load_workbook(io.BytesIO(book(*ROWS)))
    file.create_sheet("空")
    hidden = file.create_sheet("藏")
    hidden.append(["小区", "户数"])
    hidden.append(["丁", 1])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    file.save(out)
    assert [sheet.name for sheet in read_workbook(out.getvalue(), "a.xlsx")] == ["Sheet"]


def test_kind_is_told_by_content_not_by_name():
    assert only_sheet(book(*ROWS), "调查表.et").frame.height == 2
