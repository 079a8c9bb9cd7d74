import io

import openpyxl
import pytest
from django.db import DatabaseError, connection

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Division, Role
from linli.foundation.record.models import Entry
from linli.foundation.record.verify import verify
from linli.registry.actions import confirm_import
from linli.registry.forms_xlsx import preview_problems_workbook, problems_workbook, survey_form
from linli.registry.intake import preview
from linli.registry.mapping import read_mapping
from linli.registry.models import Building, Compound, QuarantinedRow, Release, Workbook
from linli.registry.reads import release_frame
from linli.registry.releasing import make_release
from linli.registry.tests.workbooks import HEADINGS, workbook

pytestmark = pytest.mark.django_db
GOOD = ("锦华园", "灵山县", 48, "1992-05", "人民路12号")


def look(content, user, survey_round, name="调查表.xlsx", mapping=None):
    return preview(content, name, user, survey_round, mapping)


def store(content, user, survey_round, name="调查表.xlsx", mapping=None):
    return confirm_import(content, name, user, survey_round, mapping)


def codes_of(found) -> set[str]:
    return {problem.code for row in found.quarantined for problem in row.problems}


def test_a_preview_stores_nothing(lingshan_clerk, survey_round):
    entries = Entry.objects.count()
    found = look(workbook(GOOD), lingshan_clerk, survey_round)
    assert (len(found.added), len(found.changed), found.same) == (1, 0, 0)
    assert found.added[0].facts == {
        "name": "锦华园",
        "jurisdiction": "灵山县",
        "households": 48,
        "built_on": "1992-05",
        "address": "人民路12号",
    }
    assert not Compound.objects.exists()
    assert not Workbook.objects.exists()
    assert Entry.objects.count() == entries


def test_a_confirmed_row_is_stored_with_its_source_and_recorded(lingshan_clerk, survey_round):
    stored = store(workbook(GOOD), lingshan_clerk, survey_round)
    compound = Compound.objects.get()
    assert (compound.name, compound.facts["households"]) == ("锦华园", 48)
    assert (compound.workbook, compound.sheet, compound.row) == (stored, "小区", 2)
    entry = Entry.objects.filter(table="registry_compound").get()
    assert (entry.actor, entry.operation) == ("lingshan", "insert")
    assert "调查表.xlsx" in entry.reason
    assert verify() == []


def test_the_same_file_twice_changes_nothing(lingshan_clerk, survey_round):
    store(workbook(GOOD), lingshan_clerk, survey_round)
    found = look(workbook(GOOD), lingshan_clerk, survey_round)
    assert (len(found.added), len(found.changed), found.same) == (0, 0, 1)


def test_only_the_cell_that_was_corrected_changes(lingshan_clerk, survey_round):
    store(workbook(GOOD), lingshan_clerk, survey_round)
    corrected = workbook(("锦华园", "灵山县", 50, "1992-05", ""))
    found = look(corrected, lingshan_clerk, survey_round)
    assert [row.changes for row in found.changed] == [{"households": (48, 50)}]
    store(corrected, lingshan_clerk, survey_round)
    assert Compound.objects.get().facts["households"] == 50


def test_a_blank_cell_keeps_what_is_known_and_a_placeholder_erases_it(lingshan_clerk, survey_round):
    store(workbook(GOOD), lingshan_clerk, survey_round)
    store(workbook(("锦华园", "灵山县", "", "不详", "人民路12号")), lingshan_clerk, survey_round)
    facts = Compound.objects.get().facts
    assert facts["households"] == 48
    assert "built_on" not in facts


def test_a_row_with_an_unreadable_cell_waits_with_the_problem_at_its_cell(
    lingshan_clerk, survey_round
):
    bad = ("坏行小区", "灵山县", "约50", "1990", "")
    found = look(workbook(GOOD, bad), lingshan_clerk, survey_round)
    assert len(found.added) == 1
    problem = found.quarantined[0].problems[0]
    assert (problem.place.sheet, problem.place.row, problem.place.letter) == ("小区", 3, "C")
    assert problem.place.column == "户数"
    assert "约50" in problem.message.zh
    assert "不详" in problem.next_step.zh


