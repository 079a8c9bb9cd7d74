"""Each kind of bad input gets a clear message and leaves the database as it was."""

import pytest

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.models import Entry
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.models import Compound, QuarantinedRow, Workbook
from linli.registry.tests.bad_files import bomb, protected_workbook, styled, understated, with_part
from linli.registry.tests.workbooks import HEADINGS, workbook

pytestmark = pytest.mark.django_db
GOOD = ("锦华园", "灵山县", 48, "1992-05", "人民路12号")


@pytest.fixture
def counts():
    """Return a function that counts everything an import writes."""
    tables = (Compound, Workbook, QuarantinedRow, Entry)
    return lambda: [table.objects.count() for table in tables]


@pytest.fixture
def refused(lingshan_clerk, survey_round, counts):
    """Return a function that has a file refused, by preview and import, and gives the problems."""

    def check(content, name="调查表.xlsx"):
        before = counts()
        with pytest.raises(ProblemError) as seen:
            preview(content, name, lingshan_clerk, survey_round)
        with pytest.raises(ProblemError):
            confirm_import(content, name, lingshan_clerk, survey_round)
        assert counts() == before
        assert all(problem.next_step.zh for problem in seen.value.problems)
        return seen.value.problems

    return check


@pytest.fixture
def waiting(lingshan_clerk, survey_round, counts):
    """Return a function that has every row of a file wait, and gives their problems."""

    def check(content, name="调查表.xlsx"):
        before = counts()
        found = preview(content, name, lingshan_clerk, survey_round)
        assert counts() == before
        assert not found.added
        assert not found.changed
        confirm_import(content, name, lingshan_clerk, survey_round)
        assert Compound.objects.count() == before[0]
        return [problem for row in found.quarantined for problem in row.problems]

    return check


@pytest.fixture
def stored(lingshan_clerk, survey_round):
    """Return a function that imports a file and gives the facts of its one compound."""

    def store(content, name="调查表.xlsx"):
        confirm_import(content, name, lingshan_clerk, survey_round)
        return Compound.objects.get().facts

    return store


def test_a_text_file_renamed_xlsx(refused):
    (problem,) = refused("小区名称,县区\n锦华园,灵山县\n".encode())
    assert "不是 Excel 工作簿" in problem.message.zh


def test_a_web_page_renamed_xls(refused):
    (problem,) = refused(b"<html><table><tr><td>1</td></tr></table></html>", "x.xls")
    assert "不是 Excel 工作簿" in problem.message.zh


def test_a_zip_file_that_is_no_workbook(refused):
    content = with_part(workbook(GOOD), "xl/workbook.xml", lambda body: body)
    (problem,) = refused(content.replace(b"xl/workbook.xml", b"xl/another1.xml"))
    assert "不是 Excel 工作簿" in problem.message.zh


def test_half_a_workbook(refused):
    (problem,) = refused(workbook(GOOD)[:2000])
    assert "损坏" in problem.message.zh


def test_an_empty_file(refused):
    assert refused(b"")[0].message.zh


def test_an_empty_sheet(refused):
    (problem,) = refused(styled(lambda _book, _sheet: None))
    assert "没有数据" in problem.message.zh


def test_rows_without_headings(refused):
    (problem,) = refused(workbook(GOOD, headings=("红旗小区", "浦北县", "30", "1990", "一马路")))
    assert "小区名称" in problem.message.zh


def test_merged_headings(refused):
    def merge(_book, sheet):
        sheet.append(["小区名称", "县区", "规模", None])
        sheet.append([None, None, "户数", "楼栋数"])
        sheet.append(["锦华园", "灵山县", 48, 2])
        for cells in ("A1:A2", "B1:B2", "C1:D1"):
            sheet.merge_cells(cells)

    problems = refused(styled(merge))
    assert any("合并单元格" in problem.message.zh for problem in problems)
    assert any("A1:A2" in problem.message.zh for problem in problems)


def test_cells_merged_down_the_rows(refused):
    def merge(_book, sheet):
        sheet.append(["小区名称", "县区", "户数"])
        sheet.append(["锦华园", "灵山县", 48])
        sheet.append(["红旗小区", None, 30])
        sheet.merge_cells("B2:B3")

    (problem,) = refused(styled(merge))
    assert "B2:B3" in problem.message.zh


def test_a_merged_title_above_the_headings_does_no_harm(stored, survey_round):
    def title(_book, sheet):
        sheet.append(["灵山县老旧小区摸底调查表"])
        sheet.merge_cells("A1:C1")
        sheet.append(["小区名称", "县区", "户数"])
        sheet.append(["锦华园", "灵山县", 48])

    assert stored(styled(title))["households"] == 48
    assert Compound.objects.get().row == 3


