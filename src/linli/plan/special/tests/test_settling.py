"""A plan drafted, asked about, approved, frozen, filed; a change is a new version (S15, S16)."""

import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import docx
import pyogrio
import pyogrio.raw
import pytest
import shapely
from django.db import DatabaseError, transaction
from django.utils import timezone

from linli.core.kernel.problem import ProblemError
from linli.core.policy.evaluate import parameter_value
from linli.determination.reads import current_pack
from linli.engines.workbook import read_workbook
from linli.foundation.people.models import Organisation
from linli.foundation.record.models import Entry
from linli.foundation.steps.models import Step
from linli.plan.actions import adopt, load_targets, solve_scenario
from linli.plan.brief import Brief
from linli.plan.special.actions import editing, rounds, settling
from linli.plan.special.content import content_of
from linli.plan.special.document import FILING
from linli.plan.special.models import Comment, Filing, SpecialPlan, Version
from linli.plan.special.package import SUMS
from linli.plan.special.reads import filing_task
from linli.plan.special.tests.town import HOMES, LINGSHAN, NAME, RED, asked, begun, geojson, layer
from linli.plan.special.tests.town import town as small_town
from linli.registry.models import Compound
from linli.reserve.models import Bundle, BundleMember
from linli.reserve.tests.town import refreshed

pytestmark = pytest.mark.django_db
DAY = date(2021, 6, 1)


def codes(action) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        action()
    return [problem.code for problem in caught.value.problems]


def approved(plan) -> Version:
    return settling.approve(None, asked(plan), "钦州市人民政府", DAY)


def test_a_plan_begins_with_the_chapters_of_the_pack(places):
    small_town(places)
    plan = begun()
    assert [chapter.code for chapter in plan.chapters.all()] == [
        row.code for row in current_pack().plan_chapters
    ]
    assert codes(begun) == ["special-name"]
    assert codes(lambda: editing.begin(None, "别的", "局", 2025, 2021)) == ["special-years"]
    assert codes(lambda: editing.begin(None, "别的", "局", 2021, 2031)) == ["special-years"]


def test_only_the_city_office_drafts(plan, lingshan_clerk, city_officer):
    assert codes(lambda: editing.begin(lingshan_clerk, "县规划", "局", 2021, 2025)) == [
        "special-not-yours"
    ]
    chapter = plan.chapters.first()
    assert codes(lambda: editing.write_chapter(lingshan_clerk, chapter, "一", "二")) == [
        "special-not-yours"
    ]
    editing.write_chapter(city_officer, chapter, "总则", "新的正文")
    chapter.refresh_from_db()
    assert chapter.text == "新的正文"
    assert "新的正文" in Entry.objects.filter(table="special_chapter").first().after


def test_units_are_drawn_from_divisions_and_areas_and_no_compound_stands_twice(places):
    small_town(places)
    plan = begun()
    area = editing.Area("西片区", shapely.Polygon(HOMES))
    assert editing.draw_areas(None, plan, [area]) == 2
    assert editing.draw_divisions(None, plan, "town", reserve_only=False) == 2
    assert codes(lambda: editing.draw_divisions(None, plan, "county", reserve_only=False)) == [
        "unit-no-compounds"
    ]
    content = content_of(plan, None)
    members = {unit.name: [row.code for row in unit.compounds] for unit in content.units}
    assert members["西片区"] == ["L1", "L2"]
    assert sorted(code for some in members.values() for code in some) == [
        "L1",
        "L2",
        "L3",
        "Q1",
        "Q2",
    ]


def test_units_are_drawn_from_the_reserves_bundles(places):
    small_town(places)
    plan = begun()
    by_code = {each.code: each for each in Compound.objects.all()}
    for code, level, members in (
        ("B1", Bundle.Level.STREET, ["L1", "L3"]),
        ("B2", Bundle.Level.AREA, ["L1", "L2"]),
    ):
        area = places[LINGSHAN]
        made = Bundle.objects.create(code=code, name=f"{code}片区", level=level, jurisdiction=area)
        for each in members:
            BundleMember.objects.create(bundle=made, compound=by_code[each], level=level)
    assert editing.draw_bundles(None, plan) == 2
    drawn = {
        unit.name: [row.code for row in unit.compounds] for unit in content_of(plan, None).units
    }
    assert drawn == {"B2片区": ["L1", "L2"], "B1片区": ["L3"]}
    assert codes(lambda: editing.draw_bundles(None, plan)) == ["unit-no-compounds"]


def test_units_may_take_only_what_waits_in_the_reserve(places):
    small_town(places)
    plan = begun()
    assert codes(lambda: editing.draw_divisions(None, plan, "county", reserve_only=True)) == [
        "unit-no-compounds"
    ]
    refreshed()
    assert editing.draw_divisions(None, plan, "county", reserve_only=True) == 2


