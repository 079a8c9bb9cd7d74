"""Entry and exit of the reserve: applied, checked, left for the plan, each written down (S14)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from linli.core.kernel.problem import ProblemError
from linli.reserve.actions import leave_for_plan, return_from_plan
from linli.reserve.actions.review import apply_for_entry, check_entry, may_apply, may_check
from linli.reserve.models import Candidate, Movement, Project
from linli.reserve.reads import lack_text, lacks_in_words
from linli.reserve.tests.town import DAY, change, compound, refreshed

State, Review = Candidate.State, Candidate.Review


@pytest.fixture
def candidate(places):
    compound(places, "C1")
    refreshed()
    return Candidate.objects.select_related("project").get()


def way() -> list[tuple[str, str]]:
    return list(Movement.objects.order_by("pk").values_list("kind", "state"))


def test_s14_entry_withdrawal_and_return_are_written_down_with_the_run(places):
    found = compound(places, "C1")
    refreshed()
    change(found, already_renovated=True)
    refreshed()
    change(found, already_renovated=False)
    run = refreshed()
    assert way() == [("entered", "ready"), ("withdrawn", "withdrawn"), ("ready", "ready")]
    assert str(run) in Movement.objects.last().reason


def test_s14_the_county_applies_and_the_city_passes(candidate, lingshan_clerk, city_officer):
    apply_for_entry(lingshan_clerk, candidate, "居民意愿强烈", DAY)
    candidate.refresh_from_db()
    assert candidate.review == Review.APPLIED
    check_entry(city_officer, candidate, "材料齐全", DAY, passed=True)
    candidate.refresh_from_db()
    assert (candidate.review, candidate.state) == (Review.PASSED, State.READY)
    assert [kind for kind, _ in way()] == ["entered", "applied", "passed"]
    last = Movement.objects.last()
    assert (last.made_by, last.reason, last.day) == (city_officer, "材料齐全", DAY)


def test_s14_what_is_sent_back_cannot_be_planned_until_it_passes(
    candidate, real_pack, city_officer
):
    apply_for_entry(city_officer, candidate, "申请", DAY)
    check_entry(city_officer, candidate, "投资估算过高", DAY, passed=False)
    candidate.refresh_from_db()
    assert candidate.state == State.LACKING
    (lack,) = lacks_in_words(real_pack, candidate.lacks)
    assert lack_text(lack).zh == "入库审核退回"
    refreshed()
    candidate.refresh_from_db()
    assert candidate.state == State.LACKING
    apply_for_entry(city_officer, candidate, "已更正", DAY)
    candidate.refresh_from_db()
    check_entry(city_officer, candidate, "同意", DAY, passed=True)
    candidate.refresh_from_db()
    assert (candidate.state, candidate.lacks) == (State.READY, [])


def test_only_the_city_checks_and_only_the_own_county_applies(
    candidate, qinnan_clerk, lingshan_clerk, auditor
):
    assert may_apply(lingshan_clerk, candidate) == []
    for user in (qinnan_clerk, auditor):
        with pytest.raises(ProblemError):
            apply_for_entry(user, candidate, "申请", DAY)
    apply_for_entry(lingshan_clerk, candidate, "申请", DAY)
    candidate.refresh_from_db()
    with pytest.raises(ProblemError):
        check_entry(lingshan_clerk, candidate, "同意", DAY, passed=True)


def test_nothing_is_applied_for_twice_or_without_a_reason(candidate, city_officer):
    with pytest.raises(ProblemError) as caught:
        apply_for_entry(city_officer, candidate, " ", DAY)
    assert [problem.place.key for problem in caught.value.problems] == ["reason"]
    apply_for_entry(city_officer, candidate, "申请", DAY)
    with pytest.raises(ProblemError):
        apply_for_entry(city_officer, candidate, "申请", DAY)


def test_nothing_is_checked_that_was_not_applied_for(candidate, city_officer):
    assert [problem.code for problem in may_check(city_officer, candidate)] == [
        "reserve-not-applied"
    ]


def test_s14_leaving_for_the_plan_and_coming_back_are_written_down(candidate, city_officer):
    projects = Project.objects.all()
    leave_for_plan(projects, city_officer, DAY, "列入 2021 v1")
    leave_for_plan(projects, city_officer, DAY, "列入 2021 v2")
    assert Candidate.objects.get().state == State.PLANNED
    return_from_plan(projects, city_officer, DAY + timedelta(days=3), "表决未通过")
    assert [kind for kind, _ in way()] == ["entered", "planned", "unplanned"]
    assert Candidate.objects.get().state == State.READY
    with pytest.raises(ProblemError):
        return_from_plan(projects, city_officer, DAY, "再退")


def test_the_way_of_a_project_is_frozen(candidate):
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.update(reason="改写")
    with pytest.raises(DatabaseError), transaction.atomic():
        Movement.objects.all().delete()
