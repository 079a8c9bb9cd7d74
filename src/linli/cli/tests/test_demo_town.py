import csv
import json
from collections import Counter
from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings

from linli.cli.demo_town import demo_compounds, demo_workbook
from linli.core.kernel.period import Period
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.facts import outside_range, parse
from linli.core.policy.schema import Subject
from linli.engines.packfiles import load_pack
from linli.engines.workbook import read_workbook
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.models import Building, Compound, SurveyRound

PACK = load_pack(settings.PACK)
DIVISIONS = list(csv.DictReader((settings.PACK / "divisions.csv").read_text("utf-8").splitlines()))
BOUNDARIES = json.loads((settings.PACK / "boundaries.geojson").read_text("utf-8"))
ROWS = demo_compounds(PACK, DIVISIONS, boundaries=BOUNDARIES)
CONTENT = demo_workbook(PACK, DIVISIONS, boundaries=BOUNDARIES)
DAY = date(2021, 5, 1)
AREAS = {area.code: area.name.zh for area in PACK.head.jurisdictions}
GATES = {rule.id for rule in PACK.rules_of(Subject.COMPOUND, DAY) if rule.gate == "reserve"}
UNIT = "估算总投资（万元）"


def facts_of(row):
    known = PACK.facts_of(Subject.COMPOUND)
    headers = {"estimated_investment": UNIT}
    read = {
        name: parse(known[name], str(cell), headers.get(name, "")) for name, cell in row.items()
    }
    return {name: value for name, value in read.items() if value is not None}


FACTS = [facts_of(row) for row in ROWS]


def stratum(facts):
    return answer(PACK, "stratum", facts, DAY).chosen


def is_ready(facts):
    passes = all(answer(PACK, gate, facts, DAY).verdict is Verdict.YES for gate in GATES)
    return passes and "estimated_investment" in facts


READY = [facts for facts in FACTS if is_ready(facts) and stratum(facts) == "early"]


def of(area, rows):
    return [facts for facts in rows if facts["jurisdiction"] == AREAS[area]]


@pytest.mark.parametrize("target", PACK.targets, ids=lambda target: target.jurisdiction)
def test_s05_each_area_holds_ready_compounds_that_make_up_its_target(target):
    core = of(target.jurisdiction, FACTS)[: target.projects]
    assert all(is_ready(facts) and stratum(facts) == "early" for facts in core)
    assert sum(facts["households"] for facts in core) == target.households


@pytest.mark.parametrize("target", PACK.targets, ids=lambda target: target.jurisdiction)
def test_the_planner_has_to_choose(target):
    assert len(of(target.jurisdiction, READY)) > target.projects


def test_about_fifty_more_are_ready_and_the_port_area_has_few():
    total = sum(target.projects for target in PACK.targets)
    assert 40 <= len(READY) - total <= 60
    assert 2 <= len(of("QZG", READY)) <= 3
    assert 380 <= len(ROWS) <= 430


def test_those_of_the_target_need_works_no_more_than_the_others():
    def need(facts):
        return sum(facts[name] != "intact" for name in facts if name.startswith("condition_"))

    chosen = {
        facts["name"] + facts["jurisdiction"]
        for target in PACK.targets
        for facts in of(target.jurisdiction, FACTS)[: target.projects]
    }
    core = [need(facts) for facts in READY if facts["name"] + facts["jurisdiction"] in chosen]
    more = [need(facts) for facts in READY if facts["name"] + facts["jurisdiction"] not in chosen]
    assert abs(sum(core) / len(core) - sum(more) / len(more)) < 1


def test_s11_the_stock_was_built_from_1965_to_2004():
    years = [facts["built_on"].first.year for facts in FACTS if "built_on" in facts]
    assert min(years) >= 1965
    assert max(years) <= 2004
    assert any(year > 2000 for year in years)