def test_an_area_without_compounds_or_across_jurisdictions_is_refused(places):
    small_town(places)
    plan = begun()
    empty = shapely.Polygon([[109.0, 22.0], [109.01, 22.0], [109.0, 22.01]])
    assert codes(lambda: editing.draw_areas(None, plan, [editing.Area("空", empty)])) == [
        "unit-no-compounds"
    ]
    wide = shapely.Polygon([[108, 21], [110, 21], [110, 23], [108, 23]])
    assert codes(lambda: editing.draw_areas(None, plan, [editing.Area("宽", wide)])) == [
        "unit-several-areas"
    ]
    assert not plan.units.exists()


def test_years_come_from_the_office_or_from_adopted_annual_plans(plan):
    refreshed()
    assert {row.year for row in content_of(plan, None).compounds} == {2022}
    load_targets(current_pack(), None)
    adopt(None, solve_scenario(None, Brief(name="方案", year=2021)), "定稿")
    assert editing.years_of_plans(None, plan) == 5
    content = content_of(plan, None)
    first = content.phases[0]
    assert (first.year, first.compounds, first.planned) == (2021, 5, Decimal("5000000.00"))
    assert first.estimate == Decimal("5000000.00")
    assert codes(lambda: editing.set_years(None, plan, [], 2030)) == ["year-outside"]


def test_money_is_exact_yuan_and_zero_takes_it_away(plan):
    editing.set_money(None, plan, {("central_subsidy", 2021): Decimal("1234567.89")})
    row = next(row for row in content_of(plan, None).money if row.source == "central_subsidy")
    assert row.total == Decimal("1234567.89")
    editing.set_money(None, plan, {("central_subsidy", 2021): Decimal(0)})
    assert not plan.money.exists()
    negative = {("central_subsidy", 2021): Decimal(-1)}
    assert codes(lambda: editing.set_money(None, plan, negative)) == ["special-negative"]


def test_a_round_rests_the_draft_and_every_comment_is_answered_before_approval(
    plan, lingshan_clerk
):
    until = timezone.localdate() + timedelta(days=3)
    assert codes(lambda: rounds.open_round(None, plan, timezone.localdate())) == ["round-days"]
    assert codes(lambda: rounds.comment(lingshan_clerk, plan, "", "早了")) == ["no-open-round"]
    rounds.open_round(None, plan, until)
    chapter = plan.chapters.first()
    assert codes(lambda: editing.write_chapter(None, chapter, "一", "二")) == ["special-in-round"]
    said = rounds.comment(lingshan_clerk, plan, "冒名单位", "请增列一个小区")
    assert said.organisation == "lingshan的单位"
    assert codes(lambda: rounds.comment(None, plan, " ", "来函")) == ["no-organisation"]
    rounds.close_round(None, plan)
    assert codes(lambda: settling.approve(None, plan, "市政府", DAY)) == ["unanswered"]
    rounds.answer(None, said, Comment.Outcome.PARTLY, "列入下一年度")
    assert settling.approve(None, plan, "市政府", DAY).number == 1


def test_s15_what_stands_against_approval_is_said_all_at_once(places):
    small_town(places)
    plan = begun()
    chapter = plan.chapters.get(code="general")
    editing.write_chapter(None, chapter, "总则", " ")
    assert codes(lambda: settling.approve(None, plan, "市政府", DAY)) == [
        "never-asked",
        "empty-chapters",
        "no-units",
    ]
    editing.draw_divisions(None, plan, "county", reserve_only=False)
    layer(plan, "ecology_red_line", geojson(RED))
    found = settling.may_approve(None, content_of(plan, None))
    assert [problem.code for problem in found] == [
        "never-asked",
        "empty-chapters",
        "undated",
        "conflicting",
        "still-open",
    ]
    assert "L3小区" in found[3].message.zh


def test_s16_an_approved_plan_is_frozen_whole(plan):
    version = approved(plan)
    plan.refresh_from_db()
    assert plan.state == SpecialPlan.State.APPROVED
    assert len(version.content["units"]) == 2
    chapter = plan.chapters.first()
    assert codes(lambda: editing.write_chapter(None, chapter, "一", "二")) == ["special-frozen"]
    assert codes(lambda: editing.remove_unit(None, plan.units.first())) == ["special-frozen"]
    assert codes(lambda: layer(plan, "ecology_red_line", geojson(RED))) == ["special-frozen"]
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Version.objects.update(reason="改")
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Version.objects.all().delete()


def test_s16_a_filing_is_entered_once_and_never_changes(plan, city_officer):
    version = approved(plan)
    ahead = timezone.localdate() + timedelta(days=1)
    for day in (DAY - timedelta(days=1), ahead):
        assert codes(lambda day=day: settling.file_version(None, version, "1号", day)) == [
            "filed-before-approval"
        ]
    receipt = b"%PDF-1.4 receipt"
    filing = settling.file_version(city_officer, version, "桂建备〔2021〕7号", DAY, receipt)
    assert filing.receipt.sha256 == hashlib.sha256(receipt).hexdigest()
    plan.refresh_from_db()
    assert plan.state == SpecialPlan.State.FILED
    assert codes(lambda: settling.file_version(None, version, "再报", DAY)) == ["not-approved"]
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Filing.objects.update(number="改")


