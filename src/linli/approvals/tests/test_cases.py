"""A case from application to reply, with its clock and its offices (S32-S36)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from linli.approvals.actions.after import (
    answer_objection,
    commit,
    move_case,
    object_to,
    spot_check,
)
from linli.approvals.actions.applying import complete, materials, may_submit, submit, withdraw
from linli.approvals.actions.deciding import (
    accept,
    ask_again,
    decide,
    give_opinion,
    may_decide,
    return_case,
)
from linli.approvals.actions.facts import set_facts
from linli.approvals.actions.registering import (
    Papers,
    accept_registration,
    check_papers,
    register,
    take_up,
)
from linli.approvals.actions.steps import DECIDE, open_step_of, steps_of
from linli.approvals.bridge import procedure, project_facts
from linli.approvals.models import Case, Decision, Registration
from linli.approvals.tests import office_day
from linli.approvals.tests.office_day import agreed, approved_scheme, refused, ruling
from linli.core.kernel.problem import ProblemError
from linli.core.policy.route import Standing, route
from linli.determination.models import PackVersion
from linli.determination.reads import current_pack
from linli.foundation.people.models import Role
from linli.foundation.steps.actions import return_step
from linli.foundation.steps.models import Step

pytestmark = pytest.mark.django_db


def codes(problems):
    return [problem.code for problem in problems]


def test_s32_a_scheme_passes_its_offices_side_by_side_to_a_numbered_reply(
    project, builder, reform, asked, scheme
):
    case = submit(builder, project, "scheme")
    case = accept(reform, case, case.version)
    assert [opinion.organisation.code for opinion in case.opinions.all()] == [
        "housing_bureau",
        "natural_resources",
        "finance_bureau",
    ]
    assert steps_of(case).unfinished().count() == 3 + 1
    agreed(case, asked)
    decision = decide(reform, case, None, ruling())
    case.refresh_from_db()
    project.refresh_from_db()
    assert case.state == Case.State.APPROVED
    assert decision.number == f"灵发改批〔{timezone.localdate().year}〕1号"
    assert project.facts["approved_total"] == "1200000.00"
    assert not steps_of(case).unfinished().exists()
    assert decision.document.media_type == "application/zip"


def test_s36_the_elevator_is_approved_with_the_scheme(project, builder, reform, asked, scheme):
    decision = approved_scheme(project, builder, reform, asked)
    assert decision.covers == ["elevator"]
    assert "step-not-needed" in codes(may_submit(builder, project, "elevator"))


def test_s35_the_reply_settles_whether_a_preliminary_design_is_needed(
    project, builder, reform, asked, scheme
):
    decision = approved_scheme(project, builder, reform, asked, "3999999.99")
    project.refresh_from_db()
    facts = project_facts(current_pack(), project)
    way = route(current_pack(), facts, decision.day)
    assert way.step("preliminary_design").standing is Standing.WAIVED
    assert (decision.saved_steps, decision.reopened) == (5, [])


def test_s35_a_later_approval_across_the_line_opens_the_route_again_and_says_so(
    project, builder, reform, asked, scheme
):
    approved_scheme(project, builder, reform, asked, "3999999.99")
    office_day.complete_scheme(project, builder)
    second = approved_scheme(project, builder, reform, asked, "4000000.00")
    assert second.reopened == ["preliminary_design"]
    states = list(project.cases.order_by("pk").values_list("state", flat=True))
    assert states == [Case.State.REPLACED, Case.State.APPROVED]


def test_a_return_stops_the_clock_and_completion_lets_it_go_on(
    project, builder, reform, asked, scheme
):
    set_facts(builder, project, {"new_floor_area": "12"}, "增建门厅")
    approved_scheme(project, builder, reform, asked)
    case = accept_by_lead(builder, project, "planning_permit")
    lead = case.lead.posts.first().appointments.first().user
    assert case.due_on is not None
    case = return_case(lead, case, case.version, "缺总平面图")
    decide_step = open_step_of(case, DECIDE)
    assert decide_step.stopped_on == timezone.localdate()
    assert refused(decide, lead, case, None, ruling(None)) == ["case-state"]
    case = complete(builder, case, None, "已补总平面图")
    decide_step.refresh_from_db()
    assert (case.state, decide_step.stopped_on) == (Case.State.ACCEPTED, None)


def accept_by_lead(builder, project, code):
    """Apply for a step and let an officer of its lead accept it."""
    case = submit(builder, project, code)
    return accept(None, case, None)


def test_an_unaccepted_case_comes_back_to_be_checked_again(project, builder, reform, scheme):
    case = return_case(reform, submit(builder, project, "scheme"), None, "表决结果没有盖章")
    assert case.state == Case.State.RETURNED
    case = complete(builder, case, None, "已盖章")
    assert case.state == Case.State.SUBMITTED
    assert steps_of(case).unfinished().get().lead == case.lead


def test_a_returned_case_comes_back_to_its_applicants_desk_with_the_reason(
    client, project, builder, reform, scheme
):
    case = return_case(reform, submit(builder, project, "scheme"), None, "表决结果没有盖章")
    task = steps_of(case).unfinished().get()
    assert (task.lead, task.title) == (case.applicant, "改造方案审批：补正材料")
    client.force_login(builder)
    assert task.title in client.get(reverse("desk:inbox")).content.decode()
    for shown in (reverse("desk:step", args=[task.pk]), task.subject_url):
        assert "表决结果没有盖章" in client.get(shown).content.decode()
    complete(builder, case, None, "已盖章")
    task.refresh_from_db()
    assert task.state == task.State.DONE
    assert task.title not in client.get(reverse("desk:inbox")).content.decode()


def test_the_desk_cannot_move_a_cases_steps_behind_the_case(
    client, project, builder, reform, asked, scheme
):
    case = accept(reform, submit(builder, project, "scheme"), None)
    deciding, checked = open_step_of(case, DECIDE), steps_of(case).first()
    client.force_login(reform)
    page = client.get(reverse("desk:step", args=[deciding.pk])).content.decode()
    assert "act-hand-over" in page  # to a colleague
    assert "act-return" not in page
    assert "act-stop" not in page
    assert refused(return_step, reform, deciding, None, "材料不全", checked) == [
        "step-moved-in-room"
    ]
    assert steps_of(case).first().state == "done"


def test_s34_what_was_approved_before_is_named_and_not_asked_again(
    project, builder, reform, asked, scheme
):
    decision = approved_scheme(project, builder, reform, asked)
    pack = current_pack()
    again = materials(pack, project, procedure(pack, "scheme"))
    assert {each["from"] for each in again} == {decision.number}


def test_only_the_lead_office_decides_and_only_once(project, builder, reform, asked, scheme):
    case = accept(reform, submit(builder, project, "scheme"), None)
    agreed(case, asked)
    assert refused(decide, asked[0], case, None, ruling()) == ["decision-not-yours"]
    stale = case.version
    decide(reform, case, None, ruling())
    assert refused(decide, reform, case, stale, ruling()) == ["case-moved-on"]
    assert refused(decide, reform, case, None, ruling()) == ["case-state"]
    assert Decision.objects.count() == 1


def test_no_decision_before_all_opinions_or_outside_its_days(
    project, builder, reform, asked, scheme
):
    case = accept(reform, submit(builder, project, "scheme"), None)
    agreed(case, asked[:2])
    today = timezone.localdate()
    assert codes(may_decide(reform, case, ruling())) == ["opinions-open"]
    agreed(case, asked[2:])
    early, late = today - timedelta(days=1), today + timedelta(days=1)
    assert codes(may_decide(reform, case, ruling(day=early))) == ["days-reversed"]
    assert codes(may_decide(reform, case, ruling(day=late))) == ["day-to-come"]
    assert codes(may_decide(reform, case, ruling(total=None))) == ["no-approved-total"]


def test_a_case_goes_back_to_one_office_that_then_says_anew_what_it_thinks(
    project, builder, reform, asked, scheme
):
    case = accept(reform, submit(builder, project, "scheme"), None)
    agreed(case, asked)
    first = case.opinions.first()
    assert refused(ask_again, asked[0], case, first, None, "图纸已改") == ["decision-not-yours"]
    assert refused(ask_again, reform, case, first, None, " ") == ["no-reason"]
    again = ask_again(reform, case, first, None, "图纸已改")
    assert again.step.follows == first.step
    assert codes(may_decide(reform, case, ruling())) == ["opinions-open"]
    give_opinion(asked[0], again, "conditions", "先做雨污分流")
    assert codes(may_decide(reform, case, ruling())) == []


def test_an_opinion_is_given_once_and_only_by_the_office_asked(
    project, builder, reform, asked, scheme
):
    case = accept(reform, submit(builder, project, "scheme"), None)
    first = case.opinions.first()
    assert refused(give_opinion, asked[1], first, "agree", "") == ["decision-not-yours"]
    assert refused(give_opinion, asked[0], first, "object", " ") == ["no-reason"]
    give_opinion(asked[0], first, "conditions", "先做雨污分流")
    assert refused(give_opinion, asked[0], first, "agree", "") == ["case-moved-on"]


def test_a_number_is_used_once_and_nothing_is_half_done(project, builder, reform, asked, scheme):
    first = approved_scheme(project, builder, reform, asked)
    office_day.complete_scheme(project, builder)
    case = accept(reform, submit(builder, project, "scheme"), None)
    agreed(case, asked)
    assert refused(decide, reform, case, None, ruling(serial=first.serial)) == ["number-taken"]
    case.refresh_from_db()
    assert case.state == Case.State.ACCEPTED
    assert open_step_of(case, DECIDE) is not None


def test_what_is_spared_cannot_be_applied_for(project, builder):
    assert "step-not-needed" in codes(may_submit(builder, project, "land"))


def test_what_is_not_known_yet_names_its_facts(project, builder):
    set_facts(builder, project, {"in_national_plan": ""}, "尚未下达")
    project.refresh_from_db()
    (found,) = [p for p in may_submit(builder, project, "scheme") if p.code == "step-undecided"]
    assert "纳入国家年度改造计划" in found.message.zh


def test_a_step_waits_for_the_one_before_it(project, builder):
    assert "earlier-steps-open" in codes(may_submit(builder, project, "construction_permit"))


def test_one_open_case_a_step(project, builder, scheme):
    submit(builder, project, "scheme")
    assert "case-already-open" in codes(may_submit(builder, project, "scheme"))


def test_a_withdrawn_case_leaves_no_desk_busy(project, builder, scheme):
    case = withdraw(builder, submit(builder, project, "scheme"), None, "资金未落实")
    assert case.state == Case.State.WITHDRAWN
    assert not steps_of(case).unfinished().exists()


def test_facts_that_a_decision_fixed_are_not_typed_over(project, builder, reform, asked, scheme):
    approved_scheme(project, builder, reform, asked, "4000000.00")
    set_facts(builder, project, {"approved_total": "1.00"}, "更正")
    project.refresh_from_db()
    assert project.facts["approved_total"] == "4000000.00"


def test_a_changed_fact_says_what_it_makes_necessary(project, builder):
    change = set_facts(builder, project, {"structure_change": "是"}, "加固承重墙")
    assert "drawing_review" in change.now_taken
    assert "commitment" in change.now_spared


def test_a_wrong_fact_is_named_and_nothing_is_written(project, builder):
    before = dict(project.facts)
    with pytest.raises(ProblemError) as error:
        set_facts(builder, project, {"risk_level": "很低", "elevators_to_add": "-1"}, "更正")
    assert {each.place.key for each in error.value.problems} == {"risk_level", "elevators_to_add"}
    project.refresh_from_db()
    assert project.facts == before


def test_s31_a_breach_is_recorded_and_bars_the_unit_from_committing_again(
    project, builder, reform, asked, scheme, officer
):
    approved_scheme(project, builder, reform, asked)
    case = submit(builder, project, "commitment")
    signed = commit(builder, case, timezone.localdate(), "承诺书.pdf", office_day.PDF)
    lead = asked[0]
    assert case.lead.code == "housing_bureau"
    check = {"day": timezone.localdate(), "finding": "擅自拆改承重墙", "breach": True}
    with pytest.raises(ProblemError):
        spot_check(lead, signed, **check)
    spot_check(lead, signed, **check, consequence="停工整改，转施工图审查")
    assert refused(commit, builder, case, timezone.localdate(), "x.pdf", office_day.PDF) == [
        "commitment-barred"
    ]


def test_an_objection_is_answered_by_the_lead_office(project, builder, reform, asked, scheme):
    case = accept(reform, submit(builder, project, "scheme"), None)
    objection = object_to(builder, case, case.applicant, "意见超期")
    assert refused(answer_objection, builder, objection, "已催办") == ["decision-not-yours"]
    assert answer_objection(reform, objection, "已催办").answered_on


def test_a_case_stays_with_its_pack_until_its_lead_office_moves_it(
    project, builder, reform, scheme
):
    case = submit(builder, project, "scheme")
    began = case.pack
    newer = PackVersion.objects.create(name="x", sha256="0" * 64, files=began.files)
    case.refresh_from_db()
    assert case.pack == began
    assert refused(move_case, builder, case, newer, None) == ["decision-not-yours"]
    assert move_case(reform, case, newer, None).pack == newer


def test_s40_accepted_works_put_the_registration_of_new_facilities_on_the_windows_desk(
    project, builder, reform, asked, scheme
):
    set_facts(builder, project, {"construction_cost": "300000"}, "小型工程")
    approved_scheme(project, builder, reform, asked)
    for code in ("commitment", "joint_acceptance"):
        case = accept(None, submit(builder, project, code), None)
        if code == "commitment":
            assert refused(decide, None, case, None, ruling(None)) == ["no-letter"]
            commit(builder, case, timezone.localdate(), "承诺书.pdf", office_day.PDF)
        for opinion in case.opinions.all():
            give_opinion(None, opinion, "agree", "")
        decide(None, case, None, ruling(None))
    (planned,) = Registration.objects.all()
    assert (planned.kind, planned.state) == ("facility", "planned")
    assert "养老" in planned.subject
    task = Step.objects.about(planned).unfinished().get()
    assert task.lead.code == "natural_resources"
    take_up(None, planned, None, "受1")
    check_papers(None, planned, None, Papers(*[True] * 3, None))
    accept_registration(None, planned, None)
    register(None, planned, None, "桂（2021）2号")
    task.refresh_from_db()
    assert (task.state, task.outcome) == (Step.State.DONE, "桂（2021）2号")


def test_another_area_finds_nothing(project, builder, scheme, officer):
    case = submit(builder, project, "scheme")
    pubei = officer("territory", "450722", Role.COUNTY_OFFICE)
    assert not Case.objects.visible_to(pubei).exists()
    with pytest.raises(Case.DoesNotExist):
        withdraw(pubei, case, None, "不是我的")
