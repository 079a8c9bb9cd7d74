"""Another city adopts Linli by a pack alone: its own figures, places and targets, the same code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from linli.core.kernel.money import yuan
from linli.core.policy.evaluate import answer
from linli.determination.actions import load_pack, run_determination
from linli.determination.models import CompoundAnswers
from linli.engines import packfiles
from linli.foundation.people.actions import load_divisions, load_jurisdictions
from linli.plan.actions import adopt, load_targets, solve_scenario
from linli.plan.brief import Brief
from linli.plan.workbook import annual_plan_workbook
from linli.registry.actions import confirm_import
from linli.registry.models import Compound, SurveyRound
from linli.registry.releasing import make_release
from linli.reserve.actions import refresh_reserve

SAMPLE = Path(__file__).parents[4] / "samples" / "packs" / "shili_2023"
PACK = packfiles.load_pack(SAMPLE)
DAY = date(2023, 4, 1)
HEADINGS = """小区名称 县区 建成时间 楼栋数 户数 估算总投资 位于城市或县城 失养失修失管
市政配套不完善 社区服务设施不健全 居民改造意愿强烈 是否已改造""".split()
MARKS = ["是", "是", "是", "是", "是", "否"]
TOWN = [
    ["东一里", "东区", "1990", 2, 40, 800000, *MARKS],
    ["东二里", "东区", "1995", 3, 60, 900000, *MARKS],
    ["东三里", "东区", "2004", 3, 60, 900000, *MARKS],
    ["西一里", "西县", "1998", 3, 60, 900000, *MARKS],
    ["西二里", "西县", "1994", 1, 90, 900000, *MARKS[:-2], "否", "否"],
]


@pytest.fixture
def sample_city(db, settings):
    settings.PACK = SAMPLE
    load_pack(SAMPLE, None)
    load_divisions(SAMPLE / "divisions.csv", DAY, "test")
    load_jurisdictions(PACK.head)
    load_targets(PACK, None)
    return SurveyRound.objects.create(
        name="2023", year=2023, cutoff=date(2003, 12, 31), opened_on=DAY
    )


def workbook(path: Path) -> bytes:
    headings = {fact.label.zh for fact in PACK.facts.values()}
    assert set(HEADINGS) <= headings | {h for f in PACK.facts.values() for h in f.headers}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADINGS, *TOWN]):
            sheet.write_row(number, 0, row)
    return path.read_bytes()


def test_the_whole_line_runs_by_another_citys_pack(sample_city, tmp_path):
    content = workbook(tmp_path / "survey.xlsx")
    stored = confirm_import(content, "survey.xlsx", None, sample_city)
    assert (stored.added, stored.quarantined) == (5, 0)
    assert Compound.objects.filter(jurisdiction__code="9902").count() == 2
    run = run_determination(make_release(None, "首版"), DAY, None)
    strata = {row.compound.name: row.answers["stratum"] for row in CompoundAnswers.objects.all()}
    assert strata == {
        "东一里": "early",
        "东二里": "early",
        "东三里": "late",
        "西一里": "late",
        "西二里": "early",
    }
    refresh_reserve(run, None, DAY)
    scenario = solve_scenario(None, Brief(name="草案", year=2023))
    chosen = {choice.name for choice in scenario.choices.exclude(year=None)}
    assert {name[:3] for name in chosen} == {"东一里", "东二里", "西一里"}
    (plan,) = adopt(None, scenario, "定稿")
    assert annual_plan_workbook(plan).startswith(b"PK")


@pytest.mark.parametrize(
    ("rule", "facts", "verdict"),
    [
        ("preliminary_design_waived", {"approved_total": "5999999.99"}, "yes"),
        ("preliminary_design_waived", {"approved_total": "6000000.00"}, "no"),
        ("resident_enterprise_share_met", {"resident_contribution": "25.00"}, "yes"),
        ("resident_enterprise_share_met", {"resident_contribution": "24.99"}, "no"),
    ],
)
def test_s35_s70_the_citys_own_figures_decide(rule, facts, verdict):
    given = {"total_investment": "100.00", "enterprise_contribution": "0.00", **facts}
    money = {name: yuan(value) for name, value in given.items()}
    assert answer(PACK, rule, money, DAY).verdict == verdict
