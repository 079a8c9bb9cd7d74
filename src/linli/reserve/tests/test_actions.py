"""The reserve is filled from determinations."""

from datetime import timedelta
from decimal import Decimal

import pytest

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.models import Entry
from linli.registry.merging import merge, take_apart
from linli.reserve.actions import may_refresh, refresh_reserve
from linli.reserve.bridge import works_of
from linli.reserve.models import Candidate, Project
from linli.reserve.tests.town import DAY, change, compound, determined, refreshed

State = Candidate.State


def test_s14_compound_that_passes_every_gate_enters_ready(places):
    compound(places, "C1")
    refreshed()
    candidate = Candidate.objects.select_related("project").get()
    assert (candidate.project.code, candidate.project.name) == ("PC1", "C1小区改造项目")
    assert list(candidate.project.compounds.values_list("code", flat=True)) == ["C1"]
    assert (candidate.state, candidate.lacks, candidate.stratum) == (State.READY, [], "early")
    assert (candidate.households, candidate.buildings) == (48, 2)
    assert candidate.estimate == Decimal("1296000.00")
    # works 160/15 to 1360/15 of .35, age 60 of .10, size 50 of .05; the rest nothing or all
    assert (candidate.score_low, candidate.score_high) == (Decimal("12.23"), Decimal("90.24"))
    assert candidate.need == 587
    assert candidate.strata == {"early": {"projects": 1, "households": 48}}
    assert candidate.entered_on == DAY


def test_open_gate_lists_the_rule_and_the_missing_facts(places, real_pack):
    compound(places, "C1", residents_willing=None)
    refreshed()
    candidate = Candidate.objects.get()
    assert candidate.state == State.LACKING
    (lack,) = candidate.lacks
    assert real_pack.rules[lack["rule"]].gate == "reserve"
    assert (lack["verdict"], lack["missing"]) == ("unknown", ["residents_willing"])


@pytest.mark.parametrize("figure", ["households", "estimated_investment"])
def test_project_without_a_figure_of_the_plan_is_lacking(places, figure):
    compound(places, "C1", **{figure: None})
    refreshed()
    candidate = Candidate.objects.get()
    assert candidate.state == State.LACKING
    assert candidate.lacks == [{"rule": "", "verdict": "unknown", "missing": [figure]}]


def test_compound_that_fails_a_gate_never_enters(places):
    compound(places, "C1", already_renovated=True)
    refreshed()
    assert not Project.objects.exists()


def test_candidate_that_fails_a_gate_later_is_withdrawn_and_may_return(places):
    found = compound(places, "C1")
    refreshed()
    change(found, already_renovated=True)
    refreshed()
    candidate = Candidate.objects.get()
    assert candidate.state == State.WITHDRAWN
    assert [lack["verdict"] for lack in candidate.lacks] == ["no"]
    change(found, already_renovated=False)
    refreshed()
    assert Candidate.objects.get().state == State.READY


def test_planned_project_stays_planned_whatever_the_survey_says(places):
    found = compound(places, "C1")
    refreshed()
    Candidate.objects.update(state=State.PLANNED)
    change(found, already_renovated=True)
    refreshed()
    candidate = Candidate.objects.get()
    assert candidate.state == State.PLANNED
    assert candidate.lacks


def test_second_refresh_changes_nothing_and_records_nothing(places):
    for code in ("C1", "C2", "C3"):
        compound(places, code)
    run = refreshed()
    entries = Entry.objects.count()
    counts = refresh_reserve(run, None, DAY + timedelta(days=1))
    assert counts == {State.READY: 3}
    assert Entry.objects.count() == entries


def test_changed_survey_updates_the_same_project(places):
    found = compound(places, "C1")
    refreshed()
    change(found, households=60, estimated_investment="2000000.00")
    refreshed()
    candidate = Candidate.objects.get()
    assert (candidate.households, candidate.estimate) == (60, Decimal("2000000.00"))


def test_refresh_asks_no_question_a_row(places, django_assert_max_num_queries):
    for number in range(60):
        compound(places, f"C{number:03}")
    run = determined()
    with django_assert_max_num_queries(18):
        refresh_reserve(run, None, DAY)


def test_only_the_city_office_refreshes(places, city_officer, lingshan_clerk, department):
    run = determined()
    assert may_refresh(None) == []
    assert may_refresh(city_officer) == []
    for user in (lingshan_clerk, department):
        with pytest.raises(ProblemError):
            refresh_reserve(run, user, DAY)


def test_works_follow_from_the_conditions_in_the_catalogues_order(real_pack):
    facts = {"condition_roof": "missing", "condition_water": "damaged", "condition_power": "intact"}
    assert [item.label.zh for item in works_of(real_pack, facts)] == ["供水", "屋面维修"]


def test_every_condition_of_the_dictionary_leads_to_one_item_of_the_catalogue(real_pack):
    conditions = [name for name in real_pack.facts if name.startswith("condition_")]
    for name in conditions:
        assert len(works_of(real_pack, {name: "damaged"})) == 1, name


def test_a_compound_merged_into_another_leaves_the_reserve_and_may_return(places):
    kept, merged = compound(places, "C1"), compound(places, "C2")
    refreshed()
    done = merge(kept, merged, None, "现场核实为同一小区")
    refreshed()
    states = dict(Candidate.objects.values_list("project__code", "state"))
    assert states == {"PC1": State.READY, "PC2": State.WITHDRAWN}
    take_apart(done, None, "误合并")
    refreshed()
    assert set(Candidate.objects.values_list("state", flat=True)) == {State.READY}