def test_all_faults_of_a_workbook_are_shown_at_once(lingshan_clerk, survey_round):
    rows = [(f"小区{n}", "灵山县", "若干", "早年", "") for n in range(200)]
    found = look(workbook(*rows), lingshan_clerk, survey_round)
    assert sum(len(row.problems) for row in found.quarantined) == 400


def test_an_unlikely_number_warns_and_is_kept(lingshan_clerk, survey_round):
    found = look(workbook(("巨无霸小区", "灵山县", 9999, "1990", "")), lingshan_clerk, survey_round)
    assert len(found.added) == 1
    assert [problem.code for problem in found.warnings] == ["value-unlikely"]


def test_a_negative_number_waits(lingshan_clerk, survey_round):
    found = look(workbook(("负数小区", "灵山县", -3, "1990", "")), lingshan_clerk, survey_round)
    assert codes_of(found) == {"value-negative"}


def test_more_households_in_favour_than_there_are_waits(lingshan_clerk, survey_round):
    content = workbook(
        ("锦华园", "灵山县", 48, 60), headings=("小区名称", "县区", "户数", "同意户数")
    )
    assert codes_of(look(content, lingshan_clerk, survey_round)) == {"willing_within_households"}


def test_a_compound_twice_in_the_file_waits_and_names_the_first_row(lingshan_clerk, survey_round):
    found = look(workbook(GOOD, ("锦华 园", "灵山县", 50, "", "")), lingshan_clerk, survey_round)
    assert codes_of(found) == {"twice-in-file"}
    assert "第 2 行" in found.quarantined[0].problems[0].message.zh


def test_a_namesake_at_another_address_waits_and_names_the_code(lingshan_clerk, survey_round):
    store(workbook(GOOD), lingshan_clerk, survey_round)
    found = look(workbook(("锦华园", "灵山县", 30, "", "江滨路3号")), lingshan_clerk, survey_round)
    assert codes_of(found) == {"suspected-duplicate"}
    code = Compound.objects.get().code
    assert code in found.quarantined[0].problems[0].next_step.zh
    by_code = workbook(
        ("锦华园", "灵山县", "江滨路3号", code),
        headings=("小区名称", "县区", "详细地址", "小区编码"),
    )
    assert [row.changes for row in look(by_code, lingshan_clerk, survey_round).changed] == [
        {"address": ("人民路12号", "江滨路3号")}
    ]


def test_s10_a_compound_outside_the_clerk_s_jurisdiction_waits(lingshan_clerk, survey_round):
    found = look(workbook(("外县小区", "浦北县", 30, "", "")), lingshan_clerk, survey_round)
    assert codes_of(found) == {"outside-jurisdiction"}
    assert "浦北县" in found.quarantined[0].problems[0].message.zh


def test_s10_a_community_stores_its_own_rows_only(appoint, survey_round):
    own, other = Division.objects.filter(code__startswith="450721", level="community")[:2]
    clerk = appoint("community", Role.COMMUNITY, division=own)
    headings = ("小区名称", "县区", "街道（镇）", "社区")
    rows = [
        (name, "灵山县", d.parent.name, d.name) for name, d in (("甲小区", own), ("乙小区", other))
    ]
    found = look(workbook(*rows, headings=headings), clerk, survey_round)
    assert [row.name for row in found.added] == ["甲小区"]
    assert codes_of(found) == {"outside-jurisdiction"}


def test_a13_a_community_inside_the_port_area_belongs_to_it(city_officer, survey_round):
    division = Division.objects.filter(code__startswith="450702401", level="community")[0]
    headings = ("小区名称", "县区", "街道（镇）", "社区")
    row = ("港区小区", "钦州港片区", division.parent.name, division.name)
    store(workbook(row, headings=headings), city_officer, survey_round)
    compound = Compound.objects.get()
    assert (compound.jurisdiction.code, compound.division) == ("QZG", division)
    assert compound.code == f"{division.code}0001"


