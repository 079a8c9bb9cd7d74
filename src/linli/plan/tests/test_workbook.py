"""The annual plan as an Excel form."""

import csv
import io
import shutil
import subprocess
from random import Random

import openpyxl
import pytest
from django.conf import settings

from linli.engines.packfiles import load_pack
from linli.plan.actions import adopt, load_targets
from linli.plan.models import AnnualPlan
from linli.plan.tests.year import LINGSHAN, small_year, solved
from linli.plan.workbook import COLUMNS, SOURCES, annual_plan_workbook
from linli.reserve.tests.town import compound, refreshed

PLACE = {column.heading: number for number, column in enumerate(COLUMNS, start=1)}
SUMS = ("小区数", "户数", "栋数", "建筑面积（㎡）", "总投资（万元）")


def adopted(places, **more):
    small_year(places)
    return adopt(None, solved(**more), "定稿")[0]


def sheet_of(content, *, values=True):
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values).active


def rows_labelled(sheet, word):
    return [row[0].row for row in sheet.iter_rows(min_row=5) if word in str(row[0].value)]


def figures(sheet, row):
    return [sheet.cell(row, PLACE[heading]).value for heading in SUMS]


@pytest.fixture
def whole_city(places):
    """Compounds that hold the five real tasks exactly, and as many again to choose from."""
    draw = Random(7)  # noqa: S311 - a fixed instance, no secret
    pack = load_pack(settings.PACK)
    for target in pack.targets:
        sizes = [target.households // target.projects] * target.projects
        sizes[0] += target.households - sum(sizes)
        sizes += [draw.randint(30, 120) for _ in range(target.projects // 2)]
        for number, households in enumerate(sizes):
            compound(
                places,
                f"{target.jurisdiction}{number:03}",
                target.jurisdiction,
                households=households,
                estimated_investment=f"{households * 27000 + number}.37",
            )
    load_targets(pack, None)
    refreshed()
    return pack


def test_s05_sums_of_the_form_equal_the_five_tasks(whole_city):
    plan = adopt(None, solved(), "定稿")[0]
    sheet = sheet_of(annual_plan_workbook(plan))
    subtotals = rows_labelled(sheet, "小计")
    counted = [tuple(figures(sheet, row)[:2]) for row in subtotals]
    assert counted == [(target.projects, target.households) for target in whole_city.targets]
    (total,) = rows_labelled(sheet, "全市合计")
    assert figures(sheet, total)[:2] == [102, 6902]


def test_form_names_plan_version_digest_and_document(places):
    plan = adopted(places)
    sheet = sheet_of(annual_plan_workbook(plan))
    assert sheet["A1"].value == "钦州市2021年城镇老旧小区改造年度计划表"
    assert "第 1 版" in sheet["A2"].value
    assert plan.sha256 in sheet["A2"].value
    assert "钦政办规〔2021〕5号" in sheet["A2"].value


def test_lines_stand_in_blocks_with_what_is_known_and_blanks_for_the_rest(places):
    sheet = sheet_of(annual_plan_workbook(adopted(places)))
    first = {heading: sheet.cell(5, place).value for heading, place in PLACE.items()}
    assert (first["序号"], first["年度"], first["区"]) == (1, 2021, "灵山县")
    assert (first["项目名称"], first["户数"]) == ("L1小区改造项目", 40)
    assert first["总投资（万元）"] == pytest.approx(100)
    assert first["建成年代"] == "2000年底前建成"
    assert (first["改造类别"], first["主要内容"]) == ("基础类", "供水、屋面维修")
    assert first["计划开工时间（不晚于）"].date().isoformat() == "2021-06-30"
    for unknown in ("中央财政", "居民", "实施主体/建设单位", "批复文号"):
        assert first[unknown] is None


def test_sums_are_live_formulas(places):
    sheet = sheet_of(annual_plan_workbook(adopted(places)), values=False)
    first, second = rows_labelled(sheet, "小计")
    (total,) = rows_labelled(sheet, "全市合计")
    place = PLACE["户数"]
    assert sheet.cell(first, place).value == "=SUM(F5:F6)"
    assert sheet.cell(total, place).value == f"=SUM(F{first},F{second})"


def test_unknown_figures_are_noted_beside_the_sum(places):
    compound(places, "L0", households=90, buildings=None)
    small_year(places)
    plan = adopt(None, solved(), "定稿")[0]
    sheet = sheet_of(annual_plan_workbook(plan))
    has_gap = plan.lines.filter(buildings=None).exists()
    assert bool(rows_labelled(sheet, "合计只计已填数")) == has_gap


def test_sources_stand_in_their_columns_and_the_sheet_checks_them(places):
    money = [
        {"source": "central_subsidy", "year": 2021, "amount": "1500000.00"},
        {"source": "county_budget", "area": LINGSHAN, "year": 2021, "amount": "500000.00"},
        {"source": "regional_subsidy", "year": 2021, "amount": "2000000.01"},
    ]
    sheet = sheet_of(annual_plan_workbook(adopted(places, money=money)))
    (total,) = rows_labelled(sheet, "全市合计")
    paid = {name: sheet.cell(total, PLACE[name]).value for name in SOURCES}
    assert sum(paid.values()) == pytest.approx(sheet.cell(total, PLACE["总投资（万元）"]).value)
    assert paid["县区"] == pytest.approx(50)
    assert paid["居民"] == 0
    assert rows_labelled(sheet, "资金来源合计与总投资相等")
    live = sheet_of(annual_plan_workbook(AnnualPlan.objects.get()), values=False)
    assert live.cell(total + 1, 1).value.startswith("=IF(ROUND(SUM(")


def test_print_set_up_is_landscape_a4_with_repeated_headings(places):
    sheet = sheet_of(annual_plan_workbook(adopted(places)))
    assert sheet.page_setup.orientation == "landscape"
    assert int(sheet.page_setup.paperSize) == 9
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.freeze_panes == "E5"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_an_office_program_computes_the_same_sums(places, tmp_path):
    content = annual_plan_workbook(adopted(places))
    stripped = openpyxl.load_workbook(io.BytesIO(content))  # drops the cached values
    stripped.save(tmp_path / "plan.xlsx")
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless"]
    as_utf8 = "csv:Text - txt - csv (StarCalc):44,34,76"
    command += ["--convert-to", as_utf8, "--outdir", str(tmp_path), str(tmp_path / "plan.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)  # noqa: S603 - our own file
    with (tmp_path / "plan.csv").open(encoding="utf-8") as file:
        computed = {row[0]: row for row in csv.reader(file)}
    sheet = sheet_of(content)
    for row in rows_labelled(sheet, "小计") + rows_labelled(sheet, "全市合计"):
        shown = computed[sheet.cell(row, 1).value]
        numbers = [float(shown[PLACE[heading] - 1].replace(",", "")) for heading in SUMS]
        assert numbers == pytest.approx(figures(sheet, row), abs=0.005)