def test_the_stock_has_the_gaps_of_a_real_survey():
    assert any("built_on" not in facts for facts in FACTS)
    assert any(facts.get("built_on") == Period.parse("1990") for facts in FACTS)
    assert any("residents_willing" not in facts for facts in FACTS)
    assert any("estimated_investment" not in facts for facts in FACTS)
    assert any(facts["buildings"] == 1 for facts in FACTS)
    assert any(facts["in_town_area"] is False for facts in FACTS)
    renovated = Counter(facts.get("already_renovated") for facts in FACTS)
    assert renovated.keys() == {True, False, None}
    late = Counter(
        facts.get("meets_renovation_conditions") for facts in FACTS if stratum(facts) == "late"
    )
    assert late.keys() == {True, False, None}


def test_names_are_unique_within_an_area():
    assert max(Counter((row["jurisdiction"], row["name"]) for row in ROWS).values()) == 1


def test_no_figure_is_implausible():
    known = PACK.facts_of(Subject.COMPOUND)
    assert [
        problem
        for facts in FACTS
        for name, value in facts.items()
        if (problem := outside_range(known[name], value))
    ] == []


def test_estimates_are_exact_to_the_hundredth_of_ten_thousand_yuan():
    estimates = [facts for facts in FACTS if "estimated_investment" in facts]
    assert all(20_000 <= f["estimated_investment"] / f["households"] <= 33_000 for f in estimates)
    assert all(f["estimated_investment"] % Decimal(100) == 0 for f in estimates)


def test_places_exist_and_points_lie_in_the_county():
    towns = {row["code"]: row["name"] for row in DIVISIONS if row["level"] == "town"}
    real = {(towns.get(row["code"][:9]), row["name"]) for row in DIVISIONS}
    assert {(row["town"], row["community"]) for row in ROWS} <= real
    longitudes, latitudes = zip(*(facts["location"] for facts in FACTS), strict=True)
    assert 108 < min(longitudes) < max(longitudes) < 110
    assert Decimal("21.4") < min(latitudes) < max(latitudes) < 23


def test_the_same_seed_gives_the_same_town_and_another_seed_another():
    assert demo_compounds(PACK, DIVISIONS, boundaries=BOUNDARIES) == ROWS
    assert demo_compounds(PACK, DIVISIONS, seed=7) != demo_compounds(PACK, DIVISIONS)


def test_the_workbook_says_that_it_is_synthetic():
    *_, note = read_workbook(CONTENT, "demo.xlsx")
    assert note.name == "说明"
    assert "虚构" in note.frame.item(0, 0)


def test_cells_written_by_hand_mean_the_same():
    sheet, *_ = read_workbook(CONTENT, "demo.xlsx")
    cells = sheet.frame["户数（户）"].to_list()
    known = PACK.facts["households"]
    assert not all(cell.isdecimal() and cell.isascii() for cell in cells)
    assert [parse(known, cell) for cell in cells] == [facts["households"] for facts in FACTS]


def test_homes_of_the_buildings_add_up_to_the_households():
    _, sheet, _ = read_workbook(CONTENT, "demo.xlsx")
    homes = Counter()
    for area, name, count in sheet.frame.select("县区", "小区名称", "楼栋户数（户）").iter_rows():
        homes[area, name] += int(count)
    assert homes == {(f["jurisdiction"], f["name"]): f["households"] for f in FACTS}


@pytest.fixture
def survey_round(places):
    return SurveyRound.objects.create(
        name="2021 年摸底调查", year=2021, cutoff=date(2005, 12, 31), opened_on=date(2021, 4, 29)
    )


def test_every_row_passes_the_importer(survey_round):
    seen = preview(CONTENT, "demo.xlsx", None, survey_round)
    assert seen.quarantined == []
    assert list(seen.warnings) == []
    assert seen.unknown_headers == []


def test_the_registry_holds_the_town_after_the_import(survey_round):
    confirm_import(CONTENT, "demo.xlsx", None, survey_round)
    assert Compound.objects.count() == len(ROWS)
    assert Building.objects.count() == sum(row["buildings"] for row in ROWS)