def test_an_unknown_community_warns_and_leaves_the_division_open(lingshan_clerk, survey_round):
    content = workbook(("甲小区", "灵山县", "没有社区"), headings=("小区名称", "县区", "社区"))
    found = look(content, lingshan_clerk, survey_round)
    assert [problem.code for problem in found.warnings] == ["unknown-division"]
    store(content, lingshan_clerk, survey_round)
    assert Compound.objects.get().division is None


def test_a_department_may_not_import(department, survey_round):
    with pytest.raises(ProblemError, match="不填报"):
        store(workbook(GOOD), department, survey_round)


def test_a_confirmation_after_the_registry_changed_is_refused(lingshan_clerk, survey_round):
    found = look(workbook(GOOD), lingshan_clerk, survey_round)
    store(workbook(GOOD), lingshan_clerk, survey_round)
    with pytest.raises(ProblemError, match="预览结果不再有效"):
        confirm_import(
            workbook(GOOD), "调查表.xlsx", lingshan_clerk, survey_round, None, found.sha256
        )
    assert Workbook.objects.count() == 1


def test_an_import_that_fails_half_way_stores_nothing(lingshan_clerk, survey_round):
    refuse = {
        "sqlite": "CREATE TRIGGER fail BEFORE INSERT ON registry_compound WHEN NEW.name = '小区7' "
        "BEGIN SELECT RAISE(ABORT, 'disk full'); END",
        "postgresql": "ALTER TABLE registry_compound ADD CONSTRAINT fail CHECK (name <> '小区7')",
    }
    with connection.cursor() as cursor:
        cursor.execute(refuse[connection.vendor])
    rows = [(f"小区{n}", "灵山县", 40, "1990", "") for n in range(10)]
    with pytest.raises(DatabaseError):
        store(workbook(*rows), lingshan_clerk, survey_round)
    assert not Compound.objects.exists()
    assert not Workbook.objects.exists()
    assert not QuarantinedRow.objects.exists()
    assert verify() == []


def test_the_problems_workbook_marks_the_cells_and_imports_once_corrected(
    lingshan_clerk, survey_round
):
    stored = store(
        workbook(GOOD, ("坏行小区", "灵山县", "约50", "1990", "")), lingshan_clerk, survey_round
    )
    book = openpyxl.load_workbook(io.BytesIO(problems_workbook(stored)))
    sheet = book["小区"]
    cell = sheet["C2"]
    assert cell.value == "约50"
    assert "约50" in cell.comment.text
    assert sheet["A2"].comment is None
    assert sheet.cell(1, len(HEADINGS) + 1).value == "问题"
    cell.value = 50
    corrected = io.BytesIO()
    book.save(corrected)
    found = look(corrected.getvalue(), lingshan_clerk, survey_round)
    assert [row.name for row in found.added] == ["坏行小区"]
    assert found.unknown_headers == []


def test_the_preview_s_problems_can_be_downloaded_too(lingshan_clerk, survey_round):
    found = look(workbook(("坏行小区", "灵山县", "约50", "", "")), lingshan_clerk, survey_round)
    assert preview_problems_workbook(found)[:2] == b"PK"


def test_the_empty_form_is_read_as_a_survey(lingshan_clerk, survey_round):
    found = look(survey_form(lingshan_clerk), lingshan_clerk, survey_round)
    assert (len(found.added), found.quarantined, found.unknown_headers) == (0, [], [])


def test_unknown_headings_are_named_and_passed_over(lingshan_clerk, survey_round):
    content = workbook(("甲小区", "灵山县", "x"), headings=("小区名称", "县区", "神秘列"))
    assert look(content, lingshan_clerk, survey_round).unknown_headers == ["神秘列"]


def test_a_workbook_without_compound_names_is_refused_with_its_headings(
    lingshan_clerk, survey_round
):
    with pytest.raises(ProblemError, match="小区名称"):
        look(workbook(("x", "y"), headings=("甲", "乙")), lingshan_clerk, survey_round)


def test_two_headings_for_one_fact_are_refused(lingshan_clerk, survey_round):
    content = workbook(("甲", "灵山县", 1, 2), headings=("小区名称", "县区", "户数", "总户数"))
    with pytest.raises(ProblemError, match="无法确定取哪一列") as error:
        look(content, lingshan_clerk, survey_round)
    assert error.value.problems[0].place.letter == "D"


