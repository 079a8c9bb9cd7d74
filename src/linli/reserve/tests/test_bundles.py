"""Bundles: accepted, reshaped, given up, made one project; what they share (S47, S75, S81, A01)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Role
from linli.reserve.actions import leave_for_plan, refresh_reserve
from linli.reserve.actions.bundles import (
    Draft,
    accept_bundle,
    give_up_bundle,
    make_project,
    may_accept,
    may_make_project,
    reshape_bundle,
)
from linli.reserve.actions.facilities import Shared, balance_bundle, drop_facility, share_facility
from linli.reserve.models import Bundle, BundleMember, BundleVersion, Candidate, Movement, Project
from linli.reserve.reads.items import reserve_items
from linli.reserve.tests.town import DAY, change, compound, determined, refreshed

State = Candidate.State
LATER = DAY + timedelta(days=30)


@pytest.fixture
def street(places):
    """Six ready compounds of a county, and one of another."""
    found = {code: compound(places, code) for code in ("C1", "C2", "C3", "C4", "C5", "C6")}
    found["Q1"] = compound(places, "Q1", area="450702")
    refreshed()
    return found


def draft(*codes: str, level="street", name="江滨街区", reason="相邻") -> Draft:
    return Draft(name, level, codes, reason)


def codes_of(error) -> list[str]:
    return [problem.code for problem in error.value.problems]


def refused(user, *codes, **words) -> list[str]:
    return [problem.code for problem in may_accept(user, draft(*codes, **words))]


def test_s47_an_accepted_bundle_has_a_code_members_and_a_first_version(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    assert (bundle.code, bundle.jurisdiction.code) == ("B450721-001", "450721")
    version = bundle.versions.get()
    assert (version.number, version.made_by, version.reason) == (1, lingshan_clerk, "相邻")
    assert version.content["members"] == ["C1", "C2"]
    assert accept_bundle(lingshan_clerk, draft("C3", "C4")).code == "B450721-002"


def test_what_stands_against_a_bundle_is_said_all_at_once(street, lingshan_clerk):
    assert refused(lingshan_clerk, "C1", name=" ", reason="") == [
        "reason-needed",
        "bundle-nameless",
        "bundle-few",
    ]
    assert refused(lingshan_clerk, "C1", "C2", level="city") == ["bundle-level"]
    assert refused(lingshan_clerk, "C1", "C2", "Q1") == ["bundle-unknown"]  # out of sight
    assert refused(None, "C1", "C2", "Q1") == ["bundle-areas"]


def test_only_the_county_and_the_city_bundle(street, qinnan_clerk, city_officer, appoint):
    assert refused(city_officer, "C1", "C2") == []
    assert "bundle-unknown" in refused(qinnan_clerk, "C1", "C2")
    department = appoint("department", Role.DEPARTMENT_OFFICER)
    assert refused(department, "C1", "C2") == ["reserve-not-yours"]


def test_what_left_the_reserve_cannot_be_bundled(street, lingshan_clerk):
    change(street["C2"], already_renovated=True)
    refreshed()
    assert refused(lingshan_clerk, "C1", "C2") == ["bundle-not-in-reserve"]


def test_a_compound_stands_in_one_bundle_of_a_level(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    assert refused(lingshan_clerk, "C2", "C3") == ["bundle-taken"]
    other = accept_bundle(lingshan_clerk, draft("C3", "C4"))
    with pytest.raises(IntegrityError), transaction.atomic():
        BundleMember.objects.create(bundle=other, compound=street["C1"], level=bundle.level)


def test_street_bundles_lie_inside_area_bundles_or_apart(street, lingshan_clerk):
    accept_bundle(lingshan_clerk, draft("C1", "C2"))
    assert refused(lingshan_clerk, "C2", "C3", level="area") == ["bundle-crossing"]
    accept_bundle(lingshan_clerk, draft("C1", "C2", "C3", level="area"))
    assert refused(lingshan_clerk, "C3", "C4") == ["bundle-crossing"]
    assert refused(lingshan_clerk, "C4", "C5") == []


def test_s47_reshaping_makes_the_next_version(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    reshape_bundle(lingshan_clerk, bundle, draft("C2", "C3", reason="居民要求"), LATER)
    assert [v.content["members"] for v in bundle.versions.all()] == [["C1", "C2"], ["C2", "C3"]]
    with pytest.raises(ProblemError) as caught:
        reshape_bundle(lingshan_clerk, bundle, draft("C2", reason=""), LATER)
    assert codes_of(caught) == ["reason-needed", "bundle-few"]
    assert bundle.versions.count() == 2


def test_versions_of_bundles_are_frozen(street, lingshan_clerk):
    accept_bundle(lingshan_clerk, draft("C1", "C2"))
    with pytest.raises(DatabaseError), transaction.atomic():
        BundleVersion.objects.update(reason="改写")


def test_a01_a_bundle_becomes_one_project_of_many_compounds(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2", "C3"))
    project = make_project(lingshan_clerk, bundle, "整体立项", LATER)
    candidate = Candidate.objects.get(project=project)
    assert (project.code, project.name) == ("B450721-001", "江滨街区改造项目")
    assert (candidate.state, candidate.households, candidate.buildings) == (State.READY, 144, 6)
    assert candidate.estimate == Decimal("3888000.00")
    assert candidate.need == 3 * 587
    assert (candidate.score_low, candidate.score_high) == (Decimal("12.23"), Decimal("90.24"))
    assert candidate.strata == {"early": {"projects": 3, "households": 144}}
    singles = Candidate.objects.filter(project__code__in=["PC1", "PC2", "PC3"])
    assert set(singles.values_list("state", flat=True)) == {State.WITHDRAWN}
    kinds = Movement.objects.filter(candidate__in=singles, day=LATER).values_list("kind", flat=True)
    assert list(kinds) == ["bundled"] * 3


def test_a_refresh_keeps_the_bundles_project_and_follows_its_members(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    project = make_project(lingshan_clerk, bundle, "立项", LATER)
    moved = Movement.objects.count()
    refresh_reserve(determined(), None, LATER)
    assert Movement.objects.count() == moved
    change(street["C2"], residents_willing=None, households=100)
    refreshed()
    candidate = Candidate.objects.get(project=project)
    assert (candidate.state, candidate.households) == (State.LACKING, 148)
    assert [(lack["compound"], lack["missing"]) for lack in candidate.lacks] == [
        ("C2", ["residents_willing"])
    ]
    change(street["C2"], residents_willing=True, already_renovated=True)
    refreshed()
    candidate.refresh_from_db()
    assert candidate.state == State.LACKING  # to be reshaped, not lost as a whole


def test_a_bundle_given_up_lets_its_compounds_stand_for_themselves(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    project = make_project(lingshan_clerk, bundle, "立项", LATER)
    give_up_bundle(lingshan_clerk, bundle, "居民不同意", LATER)
    states = dict(Candidate.objects.values_list("project__code", "state"))
    assert (states["PC1"], states["PC2"]) == (State.READY, State.READY)
    assert states[project.code] == State.WITHDRAWN
    assert bundle.versions.last().content["active"] is False
    assert refused(lingshan_clerk, "C1", "C2") == []
    refreshed()
    assert Candidate.objects.get(project=project).state == State.WITHDRAWN


def test_a_reshaped_bundle_project_takes_in_and_lets_go(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    project = make_project(lingshan_clerk, bundle, "立项", LATER)
    reshape_bundle(lingshan_clerk, bundle, draft("C2", "C3", reason="调整"), LATER)
    states = dict(Candidate.objects.values_list("project__code", "state"))
    assert (states["PC1"], states["PC3"]) == (State.READY, State.WITHDRAWN)
    assert set(project.compounds.values_list("code", flat=True)) == {"C2", "C3"}


def test_what_is_planned_is_not_bundled_reshaped_or_given_up(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    leave_for_plan(Project.objects.filter(code__in=["PC1", "PC3"]), None, DAY, "2021 v1")
    assert refused(lingshan_clerk, "C3", "C4") == ["bundle-planned"]
    for attempt in (
        lambda: reshape_bundle(lingshan_clerk, bundle, draft("C2", "C4"), LATER),
        lambda: give_up_bundle(lingshan_clerk, bundle, "撤销", LATER),
        lambda: make_project(lingshan_clerk, bundle, "立项", LATER),
    ):
        with pytest.raises(ProblemError) as caught:
            attempt()
        assert codes_of(caught) == ["bundle-planned"]


def test_a_bundle_around_a_project_becomes_none_itself(street, lingshan_clerk):
    inner = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    outer = accept_bundle(lingshan_clerk, draft("C1", "C2", "C3", level="area"))
    make_project(lingshan_clerk, inner, "立项", LATER)
    found = may_make_project(lingshan_clerk, outer)
    assert [problem.code for problem in found] == ["bundle-project-inside"]


MARKET = Shared(
    name="便民市场",
    work="market",
    use="adjoining",
    cost=Decimal(600000),
    revenue=Decimal(200000),
    bonds=Decimal(300000),
    is_public=True,
    bond_ready=True,
)


def test_s75_a_shared_facility_adds_to_cost_revenue_and_bonds(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    facility = share_facility(lingshan_clerk, bundle, MARKET, "共用", LATER)
    item = next(each for each in reserve_items() if each.code == bundle.code)
    assert (item.cost, item.revenue, item.bonds) == (Decimal(3192000), 200000, 300000)
    assert (item.uses["adjoining"], item.bondable) == (600000, 600000)
    assert sum(item.uses.values()) == item.cost
    drop_facility(lingshan_clerk, facility, "不建", LATER)
    assert [len(v.content["facilities"]) for v in bundle.versions.all()] == [0, 1, 0]


@pytest.mark.parametrize(
    ("change_of", "code"),
    [
        ({"use": "preparation"}, "facility-bonds-refused"),
        ({"is_public": False}, "facility-bonds-refused"),
        ({"bond_ready": False}, "facility-bonds-refused"),
        ({"bonds": Decimal("600000.01")}, "facility-bonds"),
        ({"cost": Decimal(-1), "bonds": Decimal(0)}, "facility-cost"),
        ({"cost": Decimal(0), "bonds": Decimal(0)}, "facility-cost"),
        ({"work": "casino"}, "facility-work"),
        ({"use": "fun", "bonds": Decimal(0)}, "facility-use"),
        ({"work": "elevators", "bonds": Decimal(0)}, "facility-use"),
        ({"name": " "}, "facility-name"),
    ],
)
def test_s75_what_bonds_may_not_pay_is_refused(street, lingshan_clerk, change_of, code):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    with pytest.raises(ProblemError) as caught:
        share_facility(lingshan_clerk, bundle, MARKET._replace(**change_of), "共用", LATER)
    assert codes_of(caught) == [code]
    assert bundle.versions.count() == 1


def test_s75_bonds_whose_conditions_are_open_count_for_nothing_yet(street, lingshan_clerk):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    share_facility(lingshan_clerk, bundle, MARKET._replace(bond_ready=None), "共用", LATER)
    item = next(each for each in reserve_items() if each.code == bundle.code)
    assert item.bondable == 0


@pytest.mark.parametrize(
    ("mode", "form"),
    [("large_area", "whole_area_credit"), ("within_compound", "future_revenue"), ("", "")],
)
def test_s81_the_mode_of_balance_opens_a_form_of_finance(street, lingshan_clerk, mode, form):
    bundle = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    balance_bundle(lingshan_clerk, bundle, mode, "商定")
    item = next(each for each in reserve_items() if each.code == bundle.code)
    assert item.finance_form == form
    with pytest.raises(ProblemError):
        balance_bundle(lingshan_clerk, bundle, "luck", "商定")


def test_the_planner_sees_a_bundle_beside_its_members_until_it_is_a_project(street, lingshan_clerk):
    inner = accept_bundle(lingshan_clerk, draft("C1", "C2"))
    accept_bundle(lingshan_clerk, draft("C1", "C2", "C3", level="area"))
    items = {each.code: each for each in reserve_items()}
    assert items["B450721-001"].members == ("PC1", "PC2")
    assert items["B450721-002"].members == ("PC1", "PC2", "PC3")
    assert items["B450721-002"].projects == 3
    assert items["B450721-001"].need == items["PC1"].need + items["PC2"].need
    make_project(lingshan_clerk, inner, "立项", LATER)
    items = {each.code: each for each in reserve_items()}
    assert "PC1" not in items
    assert items["B450721-001"].members == ()
    assert items["B450721-001"].compounds == ("C1", "C2")
    assert items["B450721-002"].members == ("B450721-001", "PC3")


def test_items_know_willingness_strata_and_what_they_lack(places):
    compound(places, "C1", willing_households=36)
    compound(
        places, "C2", built_on="2003", meets_renovation_conditions=True, residents_willing=None
    )
    refreshed()
    first, second = reserve_items()
    assert {year: float(share) for year, share in first.willing.items()} == {2021: 0.75}
    assert second.willing == {}
    assert (second.late_projects, second.late_households, second.stratum) == (1, 48, "late")
    assert "居民改造意愿强烈" in second.lacks[0].zh


def test_no_reserve_no_items(places):
    assert reserve_items() == []
    assert not Bundle.objects.exists()