def test_two_rows_of_headings(refused):
    def double(_book, sheet):
        sheet.append(["小区名称", "县区", "建成时间", None, None])
        sheet.append([None, None, None, "户数", "楼栋数"])
        sheet.append(["锦华园", "灵山县", "1990", 48, 2])

    problems = refused(styled(double))
    assert any("不止一行" in problem.message.zh for problem in problems)


def test_a_password(refused):
    (problem,) = refused(protected_workbook())
    assert "密码" in problem.message.zh


def test_a_zip_bomb_that_owns_up(refused):
    content = bomb(workbook(GOOD), 300 * 2**20)
    assert len(content) < 40 * 2**20
    (problem,) = refused(content)
    assert "异常庞大" in problem.message.zh


def test_a_zip_bomb_that_understates_its_size(refused):
    content = bomb(workbook(GOOD), 200 * 2**20)
    (problem,) = refused(understated(content, "xl/media/image1.png", 1000))
    assert "异常庞大" in problem.message.zh


def test_a_far_cell_that_would_fill_the_memory(refused):
    content = with_part(
        workbook(GOOD),
        "xl/worksheets/sheet1.xml",
        lambda body: body.replace(
            b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        ),
    )
    assert refused(content)


@pytest.mark.parametrize("formula", ["=1+2", "=1/0", "=cmd|'/c calc'!A1"])
def test_formulas(refused, formula):
    (problem,) = refused(workbook(("锦华园", "灵山县", formula, "1990", "")))
    assert "公式" in problem.message.zh
    assert "C2" in problem.message.zh
    assert "数值" in problem.next_step.zh


def test_a_cell_of_30_000_characters(refused):
    (problem,) = refused(workbook(("锦华园", "灵山县", 48, "1990", "长" * 30_000)))
    assert "E2" in problem.message.zh


def test_dates_as_text_are_read(stored):
    assert stored(workbook(("锦华园", "灵山县", 48, "1992年5月", "")))["built_on"] == "1992-05"


def test_full_width_digits_are_read(stored):
    assert stored(workbook(("锦华园", "灵山县", "４８", "１９９２", "")))["households"] == 48


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_of_any_usual_encoding_is_read(stored, encoding):
    lines = [",".join(HEADINGS), '锦华园,灵山县,48,1992,"人民路12号,东侧"']
    assert stored("\r\n".join(lines).encode(encoding), "调查表.csv")["address"] == "人民路12号,东侧"


def test_a_csv_of_an_unknown_encoding(refused):
    (problem,) = refused(b"\xff\xff\x80\x81,\xfe", "x.csv")
    assert "编码" in problem.message.zh


def test_the_same_compound_twice_in_a_file(lingshan_clerk, survey_round):
    content = workbook(GOOD, ("锦华园 ", "灵山", 50, "1992", ""))
    confirm_import(content, "调查表.xlsx", lingshan_clerk, survey_round)
    assert Compound.objects.get().facts["households"] == 48
    (problem,) = QuarantinedRow.objects.get().problems
    assert "第 2 行" in problem["message"]["zh"]


def test_a_namesake_of_a_compound_in_the_database(stored, waiting):
    stored(workbook(GOOD))
    (problem,) = waiting(workbook(("锦华园", "灵山县", 30, "1990", "江滨路3号")))
    assert "疑似重复" in problem.message.zh
    assert Compound.objects.get().facts["households"] == 48


def test_a_compound_outside_the_clerk_s_jurisdiction(waiting):
    (problem,) = waiting(workbook(("红旗小区", "浦北县", 48, "1990", "")))
    assert "管辖范围" in problem.message.zh


def test_a_jurisdiction_that_does_not_exist(waiting):
    (problem,) = waiting(workbook(("红旗小区", "某某县", 48, "1990", "")))
    assert "某某县" in problem.message.zh


@pytest.mark.parametrize("households", [-5, "-5", 48.5, 450702199001011328, "450702199001011328"])
def test_numbers_that_no_compound_can_have(waiting, households):
    (problem,) = waiting(workbook(("锦华园", "灵山县", households, "1990", "")))
    assert (problem.place.row, problem.place.letter) == (2, "C")


def test_a_row_without_a_name(waiting):
    (problem,) = waiting(workbook(("", "灵山县", 48, "1990", "")))
    assert "小区名称" in problem.message.zh