def test_s16_a_change_is_a_new_version_with_its_reason(plan):
    first = approved(plan)
    settling.file_version(None, first, "桂建备〔2021〕7号", DAY)
    assert codes(lambda: settling.reopen(None, plan, " ")) == ["special-reason"]
    settling.reopen(None, plan, "增列小区")
    plan.refresh_from_db()
    editing.write_chapter(None, plan.chapters.first(), "总则", "第二版正文")
    second = settling.approve(None, plan, "钦州市人民政府", DAY)
    assert (second.number, second.reason) == (2, "增列小区")
    assert second.sha256 != first.sha256
    assert Version.objects.get(pk=first.pk).sha256 == first.sha256
    assert codes(lambda: settling.file_version(None, first, "旧版", DAY)) == ["not-approved"]
    assert settling.file_version(None, second, "桂建备〔2021〕9号", DAY).number


def test_s16_the_term_of_filing_is_open_where_the_pack_sets_none(plan):
    task = filing_task(DAY)
    assert task.step.serves == ("S16",)
    assert task.due is None


@pytest.fixture
def housing_office(places):
    return Organisation.objects.create(name="市住房城乡建设局", code="housing")


def test_s16_filing_is_a_task_of_the_office_that_the_pack_names(plan, housing_office, city_officer):
    version = approved(plan)
    step = Step.objects.get()
    assert (step.lead, step.due_on, step.subject) == (housing_office, None, version)
    settling.reopen(city_officer, plan, "补充单元")
    step.refresh_from_db()
    assert step.state == Step.State.WITHDRAWN
    plan.refresh_from_db()
    second = settling.approve(None, plan, "钦州市人民政府", DAY)
    settling.file_version(city_officer, second, "桂建备〔2021〕7号", DAY)
    done = Step.objects.get(subject_id=second.pk)
    assert (done.state, done.outcome) == (Step.State.DONE, "备案文号 桂建备〔2021〕7号")


def test_s16_a_term_of_the_pack_makes_a_due_day(plan, housing_office, monkeypatch):
    pack = current_pack()
    steps = [
        row.model_copy(update={"days": "registration_working_days"}) if row.code == FILING else row
        for row in pack.procedures
    ]
    changed = pack.model_copy(update={"procedures": tuple(steps)})
    monkeypatch.setattr("linli.plan.special.reads.current_pack", lambda: changed)
    days = parameter_value(pack, "registration_working_days", DAY)
    task = filing_task(DAY)
    assert (task.days, task.due.provisional) == (days, True)
    approved(plan)
    assert Step.objects.get().due_on == task.due.day > DAY


@pytest.fixture
def package(plan, tmp_path):
    layer(plan, "ecology_red_line", geojson(HOMES, 备注="甲"), [LINGSHAN])
    for unit in plan.units.all():
        for member in unit.members.filter(compound__code__in=["L1", "L2"]):
            editing.remove_member(None, member)
    version = approved(plan)
    content = version.package.read()
    assert hashlib.sha256(content).hexdigest() == version.package_sha256
    return zipfile.ZipFile(io.BytesIO(content))


def test_s16_the_package_holds_plan_letter_layers_tables_and_checksums(package, tmp_path):
    names = package.namelist()
    assert names == [
        "01-规划文本.docx",
        "02-备案报告.docx",
        "03-规划图层.gpkg",
        "04-规划表格.xlsx",
        SUMS,
    ]
    for line in package.read(SUMS).decode().splitlines():
        sha256, name = line.split("  ")
        assert hashlib.sha256(package.read(name)).hexdigest() == sha256

    text = docx.Document(io.BytesIO(package.read(names[0])))
    lines = [line.text for line in text.paragraphs]
    assert text.core_properties.title == NAME
    assert lines[:2] == ["城镇老旧小区改造专项规划", "（2021—2025年）"]
    assert "三、国土空间规划约束核对" in lines
    assert any("内部使用，不得公开" in line for line in lines)
    assert len(text.inline_shapes) == 1
    units = text.tables[0]
    assert [cell.text for cell in units.rows[1].cells][1:6] == [
        "灵山县",
        "灵山县",
        "行政区划",
        "1",
        "48",
    ]

    letter = docx.Document(io.BytesIO(package.read(names[1])))
    assert "自治区住房城乡建设厅：" in [line.text for line in letter.paragraphs]
    assert any("小区 3 个" in line.text for line in letter.paragraphs)

    path = tmp_path / "plan.gpkg"
    path.write_bytes(package.read(names[2]))
    assert [name for name, _kind in pyogrio.list_layers(path)] == [
        "units",
        "compounds",
        "constraints",
    ]
    about, _ids, shapes, columns = pyogrio.raw.read(path, layer="compounds")
    phase = columns[list(about["fields"]).index("phase")]
    assert about["crs"] == "EPSG:4490"
    assert set(phase) == {2022}
    assert sum(shape is None for shape in shapes) == 1
    about, _ids, _shapes, columns = pyogrio.raw.read(path, layer="constraints")
    kept = json.loads(columns[list(about["fields"]).index("properties")][0])
    assert kept["备注"] == "甲"

    book = read_workbook(package.read(names[3]), "表.xlsx")
    assert [sheet.name for sheet in book] == [
        *("改造单元", "小区", "分期", "资金", "图层", "图层核对"),
    ]
