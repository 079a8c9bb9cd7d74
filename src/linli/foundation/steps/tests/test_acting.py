"""An officer's day at a step: take, close, hand over, return, ask, recall, stop the clock."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.foundation.offices.finding import office
from linli.foundation.people.models import Role, User
from linli.foundation.record.models import Entry
from linli.foundation.steps import actions
from linli.foundation.steps.actions import NewStep, Outcome
from linli.foundation.steps.models import ClosedBy, Cooperation, Notice, Step

DONE = Outcome("已办")


@pytest.fixture
def step(organisation, places):
    return opened("housing_bureau")


def opened(code, **more):
    asked = {"title": Text("编制专项规划", "Special plan"), "lead": office(code), **more}
    return actions.open_step(None, NewStep(**asked))


def codes(call, *given, **named):
    with pytest.raises(ProblemError) as raised:
        call(*given, **named)
    return [problem.code for problem in raised.value.problems]


def told(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("text", flat=True))


def again(user):
    """Return the user as a new request has it."""
    return User.objects.get(pk=user.pk)


def test_a_new_step_is_told_to_its_office_and_to_nobody_else(housing, finance, step):
    assert told(housing) == ["新事项：编制专项规划"]
    assert told(finance) == []


def test_an_officer_takes_and_closes_with_a_record(housing, step):
    actions.take(housing, step, 1)
    done = actions.close(housing, step, 2, DONE)
    assert (done.state, done.outcome, done.version) == ("done", "已办", 3)
    assert [event.act for event in step.events.all()] == ["opened", "taken", "closed"]
    reasons = Entry.objects.filter(table="steps_step", actor="住建").values_list(
        "reason", flat=True
    )
    assert {*reasons} == {"领办事项", "办结事项"}


@pytest.mark.parametrize(
    ("kind", "short", "whole", "code"),
    [
        (ClosedBy.RECORD, Outcome(), Outcome("已办"), "step-no-result"),
        (ClosedBy.DECISION, Outcome("意见"), Outcome("意见", "同意"), "step-no-decision"),
        (ClosedBy.FILE, Outcome("已报"), None, "step-no-file"),
    ],
)
def test_what_closes_a_step_must_be_there(housing, kind, short, whole, code):
    step = opened("housing_bureau", closed_by=kind)
    assert codes(actions.close, housing, step, 1, short) == [code]
    if whole:
        assert actions.close(housing, step, 1, whole).is_finished


def test_who_has_nothing_to_do_with_it_may_not_act(finance, auditor, step):
    assert codes(actions.close, finance, step, 1, DONE) == ["step-not-yours"]
    with pytest.raises(Step.DoesNotExist):
        actions.close(auditor, step, 1, DONE)


def test_a_county_does_not_find_another_countys_step(lingshan, pubei, places):
    step = actions.open_step(
        None,
        NewStep(
            title=Text("开工", "Start"),
            lead=office("territory", places["450721"].pk),
            jurisdiction=places["450721"],
        ),
    )
    assert list(Step.objects.visible_to(lingshan)) == [step]
    assert not Step.objects.visible_to(pubei).exists()
    with pytest.raises(Step.DoesNotExist):
        actions.close(pubei, step, 1, DONE)


def test_s66_a_utility_sees_only_what_it_leads_or_helps_in(officer, housing, step):
    power = officer("供电", "power_company", role=Role.UTILITY)
    assert not Step.objects.visible_to(power).exists()
    actions.ask(housing, step, 1, office("power_company"), "请提供管线资料")
    assert list(Step.objects.visible_to(again(power))) == [step]


def test_whoever_acts_on_an_older_version_is_told_who_did_what(housing, officer, step):
    colleague = officer("住建二", "housing_bureau")
    actions.close(housing, step, 1, DONE)
    with pytest.raises(ProblemError) as raised:
        actions.hand_over(colleague, step, 1, office("finance_bureau"), None, "转办")
    (problem,) = raised.value.problems
    assert problem.code == "step-moved-on"
    assert "住建经办" in problem.message.zh
    assert "办结" in problem.message.zh


def test_a_step_is_handed_over_and_recalled_until_it_is_opened(housing, finance, step):
    actions.hand_over(housing, step, 1, office("finance_bureau"), finance, "属预算审核")
    assert told(finance) == ["转来：编制专项规划"]
    actions.recall(housing, step, 2)
    step.refresh_from_db()
    assert step.lead == office("housing_bureau")
    actions.hand_over(housing, step, 3, office("finance_bureau"), finance, "属预算审核")
    actions.see(finance, Step.objects.get(pk=step.pk))
    assert codes(actions.recall, housing, step, 4) == ["step-opened-already"]


def test_a_hand_over_needs_a_reason_and_a_holder(housing, finance, lingshan, step):
    there = office("finance_bureau")
    assert codes(actions.hand_over, housing, step, 1, there) == ["step-no-reason"]
    assert codes(actions.hand_over, housing, step, 1, there, lingshan, "x") == ["step-not-a-holder"]
    here = office("housing_bureau")
    assert codes(actions.hand_over, housing, step, 1, here, None, "x") == ["step-same-place"]


def test_what_was_handed_over_wrongly_goes_back_with_a_reason(housing, finance, step):
    actions.hand_over(housing, step, 1, office("finance_bureau"), None, "属预算审核")
    back = actions.return_step(finance, step, 2, "不属市直项目")
    assert back.lead == office("housing_bureau")
    assert told(housing)[-1] == "退回：编制专项规划（不属市直项目）"


def test_a_step_is_returned_to_a_named_earlier_one_and_goes_on_afterwards(housing, finance, places):
    about = {"subject": places["450721"]}
    first = opened("housing_bureau", **about)
    actions.close(housing, first, 1, DONE)
    second = opened(
        "finance_bureau",
        follows=first,
        term=5,
        unit=TermUnit.WORKING_DAYS,
        started_on=date(2021, 5, 7),
        **about,
    )
    assert list(actions.earlier_steps(second)) == [first]
    waiting = actions.return_step(finance, second, 1, "缺资金筹措方案", first)
    assert (waiting.state, waiting.returned_to) == ("returned", first)
    first.refresh_from_db()
    assert first.state == "open"
    actions.close(housing, first, first.version, Outcome("已补"))
    second.refresh_from_db()
    assert (second.state, second.started_on) == ("open", timezone.localdate())
    assert "已补正" in told(finance)[-1]


def test_only_an_earlier_step_of_the_same_subject_takes_a_return(housing, places, step):
    other = opened("housing_bureau", subject=places["450721"])
    assert codes(actions.return_step, housing, step, 1, "x", other) == ["step-not-earlier"]
    assert codes(actions.return_step, housing, step, 1, "x") == ["step-nobody-before"]
    assert "step-no-reason" in codes(actions.return_step, housing, step, 1, " ")


def test_a_closing_is_recalled_while_the_next_is_unopened(housing, finance, places):
    first = opened("housing_bureau", subject=places["450721"])
    actions.close(housing, first, 1, DONE)
    second = opened("finance_bureau", subject=places["450721"], follows=first)
    actions.recall(housing, first, 2)
    second.refresh_from_db()
    assert second.state == "withdrawn"
    actions.close(housing, first, 3, DONE)
    third = opened("finance_bureau", subject=places["450721"], follows=first)
    actions.see(finance, third)
    assert codes(actions.recall, housing, first, 4) == ["step-opened-already"]


def test_another_office_is_asked_and_its_answer_reopens_the_step(housing, finance, step):
    asked = actions.ask(housing, step, 1, office("finance_bureau"), "资金能否落实？")
    step.refresh_from_db()
    assert step.state == "waiting"
    assert codes(actions.ask, housing, step, 2, office("finance_bureau"), "?") == [
        "step-asked-already"
    ]
    assert codes(actions.answer, housing, asked, "能") == ["step-not-yours"]
    actions.answer(finance, asked, "能")
    step.refresh_from_db()
    assert step.state == "open"
    assert told(housing)[-1].startswith("市财政局 已回复会办")


def test_a_request_is_recalled_until_it_is_opened(housing, finance, step):
    asked = actions.ask(housing, step, 1, office("finance_bureau"), "?")
    actions.recall_request(housing, asked)
    assert Cooperation.objects.get().state == "recalled"
    second = actions.ask(housing, step, 3, office("finance_bureau"), "?")
    actions.see(finance, Step.objects.get(pk=step.pk))
    assert codes(actions.recall_request, housing, Cooperation.objects.get(pk=second.pk)) == [
        "step-opened-already"
    ]


def test_closing_ends_requests_that_nobody_answered(housing, finance, step):
    actions.ask(housing, step, 1, office("finance_bureau"), "?")
    actions.close(housing, step, 2, DONE)
    assert Cooperation.objects.get().state == "recalled"


def test_a_deputy_acts_within_the_dates_and_history_names_both(housing, officer, step):
    deputy = officer("住建二", "housing_bureau")
    actions.take(housing, step, 1)
    today = timezone.localdate()
    assert codes(actions.delegate, housing, housing, today, today, "出差") == ["deputy-unfit"]
    assert codes(actions.close, deputy, step, 2, DONE) == ["step-not-yours"]
    actions.delegate(housing, deputy, today, today + timedelta(days=3), "出差")
    actions.close(again(deputy), step, 2, DONE)
    last = step.events.last()
    assert (last.actor, last.on_behalf_of) == (deputy, housing)


def test_a_stranger_is_no_deputy(housing, finance):
    today = timezone.localdate()
    assert codes(actions.delegate, housing, finance, today, today, "出差") == ["deputy-unfit"]


def test_a_stopped_clock_moves_the_due_day(housing, organisation):
    start = timezone.localdate() - timedelta(days=1)
    step = opened("housing_bureau", term=10, unit=TermUnit.DAYS, started_on=start)
    before = step.due_on
    actions.stop(housing, step, 1, "待补材料")
    step.pauses.update(stopped=start)  # it has stood since yesterday
    gone_on = actions.go_on(housing, step, 2)
    assert gone_on.due_on >= before + timedelta(days=1)
    assert gone_on.stopped_on is None


def test_a_fixed_day_does_not_stop(housing, organisation):
    step = opened("housing_bureau", due_on=date(2030, 6, 30))
    assert codes(actions.stop, housing, step, 1, "x") == ["step-no-term"]


def test_s38_due_days_beyond_the_announced_years_are_provisional(organisation):
    known = opened(
        "housing_bureau", term=1, unit=TermUnit.WORKING_DAYS, started_on=date(2021, 4, 30)
    )
    assert (known.due_on, known.provisional) == (date(2021, 5, 6), False)
    far = opened("housing_bureau", term=1, unit=TermUnit.WORKING_DAYS, started_on=date(2035, 5, 3))
    assert (far.due_on, far.provisional) == (date(2035, 5, 4), True)


def test_only_the_city_withdraws_and_supervises(housing, city, step):
    assert codes(actions.withdraw, housing, step, 1, "不再需要") == ["step-not-city"]
    supervised = actions.supervise(city, step, 1, timezone.localdate(), "请抓紧")
    assert supervised.supervised_on
    assert told(housing)[-1] == "督办：编制专项规划"
    assert actions.withdraw(city, step, 2, "不再需要").state == "withdrawn"
    assert codes(actions.close, housing, step, 3, DONE) == ["step-finished"]


def test_a_step_that_its_room_closes_is_not_closed_on_the_desk(housing, organisation):
    step = opened("housing_bureau", closes_in_room=True)
    assert codes(actions.close, housing, step, 1, DONE) == ["step-closed-in-room"]
    assert actions.close(housing, step, 1, DONE, in_room=True).is_finished


def test_what_a_room_closes_is_not_sent_elsewhere_or_stopped_on_the_desk(
    housing, finance, places, organisation
):
    about = {"subject": places["450721"], "closes_in_room": True}
    first = opened("housing_bureau", **about)
    actions.close(housing, first, 1, DONE, in_room=True)
    second = opened("finance_bureau", **about, term=5, unit=TermUnit.WORKING_DAYS)
    third = opened("finance_bureau", subject=places["450721"])
    elsewhere = office("housing_bureau")
    for refused in (
        (actions.return_step, finance, second, 1, "缺材料", first),
        (actions.return_step, finance, third, 1, "缺材料", first),
        (actions.hand_over, finance, second, 1, elsewhere, None, "归口"),
        (actions.stop, finance, second, 1, "补材料"),
    ):
        assert codes(*refused) == ["step-moved-in-room"]
    assert not actions.earlier_steps(second).exists()
    stopped = actions.stop(finance, second, 1, "补材料", in_room=True)
    assert codes(actions.go_on, finance, stopped, 2) == ["step-moved-in-room"]
