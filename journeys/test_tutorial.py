"""The tutorial's way of one compound from survey to plan; `make screenshots` keeps its pictures."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from journeys.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SURVEY = ROOT / "samples" / "tutorial_survey.csv"
NAME = "锦华园"
PATIENCE = 120_000


@pytest.fixture
def shot(page):
    """Take the next picture of the tutorial, as a reader's window shows the page."""
    folder = Path(os.environ.get("LINLI_PICTURES", ROOT / "build" / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    page.set_viewport_size({"width": 1200, "height": 780})

    def take(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.screenshot(path=folder / f"tutorial-{name}.png", caret="initial")

    return take


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state()


def test_one_compound_goes_from_the_survey_to_the_adopted_plan(page, city, sign_in, shot):
    sign_in("lingshan")
    page.goto("/registry/intake/")
    page.locator("input[name=workbook]").set_input_files(SURVEY)
    shot("1-upload")
    press(page, "上传并预览")
    said = page.locator("main").inner_text()
    assert NAME in said
    assert "约50" in said
    shot("2-preview")
    press(page, "确认入库")
    code, facts = city.query("select code, facts from registry_compound where name = '锦华园'")[0]
    assert json.loads(facts)["households"] == 138
    assert not city.query("select 1 from registry_compound where name = '旧糖厂宿舍'")
    page.goto(f"/registry/compound/{code}/")
    shot("3-compound")

    sign_in("city")
    page.goto("/determination/")
    press(page, "冻结小区库并认定")
    page.goto(f"/determination/compound/{code}/")
    assert "符合老旧小区定义" in page.locator("main").inner_text()
    shot("4-answers")
    page.goto("/reserve/")
    press(page, "刷新储备库")
    project = city.query(
        "select p.code, k.state from reserve_candidate k"
        " join reserve_project p on p.id = k.project_id"
        " where p.name like '锦华园%' order by k.id desc limit 1"
    )[0]
    assert project[1] == "ready"
    page.goto(f"/reserve/projects/{project[0]}/")
    shot("5-candidate")

    page.goto("/plan/2021/")
    page.get_by_role("link", name="新方案").click()
    page.get_by_label("方案名称").fill("含锦华园")
    page.get_by_label("必须列入的项目编号").fill(project[0])
    press(page, "求解")
    page.get_by_role("heading", name="项目取舍及理由").wait_for(timeout=PATIENCE)
    shot("6-scenario")
    line = page.locator("tbody tr", has_text=NAME).first
    line.scroll_into_view_if_needed()
    shot("7-reasons")
    page.get_by_label("定稿事由").fill("领导小组会议审定")
    press(page, "定稿为年度计划")
    planned = "select name from plan_planline where plan_id = (select max(id) from plan_annualplan)"
    assert any(NAME in row[0] for row in city.query(planned))
    shot("8-plan")
    page.goto("/")
    page.locator(".map canvas").wait_for()
    shot("9-overview")
