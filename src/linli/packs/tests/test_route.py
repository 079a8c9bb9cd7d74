"""The way of a project through the offices, as 二（三）2 has it (S30-S36)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import linli.packs
from linli.core.policy.route import Standing, route, unrelieved_route
from linli.engines.packfiles import load_pack

PACK = load_pack(Path(linli.packs.__file__).parent / "qinzhou_2021_5")
DAY = date(2021, 6, 30)
EASY = {
    "land_right_change": False,
    "land_use_change": False,
    "environmental_impact": "small",
    "structure_change": False,
    "risk_level": "low",
    "commitment_chosen": True,
    "in_national_plan": True,
    "in_regional_plan": True,
    "government_funded": True,
    "approved_total": Decimal("3999999.99"),
    "total_investment": Decimal("3999999.99"),
    "elevators_to_add": 1,
    "elevator_in_scheme": True,
    "new_floor_area": Decimal(0),
    "works_floor_area": Decimal(2000),
    "construction_cost": Decimal(3_500_000),
    "construction_contract": Decimal("3999999.99"),
    "state_money": Decimal(3_000_000),
    "joint_review_wanted": False,
}
VALUES = {
    name: st.booleans() if isinstance(value, bool) else st.just(value)
    for name, value in EASY.items()
} | {
    "environmental_impact": st.sampled_from(["small", "other"]),
    "risk_level": st.sampled_from(["low", "other"]),
    "approved_total": st.sampled_from([Decimal("3999999.99"), Decimal("4000000.00")]),
    "elevators_to_add": st.integers(0, 2),
    "new_floor_area": st.sampled_from([Decimal(0), Decimal(10)]),
    "works_floor_area": st.sampled_from([Decimal(300), Decimal(301)]),
    "construction_contract": st.sampled_from([Decimal("3999999.99"), Decimal(4_000_000)]),
}
SPARED = {Standing.WAIVED, Standing.REPLACED, Standing.MERGED}


def standing(facts, code):
    return route(PACK, facts, DAY).step(code).standing


def changed(**facts):
    return EASY | facts


def taken(facts):
    return {step.code for step in route(PACK, facts, DAY).taken}


def test_an_easy_project_takes_scheme_commitment_permit_and_acceptance():
    assert taken(EASY) == {"scheme", "commitment", "construction_permit", "joint_acceptance"}


def test_s30_land_and_environment_fall_away_only_together_and_only_by_all_three_conditions():
    assert standing(EASY, "land") is standing(EASY, "environment") is Standing.WAIVED
    for fact, value in (
        ("land_right_change", True),
        ("land_use_change", True),
        ("environmental_impact", "other"),
    ):
        assert {"land", "environment"} <= taken(changed(**{fact: value}))


def test_s31_the_owner_may_still_ask_for_the_review():
    assert standing(changed(commitment_chosen=False), "drawing_review") is Standing.REQUIRED
    assert standing(changed(commitment_chosen=False), "commitment") is Standing.NOT_NEEDED
    review = route(PACK, EASY, DAY).step("drawing_review")
    assert (review.standing, review.instead) == (Standing.REPLACED, "commitment")


def test_s31_a_change_of_structure_keeps_the_review_even_where_commitment_is_chosen():
    assert standing(changed(structure_change=True), "drawing_review") is Standing.REQUIRED


def test_s32_the_scheme_replaces_proposal_and_study_only_in_both_plans():
    assert standing(EASY, "proposal") is standing(EASY, "feasibility") is Standing.REPLACED
    for fact in ("in_national_plan", "in_regional_plan", "government_funded"):
        ordinary = changed(**{fact: False})
        assert {"proposal", "feasibility"} <= taken(ordinary)
        assert standing(ordinary, "scheme") is Standing.NOT_NEEDED


def test_s35_the_preliminary_design_falls_away_strictly_below_four_million():
    assert standing(EASY, "preliminary_design") is Standing.WAIVED
    at_the_line = changed(approved_total=Decimal("4000000.00"))
    assert standing(at_the_line, "preliminary_design") is Standing.REQUIRED


def test_s36_an_elevator_in_the_scheme_is_approved_with_it_and_alone_outside():
    within = route(PACK, EASY, DAY).step("elevator")
    assert (within.standing, within.instead) == (Standing.MERGED, "scheme")
    assert standing(changed(elevator_in_scheme=False), "elevator") is Standing.REQUIRED
    assert standing(changed(elevators_to_add=0), "elevator") is Standing.NOT_NEEDED


def test_s36_an_elevator_has_no_scheme_to_join_where_the_study_is_needed():
    assert standing(changed(in_national_plan=False), "elevator") is Standing.REQUIRED


def test_a06_the_tender_goes_by_the_contract_and_not_by_the_approved_total():
    contract = changed(construction_contract=Decimal(4_000_000))
    assert standing(contract, "tender") is Standing.REQUIRED
    total = changed(approved_total=Decimal(9_000_000))
    assert standing(total, "tender") is Standing.NOT_NEEDED


def test_joint_review_is_taken_only_where_the_owner_wants_it():
    assert "joint_review" in taken(changed(joint_review_wanted=True))
    unasked = {name: value for name, value in EASY.items() if name != "joint_review_wanted"}
    assert "joint_review" not in taken(unasked)


def test_without_facts_nothing_is_spared_and_the_study_counts_and_not_the_scheme():
    bare = route(PACK, {}, DAY)
    assert not [step for step in bare.steps if step.standing in SPARED]
    assert {"land", "environment", "feasibility", "preliminary_design"} <= taken({})
    scheme = bare.step("scheme")
    assert (scheme.standing, scheme.is_taken) == (Standing.UNDECIDED, False)
    assert scheme.why.missing


def test_steps_wait_for_what_stands_in_the_place_of_a_spared_one():
    way = route(PACK, EASY, DAY)
    assert way.step("commitment").after == ("scheme",)
    assert way.step("construction_permit").after == ("commitment",)
    ordinary = route(PACK, changed(in_national_plan=False), DAY)
    assert ordinary.step("commitment").after == ("feasibility",)


def test_the_longest_way_counts_working_days_and_says_where_a_term_is_open():
    way, ordinary = route(PACK, EASY, DAY), unrelieved_route(PACK, EASY, DAY)
    assert way.days == 7  # 建筑法 8; the city's own terms are open
    assert {step.code for step in way.open_days} == {"scheme", "commitment", "joint_acceptance"}
    assert ordinary.days == 20 + 7
    assert {step.code for step in ordinary.taken if step.is_critical} > {"construction_permit"}
    assert len(ordinary.taken) > len(way.taken)


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional=VALUES), st.randoms(use_true_random=False))
def test_the_route_does_not_depend_on_the_order_of_facts(facts, random):
    names = list(facts)
    random.shuffle(names)
    assert route(PACK, {name: facts[name] for name in names}, DAY) == route(PACK, facts, DAY)


@settings(max_examples=80, deadline=None)
@given(st.fixed_dictionaries(VALUES), st.sets(st.sampled_from(sorted(VALUES))))
def test_what_is_spared_with_unknown_facts_is_spared_whatever_they_turn_out_to_be(facts, unknown):
    less = {name: value for name, value in facts.items() if name not in unknown}
    for step in route(PACK, less, DAY).steps:
        if step.standing in SPARED:
            # Elevators that were to go with the scheme may turn out to be none.
            assert standing(facts, step.code) in {step.standing, Standing.NOT_NEEDED}


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional=VALUES))
def test_every_taken_step_follows_what_it_waits_for_and_relief_never_lengthens_the_way(facts):
    way = route(PACK, facts, DAY)
    codes = [step.code for step in way.taken]
    for step in way.taken:
        assert all(codes.index(each) < codes.index(step.code) for each in step.after)
        assert all(way.step(each).finish <= step.start for each in step.after)
    assert way.days <= unrelieved_route(PACK, facts, DAY).days