def test_an_area_in_another_unit_is_not_taken_for_square_metres(lingshan_clerk, survey_round):
    content = workbook(
        ("甲小区", "灵山县", "1.5", "2"),
        headings=("小区名称", "县区", "建筑面积（万㎡）", "占地面积（亩）"),
    )
    found = look(content, lingshan_clerk, survey_round)
    assert found.added[0].facts["floor_area"] == "15000"
    assert found.unknown_headers == ["占地面积（亩）"]


def test_s13_buildings_come_with_their_compound(lingshan_clerk, survey_round):
    book = openpyxl.load_workbook(io.BytesIO(workbook(GOOD)))
    sheet = book.create_sheet("楼栋")
    sheet.append(["县区", "小区名称", "楼栋", "楼栋户数"])
    sheet.append(["灵山县", "锦华园", "1栋", 24])
    sheet.append(["灵山县", "无此小区", "1栋", 24])
    file = io.BytesIO()
    book.save(file)
    found = look(file.getvalue(), lingshan_clerk, survey_round)
    assert codes_of(found) == {"building-without-compound"}
    store(file.getvalue(), lingshan_clerk, survey_round)
    building = Building.objects.get()
    assert (building.compound.name, building.facts) == ("锦华园", {"building_homes": 24})
    again = look(file.getvalue(), lingshan_clerk, survey_round).buildings
    assert (again.added.height, again.changed, again.same) == (0, {}, 1)


def test_a_release_is_numbered_frozen_and_readable(city_officer, lingshan_clerk, survey_round):
    store(workbook(GOOD), lingshan_clerk, survey_round)
    release = make_release(city_officer, "首版")
    assert (release.number, release.compounds) == (1, 1)
    assert make_release(city_officer, "未变").number == 1
    store(workbook(("锦华园", "灵山县", 50, "1992-05", "")), lingshan_clerk, survey_round)
    assert make_release(city_officer, "更正").number == 2
    assert '"households":48' in release_frame(Release.objects.get(number=1))["facts"][0]


def test_a_frozen_release_takes_no_change(city_officer, lingshan_clerk, survey_round):
    store(workbook(GOOD), lingshan_clerk, survey_round)
    release = make_release(city_officer, "首版")
    with pytest.raises(DatabaseError, match="frozen"):
        Release.objects.filter(pk=release.pk).update(compounds=5)


def test_a_clerk_may_not_freeze_the_registry(lingshan_clerk, survey_round):
    with pytest.raises(ProblemError, match="市领导小组办公室"):
        make_release(lingshan_clerk, "越权")


MAPPING = """
name = { zh = "清单", en = "List" }
unreadable = "keep"
[columns]
"楼盘" = "name"
"年代" = "built_on"
[constants]
jurisdiction = "灵山县"
"""


def test_a_foreign_listing_is_read_by_its_mapping(lingshan_clerk, survey_round):
    content = workbook(("甲小区", "2007年"), ("乙小区", "很久"), headings=("楼盘", "年代"))
    mapping = read_mapping(MAPPING.encode())
    found = look(content, lingshan_clerk, survey_round, mapping=mapping)
    assert [row.facts.get("built_on") for row in found.added] == ["2007", None]
    codes = [problem.code for problem in found.warnings]
    assert codes == ["cell-unreadable", "built_within_survey"]


@pytest.mark.parametrize("text", ["name = 3", "[columns", 'name = { zh = "x", en = "x" }'])
def test_a_broken_mapping_is_refused(text):
    with pytest.raises(ProblemError, match="映射文件"):
        read_mapping(text.encode())


def test_a_mapping_to_an_unknown_fact_is_refused(lingshan_clerk, survey_round):
    mapping = read_mapping(MAPPING.replace("built_on", "bilt_on").encode())
    with pytest.raises(ProblemError, match="bilt_on"):
        look(
            workbook(("甲", "1"), headings=("楼盘", "年代")),
            lingshan_clerk,
            survey_round,
            mapping=mapping,
        )
