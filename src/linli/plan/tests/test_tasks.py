"""A year's task is broken up, checked to the unit, issued and frozen (S04, S05)."""

from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.engines.packfiles import load_pack
from linli.plan.actions import Breakdown, issue_tasks, load_targets, save_draft
from linli.plan.models import Target, TaskDraft, TaskIssue
from linli.plan.tests.year import LINGSHAN, QINNAN
from linli.reserve.tests.town import compound

YEAR = 2022
PARTS = {
    LINGSHAN: {"projects": 2, "households": 90},
    QINNAN: {"projects": 1, "households": 80},
}
WHOLE = Breakdown(3, 170, date(YEAR, 6, 30), date(YEAR, 12, 31), "钦老改办〔2022〕1号", PARTS)


@pytest.fixture
def stock(places):
    for code in ("L1", "L2"):
        compound(places, code, LINGSHAN, households=60)
    compound(places, "Q1", QINNAN, households=100)


def refused(action) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        action()
    return [problem.code for problem in caught.value.problems]


def test_s05_parts_that_equal_the_whole_become_the_years_targets(stock, city_officer):
    issue = issue_tasks(city_officer, YEAR, WHOLE)
    assert (issue.version, issue.issued_by) == (1, city_officer)
    targets = Target.objects.filter(year=YEAR)
    found = targets.values_list("jurisdiction__code", "projects", "households", "clause")
    number = WHOLE.document_number
    assert set(found) == {(LINGSHAN, 2, 90, number), (QINNAN, 1, 80, number)}


@pytest.mark.parametrize(("projects", "households"), [(4, 170), (3, 171), (2, 170), (3, 169)])
def test_s05_parts_that_differ_by_one_are_not_issued(stock, projects, households):
    wrong = replace(WHOLE, projects=projects, households=households)
    assert refused(lambda: issue_tasks(None, YEAR, wrong)) == ["parts-differ"]
    assert not TaskIssue.objects.exists()
    assert not Target.objects.exists()


def test_a_task_larger_than_the_stock_is_refused_by_name(stock):
    large = {LINGSHAN: {"projects": 3, "households": 121}}
    wrong = replace(WHOLE, projects=3, households=121, parts=large)
    assert refused(lambda: issue_tasks(None, YEAR, wrong)) == ["larger-than-stock"] * 2


def test_a_stock_with_unknown_households_refuses_no_task_for_them(places):
    compound(places, "L1", LINGSHAN, households=None)
    parts = {LINGSHAN: {"projects": 1, "households": 90}}
    issue_tasks(None, YEAR, replace(WHOLE, projects=1, households=90, parts=parts))


def test_a_document_and_days_that_can_be_are_needed(stock):
    wrong = replace(
        WHOLE, document_number=" ", start_by=date(YEAR, 12, 31), finish_by=date(YEAR, 6, 1)
    )
    assert refused(lambda: issue_tasks(None, YEAR, wrong)) == ["no-document", "bad-days"]


def test_a_second_version_needs_a_reason_and_the_first_stays_frozen(stock):
    first = issue_tasks(None, YEAR, WHOLE)
    only_lingshan = replace(WHOLE, projects=2, households=90, parts={LINGSHAN: PARTS[LINGSHAN]})
    again = lambda reason: issue_tasks(None, YEAR, only_lingshan, reason, first.version)  # noqa: E731
    assert refused(lambda: again(" ")) == ["tasks-need-reason"]
    assert again("调减").version == 2
    assert [target.jurisdiction.code for target in Target.objects.all()] == [LINGSHAN]
    assert TaskIssue.objects.get(version=1).parts == PARTS
    with pytest.raises(DatabaseError), transaction.atomic():
        TaskIssue.objects.filter(pk=first.pk).update(projects=9)


def test_who_issues_second_is_told(stock):
    issue_tasks(None, YEAR, WHOLE, seen=0)
    assert refused(lambda: issue_tasks(None, YEAR, WHOLE, "同时", seen=0)) == ["issued-meanwhile"]
    assert TaskIssue.objects.count() == 1


def test_what_the_office_issued_is_not_overwritten_by_the_pack(places, city_officer):
    pack = load_pack(settings.PACK)
    load_targets(pack, None)
    issue = TaskIssue.objects.get()
    assert (issue.projects, issue.households, issue.document_number) == (
        102,
        6902,
        "钦政办规〔2021〕5号",
    )
    TaskIssue.objects.create(
        year=2021,
        version=2,
        issued_by=city_officer,
        projects=1,
        households=1,
        start_by=issue.start_by,
        finish_by=issue.finish_by,
    )
    Target.objects.all().delete()
    assert load_targets(pack, None) == 0
    assert not Target.objects.exists()


def test_only_the_city_office_breaks_up_and_issues(stock, lingshan_clerk, department):
    for user in (lingshan_clerk, department):
        assert refused(lambda user=user: save_draft(user, YEAR, WHOLE)) == ["plan-not-yours"]
        assert refused(lambda user=user: issue_tasks(user, YEAR, WHOLE)) == ["plan-not-yours"]


def filled(**changes):
    whole = {
        "projects": 3,
        "households": 170,
        "start_by": f"{YEAR}-06-30",
        "finish_by": f"{YEAR}-12-31",
        "document_number": WHOLE.document_number,
        "seen": 0,
    }
    cells = {f"{area}_{name}": n for area, part in PARTS.items() for name, n in part.items()}
    return whole | cells | changes


def test_the_draft_is_kept_checked_as_it_is_typed_and_issued(stock, client, city_officer):
    client.force_login(city_officer)
    save, page = reverse("plan:save-tasks", args=[YEAR]), reverse("plan:tasks", args=[YEAR])
    assert "本年度任务尚未发布" in client.get(page).content.decode()
    client.post(save, filled(projects=4))
    assert TaskDraft.objects.get().edited_by == city_officer
    assert "还差 1" in client.get(page).content.decode()
    typed = client.post(reverse("plan:checksum", args=[YEAR]), filled(projects=2)).content.decode()
    assert "超出 1" in typed
    assert "相等" in typed
    wrong = client.post(save, filled(projects=4, issue="yes"))
    assert wrong.status_code == 422
    assert "不能发布" in wrong.content.decode()
    client.post(save, filled(issue="yes"))
    assert TaskIssue.objects.get().version == 1
    assert not TaskDraft.objects.exists()
    assert WHOLE.document_number in client.get(page).content.decode()


def test_a_county_sees_its_own_part_and_no_form(stock, client, lingshan_clerk):
    issue_tasks(None, YEAR, WHOLE)
    client.force_login(lingshan_clerk)
    shown = client.get(reverse("plan:tasks", args=[YEAR])).content.decode()
    assert "灵山县" in shown
    assert "钦南区" not in shown
    assert reverse("plan:save-tasks", args=[YEAR]) not in shown
    assert client.post(reverse("plan:save-tasks", args=[YEAR]), filled()).status_code == 403


def test_bad_figures_are_refused_at_the_field(stock, client, city_officer):
    client.force_login(city_officer)
    bad = {"projects": -1, "households": 10**9, "start_by": "6月底"}
    shown = client.post(reverse("plan:save-tasks", args=[YEAR]), filled(**bad))
    assert shown.status_code == 422
    assert shown.content.decode().count("field-error") == 3
    assert not TaskDraft.objects.exists()
