"""An officer's desk: piles by urgency, acts on a step's page, the month, notices, deputies."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.text import Text
from linli.foundation.desk.reads import desk_of
from linli.foundation.offices.finding import office
from linli.foundation.people.models import Role
from linli.foundation.steps import actions
from linli.foundation.steps.actions import NewStep
from linli.foundation.steps.models import ClosedBy, Step


def opened(code="housing_bureau", days=None, title="编制专项规划", **more):
    today = timezone.localdate()
    due = today + timedelta(days=days) if days is not None else None
    start = today + timedelta(days=min(0, days or 0))
    asked = NewStep(
        title=Text(title, "A task"), lead=office(code), due_on=due, started_on=start, **more
    )
    return actions.open_step(None, asked)


@pytest.fixture
def step(organisation):
    return opened()


def page(response, status=200):
    assert response.status_code == status
    return response.content.decode()


# The inbox


def test_steps_lie_on_the_pile_of_their_day(housing, finance):
    late, today, coming = (opened(days=days) for days in (-1, 0, 1))
    undated, asked = opened(), opened(days=3)
    actions.ask(housing, asked, 1, office("finance_bureau"), "?")
    desk = desk_of(housing, timezone.localdate())
    piles = (desk.overdue, desk.today, desk.coming, desk.undated, desk.waiting)
    assert piles == ([late], [today], [coming], [undated], [asked])
    assert [each.step for each in desk_of(finance, timezone.localdate()).requests] == [asked]


def test_what_a_colleague_took_is_off_the_desk(housing, officer, step):
    colleague = officer("住建二", "housing_bureau")
    actions.take(colleague, step, 1)
    assert desk_of(housing, timezone.localdate()).is_empty


def test_an_empty_desk_says_so(visit, housing):
    assert "没有待办事项" in page(visit(housing, "inbox"))


def test_the_desk_counts_and_lists(visit, housing):
    opened(days=-2, title="报送进度")
    shown = page(visit(housing, "inbox"))
    assert "报送进度" in shown
    assert "已逾期" in shown
    assert "交办" not in shown


def test_the_desk_takes_few_queries(client, housing, django_assert_max_num_queries):
    for days in range(10):
        opened(days=days)
    client.force_login(housing)
    with django_assert_max_num_queries(16):
        client.get("/desk/")


# A step's page


def test_an_officer_receives_hands_over_and_closes(visit, housing, finance, step):
    assert "办结" in page(visit(housing, "step", step.pk))
    data = {
        "version": 1,
        "organisation": office("finance_bureau").pk,
        "assignee": finance.pk,
        "note": "属预算审核",
    }
    assert visit(housing, "act", step.pk, "hand-over", data=data).status_code == 302
    assert "转办" in page(visit(finance, "step", step.pk))
    done = visit(finance, "act", step.pk, "close", data={"version": 2, "note": "已审核"})
    assert done.status_code == 302
    step.refresh_from_db()
    assert (step.state, step.outcome) == ("done", "已审核")


def test_whoever_comes_second_is_told_and_keeps_what_was_written(visit, housing, officer, step):
    colleague = officer("住建二", "housing_bureau")
    visit(housing, "act", step.pk, "note", data={"version": 1, "note": "已联系县区"})
    late = visit(colleague, "act", step.pk, "close", data={"version": 1, "note": "我写的结果"})
    shown = page(late, 422)
    assert "您的操作没有执行" in shown
    assert "我写的结果" in shown
    again = visit(colleague, "act", step.pk, "close", data={"version": 2, "note": "我写的结果"})
    assert again.status_code == 302


def test_a_step_is_closed_with_a_file_that_can_be_had_again(visit, housing):
    step = opened(closed_by=ClosedBy.FILE)
    file = SimpleUploadedFile("规划.pdf", b"%PDF-1.7 x")
    wrong = SimpleUploadedFile("规划.exe", b"MZ")
    assert "不是可以保存的文件类型" in page(
        visit(housing, "act", step.pk, "close", data={"version": 1, "file": wrong}), 422
    )
    visit(housing, "act", step.pk, "close", data={"version": 1, "file": file, "note": "报送"})
    got = visit(housing, "step-file", step.pk)
    assert b"".join(got.streaming_content) == b"%PDF-1.7 x"


def test_another_office_answers_on_the_page(visit, housing, finance, step):
    data = {"version": 1, "organisation": office("finance_bureau").pk, "note": "资金？"}
    visit(housing, "act", step.pk, "ask", data=data)
    asked = step.cooperations.get()
    assert "会办意见" in page(visit(finance, "step", step.pk))
    assert visit(finance, "answer", step.pk, asked.pk, data={"note": "可以"}).status_code == 302
    assert "可以" in page(visit(housing, "step", step.pk))
    assert page(visit(finance, "answer", step.pk, asked.pk, data={"note": "再答"}), 422)


def test_a_county_finds_nothing_of_another(visit, lingshan, pubei, places):
    step = opened("power_company", jurisdiction=places["450722"])
    assert visit(lingshan, "step", step.pk).status_code == 404
    assert visit(lingshan, "act", step.pk, "note", data={"version": 1}).status_code == 404
    assert page(visit(pubei, "step", step.pk))
    assert "编制专项规划" not in page(visit(lingshan, "steps"))
    assert "编制专项规划" in page(visit(pubei, "steps"))


def test_every_act_that_is_offered_has_a_form(visit, city, organisation):
    opened("group_office", days=4)
    shown = page(visit(city, "step", Step.objects.get().pk))
    for word in ("领办", "办结", "转办", "请会办", "设定到期日", "督办", "撤销"):
        assert word in shown


def test_an_act_that_does_not_exist_is_not_found(visit, housing, step):
    assert visit(housing, "act", step.pk, "burn", data={"version": 1}).status_code == 404


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("take", {}),
        ("stop", {"note": "待补材料"}),
        ("note", {"note": "已联系"}),
        ("due", {"due_on": "2030-01-02"}),
        ("supervise", {"note": "抓紧"}),
        ("withdraw", {"note": "不需要"}),
    ],
)
def test_each_act_is_done_and_stands_in_the_history(visit, city, name, data):
    step = opened("group_office", term=5, unit=TermUnit.WORKING_DAYS) if name == "stop" else None
    step = step or opened("group_office")
    assert visit(city, "act", step.pk, name, data={"version": 1, **data}).status_code == 302
    assert step.events.count() >= 2


# Giving out, listing, the month


def test_the_city_gives_out_a_task(visit, city, housing, finance):
    data = {
        "title": "报送清单",
        "organisation": office("housing_bureau").pk,
        "helpers": [office("finance_bureau").pk],
        "due_on": "2030-06-30",
        "closed_by": "record",
    }
    assert visit(city, "give-out", data=data).status_code == 302
    assert Step.objects.get().cooperations.count() == 1
    assert visit(housing, "give-out").status_code == 403
    early = visit(city, "give-out", data={**data, "due_on": "2020-01-01"})
    assert "到期日早于起算日" in page(early, 422)


def test_the_list_is_narrowed(visit, city, organisation):
    opened(days=-1, title="逾期事项")
    opened("finance_bureau", title="财政事项")
    late = page(visit(city, "steps", late="on"))
    assert "逾期事项" in late
    assert "财政事项" not in late
    there = page(visit(city, "steps", office=office("finance_bureau").pk))
    assert "财政事项" in there
    assert "逾期事项" not in there
    assert "没有符合条件的事项" in page(visit(city, "steps", text="无此事"))


def test_the_month_shows_due_days_and_days_off(visit, housing):
    step = opened()
    actions.set_due(housing, step, 1, timezone.localdate().replace(year=2030, month=10, day=15))
    shown = page(visit(housing, "month", month="2030-10"))
    assert "编制专项规划" in shown
    assert "month-off" in shown
    assert page(visit(housing, "month", month="x"))


# Notices and deputies


def test_notices_are_read(visit, housing):
    opened(title="新的事项")
    assert "新事项：新的事项" in page(visit(housing, "notices"))
    visit(housing, "notices", data={})
    assert not housing.notices.filter(read_at=None).exists()


def test_a_deputy_is_named_and_recalled_on_the_page(visit, housing, officer):
    today = timezone.localdate()
    assert "本单位没有其他在任人员" in page(visit(housing, "away"))
    deputy = officer("住建二", "housing_bureau")
    data = {"deputy": deputy.pk, "since": today, "until": today, "reason": "出差"}
    assert visit(housing, "away", data=data).status_code == 302
    assert "住建经办" in page(visit(deputy, "away"))
    own = housing.delegations.get()
    assert visit(deputy, "away-end", own.pk, data={}).status_code == 404
    assert visit(housing, "away-end", own.pk, data={}).status_code == 302
    own.refresh_from_db()
    assert own.ended_at


def test_a_utility_has_a_desk_and_nothing_of_others(visit, officer, step):
    power = officer("供电", "power_company", role=Role.UTILITY)
    mine = opened("power_company", title="提供管线资料")
    assert "提供管线资料" in page(visit(power, "inbox"))
    assert page(visit(power, "step", mine.pk))
    assert visit(power, "step", step.pk).status_code == 404
