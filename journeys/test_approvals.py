"""A project from scheme to reply, and two registrations at the window, in a real browser."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.browser
UNTOUCHED = (
    "select p.code from reserve_project p join reserve_candidate c on c.project_id = p.id"
    " join people_jurisdiction j on j.id = p.jurisdiction_id where j.code = '450721'"
    " and c.state = 'ready' and not exists (select 1 from approvals_case where project_id = p.id)"
    " order by p.code limit 1"
)
PAPER = {"mimeType": "application/pdf", "buffer": b"%PDF-1.4 paper"}
FACTS = {
    "land_right_change": "否",
    "land_use_change": "否",
    "structure_change": "否",
    "in_national_plan": "是",
    "in_regional_plan": "是",
    "government_funded": "是",
    "elevator_in_scheme": "是",
    "elevators_to_add": "1",
    "environmental_impact": "小",
}
BEFORE_THE_HOLIDAY = """
import django; django.setup()
from datetime import datetime
from django.utils import timezone
from linli.approvals.actions.registering import *
from linli.reserve.models import Project
for subject, moment in (("节前受理", "2021-04-30T15:00"), ("调休日到期", "2021-05-07T15:00")):
    at = timezone.make_aware(datetime.fromisoformat(moment))
    kept = receive(None, Project.objects.get(code="{code}"), "title", subject, day=at.date())
    check_papers(None, kept, None, Papers(True, True, True, None))
    accept_registration(None, kept, None, at)
"""


def press(page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def write_facts(page, code: str) -> None:
    page.goto(f"/approvals/projects/{code}/")
    for name, value in FACTS.items():
        field = page.locator(f"#f-{name}")
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)  # by value or by what is shown
        else:
            field.fill(value)
    page.get_by_label("理由").fill("现场核实")
    press(page, "保存事实")


def write_scheme(page, code: str) -> None:
    page.goto(f"/approvals/projects/{code}/scheme/")
    press(page, "开始编制")
    for each in page.locator("textarea").all():
        each.fill("已写明")
    press(page, "保存内容")
    for work, quantity, cost in (("drainage", "0.5", "800000"), ("elevators", "1", "480000")):
        page.locator("#work").select_option(work)
        page.locator("#quantity").fill(quantity)
        page.locator("#unit_cost").fill(cost)
        press(page, "加入清单")
    for paper in ("居民表决结果", "资金筹措方案"):
        page.locator("#material").select_option(paper)
        page.locator("#file").set_input_files({"name": f"{paper}.pdf", **PAPER})
        press(page, "上传")


def test_s32_s36_a_scheme_passes_four_offices_to_its_reply(page, city, sign_in, picture):
    (code,) = city.query(UNTOUCHED)[0]
    sign_in("lingshan")
    write_facts(page, code)
    write_scheme(page, code)
    page.goto(f"/approvals/projects/{code}/")
    assert "同步办理" in page.locator("tr", has_text="加装电梯审批").first.inner_text()
    page.get_by_role("button", name="报送", exact=True).first.click()
    page.get_by_text("已报送，等待受理。").wait_for()
    case = page.url

    sign_in("reform")
    page.goto("/desk/")
    assert page.locator("a", has_text="改造方案审批").count()
    page.goto(case)
    page.get_by_label("需补正的内容").fill("表决结果没有盖章")
    press(page, "退回补正")
    sign_in("lingshan")
    page.goto(case)
    page.get_by_label("补正说明").fill("已盖章")
    press(page, "补正后再报")
    sign_in("reform")
    page.goto(case)
    press(page, "材料齐全，受理")
    assert page.locator("tr", has_text="未回复").count() == 3

    for username, stance in (
        ("window", "conditions"),
        ("finance", "agree"),
        ("department", "agree"),
    ):
        sign_in(username)
        page.goto(case)
        page.locator("select[name=stance]").select_option(stance)
        page.locator("textarea[name=text]").first.fill("先核对管线图")
        press(page, "提出意见")
    sign_in("reform")
    page.goto(case)
    assert page.locator("tr", has_text="未回复").count() == 0
    press(page, "作出决定并生成批复")
    page.get_by_text("已作出决定：").wait_for()
    picture(page, "approvals-decided")
    decided = page.locator("section", has_text="同步批准").inner_text()
    assert "加装电梯审批" in decided
    with page.expect_download() as reply:
        page.get_by_role("link", name="下载批复").click()
    assert reply.value.suggested_filename.endswith("号.docx")
    page.goto(f"/approvals/projects/{code}/")
    assert "已批准" in page.locator("tr", has_text="加装电梯审批").first.inner_text()


def test_s38_one_registration_inside_its_day_and_one_over_the_may_holiday(
    page, city, sign_in, picture
):
    (code,) = city.query(UNTOUCHED)[0]
    subprocess.run(
        [sys.executable, "-c", BEFORE_THE_HOLIDAY.replace("{code}", code)],
        env=city.environment | {"DJANGO_SETTINGS_MODULE": "linli.settings"},
        check=True,
    )
    sign_in("window")
    page.goto("/approvals/registrations/")
    page.get_by_label("项目编号").fill(code)
    page.get_by_label("登记对象").fill("1号楼")
    press(page, "收件")
    for name in ("title_clear", "materials_complete", "usable_survey"):
        page.locator(f"#{name}").select_option("yes")
    press(page, "记录核对结果")
    press(page, "受理")
    page.get_by_text("已受理，开始计时。").wait_for()
    page.get_by_label("证书（证明）号").fill("桂（2026）灵山县不动产权第1号")
    press(page, "办结")
    assert "已办结" in page.locator("main").inner_text()
    assert "超时" not in page.locator("main").inner_text()

    page.goto("/approvals/registrations/?state=breach")
    row = page.locator("tr", has_text="节前受理").inner_text()
    assert "2021年5月6日 24:00" in row  # the first working day after 1-5 May
    row = page.locator("tr", has_text="调休日到期").inner_text()
    assert "2021年5月8日 24:00" in row  # Saturday, a make-up workday
    page.get_by_role("link", name="节前受理").click()
    page.get_by_label("证书（证明）号").fill("桂（2021）灵山县不动产权第2号")
    page.get_by_label("超时原因").fill("系统停机")
    press(page, "办结")
    assert "系统停机" in page.locator("main").inner_text()
    picture(page, "approvals-breach")
    page.goto("/approvals/registrations/?state=breach")
    assert "已办结" in page.locator("tr", has_text="节前受理").inner_text()
