"""The pack of 钦政办规〔2021〕5号, read as the office reads the document."""

import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import linli.packs
from linli.core.kernel.period import Period
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer, determine, parameter_value
from linli.core.policy.pack import check_pack
from linli.core.policy.schema import (
    ActorKind,
    Force,
    Payer,
    Subject,
    Visibility,
    WorkClass,
)
from linli.core.policy.serving import serving
from linli.engines.packfiles import load_pack, pack_files

FOLDER = Path(linli.packs.__file__).parent / "qinzhou_2021_5"
PACK = load_pack(FOLDER)
DAY = date(2021, 6, 30)
YES, NO, UNKNOWN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
OLD = {
    "in_town_area": True,
    "built_on": Period.parse("1992"),
    "poorly_kept": True,
    "municipal_gaps": True,
    "service_gaps": True,
    "residents_willing": True,
    "already_renovated": False,
}
RELIEFS = (
    "land_and_environment_waived",
    "drawing_review_by_commitment",
    "scheme_replaces_feasibility",
    "preliminary_design_waived",
)


def says(rule, parameters=None, **facts):
    return answer(PACK, rule, facts, DAY, parameters).verdict


def stratum(built):
    return answer(PACK, "stratum", {"built_on": Period.parse(built)}, DAY).chosen


def gates(**facts):
    answers = determine(PACK, Subject.COMPOUND, facts, DAY)
    return {each.rule.id: each.verdict for each in answers if each.rule.gate == "reserve"}


def test_the_pack_has_no_problem_and_all_its_cases_hold():
    assert check_pack(pack_files(FOLDER)) == []


def test_s01_to_s91_each_has_its_place_in_the_tree_once():
    placed = Counter(number for clause in PACK.clauses.values() for number in clause.serves)
    assert placed == Counter(f"S{number:02d}" for number in range(1, 92))


def test_every_clause_stands_below_its_parent():
    paths = list(PACK.clauses)
    for path in paths:
        parent = (
            path.rstrip("123456789") if path[-1].isdigit() else path.split("（")[0].split("·")[0]
        )
        assert parent in paths[: paths.index(path) + 1]


def test_s04_s05_the_targets_add_up_to_the_stated_total():
    (total,) = PACK.totals
    assert (total.projects, total.households) == (102, 6902)
    assert sum(target.projects for target in PACK.targets) == total.projects
    assert sum(target.households for target in PACK.targets) == total.households
    assert [each.jurisdiction for each in PACK.targets] == [a.code for a in PACK.head.jurisdictions]


def test_s06_s07_works_start_by_the_end_of_june_and_finish_within_the_year():
    (total,) = PACK.totals
    assert (total.start_by, total.finish_by) == (date(2021, 6, 30), date(2021, 12, 31))


@pytest.mark.parametrize(
    ("built", "verdict"),
    [("2005-12-31", YES), ("2005", YES), ("2006-01-01", NO), ("2006", NO), ("1965", YES)],
)
def test_s11_the_survey_takes_what_was_completed_by_the_end_of_2005(built, verdict):
    assert says("in_survey_scope", built_on=Period.parse(built)) is verdict


def test_s12_five_facts_are_mandatory():
    assert {name for name, fact in PACK.facts.items() if fact.mandatory} == {
        "name",
        "households",
        "floor_area",
        "tenure_kind",
        "built_on",
    }


def test_only_name_and_jurisdiction_are_required_of_a_compound():
    facts = PACK.facts_of(Subject.COMPOUND)
    assert {name for name, fact in facts.items() if fact.required} == {"name", "jurisdiction"}


def test_money_and_opinion_of_a_compound_are_not_public():
    facts = PACK.facts_of(Subject.COMPOUND)
    public = {name for name, fact in facts.items() if fact.visible is Visibility.PUBLIC}
    kept = {"estimated_investment", "maintenance_fund_balance", "residents_willing", "location"}
    assert public.isdisjoint({*kept, "vulnerable_households", "willing_households"})


def test_s17_all_six_marks_make_an_old_compound():
    assert says("old_compound_definition", **OLD) is YES


@pytest.mark.parametrize("mark", sorted(OLD.keys() - {"built_on", "already_renovated"}))
def test_s17_one_failing_mark_is_enough_though_the_others_are_unknown(mark):
    assert says("old_compound_definition", **{mark: False}) is NO
    assert says("old_compound_definition", **{**OLD, mark: False}) is NO


@pytest.mark.parametrize("mark", sorted(OLD.keys() - {"already_renovated"}))
def test_s17_an_unknown_mark_leaves_it_open_and_is_named(mark):
    got = answer(PACK, "old_compound_definition", {**OLD, mark: None}, DAY)
    assert got.verdict is UNKNOWN
    assert mark in {reading.of.name for reading in got.missing}


def test_a05_a_compound_of_after_the_survey_needs_a_judgement_in_writing():
    late = {**OLD, "built_on": Period.parse("2008-05")}
    assert says("old_compound_definition", **late) is UNKNOWN
    assert says("old_compound_definition", **late, meets_renovation_conditions=True) is YES
    assert says("old_compound_definition", **late, meets_renovation_conditions=False) is NO


@pytest.mark.parametrize(
    ("built", "chosen"),
    [
        ("2000-12-31", "early"),
        ("2001-01-01", "late"),
        ("2000-12", "early"),
        ("2000", "early"),
        ("2001", "late"),
    ],
)
def test_s18_the_end_of_2000_divides_the_strata(built, chosen):
    assert stratum(built) == chosen


def test_s19_a_compound_of_2001_needs_the_conditions_and_one_of_2000_does_not():
    late = Period.parse("2001-01-01")
    assert says("late_compound_admissible", built_on=Period.parse("2000-12-31")) is YES
    assert says("late_compound_admissible", built_on=late) is UNKNOWN
    assert says("late_compound_admissible", built_on=late, meets_renovation_conditions=False) is NO
    assert says("late_compound_admissible", built_on=late, meets_renovation_conditions=True) is YES


def test_a04_the_share_of_later_compounds_is_open_and_nothing_is_assumed():
    assert parameter_value(PACK, "late_quota", DAY) is None
    assert parameter_value(PACK, "late_quota_basis", DAY) is None
    got = answer(PACK, "late_quota_kept", {"late_projects": 1}, DAY)
    assert got.verdict is UNKNOWN
    assert {"late_quota", "late_quota_basis"} <= {reading.of.name for reading in got.missing}


def test_s19_a_plan_without_later_compounds_needs_no_share():
    assert says("late_quota_kept", late_projects=0) is YES


@pytest.mark.parametrize(("late", "verdict"), [(10, YES), (11, NO)])
def test_s19_a_tenth_of_102_projects_admits_ten(late, verdict):
    figures = {"late_quota": Decimal("0.10"), "late_quota_basis": "projects"}
    plan = {"late_projects": late, "late_households": 9999, "task_projects": 102}
    assert says("late_quota_kept", figures, **plan) is verdict


@pytest.mark.parametrize(("late", "verdict"), [(690, YES), (691, NO)])
def test_s19_a_tenth_of_6902_households_admits_690(late, verdict):
    figures = {"late_quota": Decimal("0.10"), "late_quota_basis": "households"}
    plan = {"late_projects": 50, "late_households": late, "task_households": 6902}
    assert says("late_quota_kept", figures, **plan) is verdict


def test_s14_three_gates_lead_into_the_reserve():
    assert gates(**OLD) == {
        "old_compound_definition": YES,
        "late_compound_admissible": YES,
        "not_renovated_before": YES,
    }
    assert gates(**{**OLD, "already_renovated": True})["not_renovated_before"] is NO


def test_s20_to_s23_the_catalogue_has_41_items():
    assert Counter(item.work_class for item in PACK.works) == {
        WorkClass.BASIC: 15,
        WorkClass.IMPROVED: 15,
        WorkClass.ENHANCED: 11,
    }
    assert Counter(item.serves[0] for item in PACK.works) == {
        "S20": 12,
        "S21": 3,
        "S22": 15,
        "S23": 11,
    }


def test_s20_s21_the_survey_asks_the_state_of_every_basic_item():
    surveyed = {name.removeprefix("condition_") for name in PACK.facts if "condition_" in name}
    assert surveyed == {item.code for item in PACK.works if item.work_class is WorkClass.BASIC}


def test_s20_municipal_works_reach_beyond_the_compound_and_s21_common_parts_do_not():
    scopes = {item.serves[0]: set() for item in PACK.works}
    for item in PACK.works:
        scopes[item.serves[0]].add(item.scope)
    assert scopes["S20"] == {("inside", "adjoining")}
    assert scopes["S21"] == {("inside",)}


def test_every_lead_office_of_the_works_has_its_paragraph_in_part_three():
    supporting = {"市卫生健康委", "市文化广电体育旅游局"}  # named together in one paragraph
    own = {path.removeprefix("三·") for path in PACK.clauses if path.startswith("三·")}
    assert {item.lead_office for item in PACK.works} - {""} <= own | supporting


def test_s30_land_and_environment_need_all_three_conditions():
    small = {"land_right_change": False, "land_use_change": False, "environmental_impact": "small"}
    assert says("land_and_environment_waived", **small) is YES
    assert says("land_and_environment_waived", **{**small, "land_use_change": True}) is NO
    assert says("land_and_environment_waived", environmental_impact="other") is NO


def test_s31_a_commitment_may_replace_the_review_but_need_not():
    assert PACK.rules["drawing_review_by_commitment"].force is Force.MAY
    assert says("drawing_review_by_commitment", structure_change=False, risk_level="low") is YES
    assert says("drawing_review_by_commitment", structure_change=True) is NO


def test_s32_the_scheme_needs_both_plans_and_government_money():
    rule, both = "scheme_replaces_feasibility", {"in_national_plan": True, "in_regional_plan": True}
    assert says(rule, **both, government_funded=True) is YES
    assert says(rule, in_regional_plan=False) is NO
    assert says(rule, **both) is UNKNOWN


@pytest.mark.parametrize(
    ("total", "verdict"), [("3999999.99", YES), ("4000000.00", NO), ("4000000.01", NO)]
)
def test_s35_waiver_needs_total_strictly_below_four_million(total, verdict):
    assert says("preliminary_design_waived", approved_total=Decimal(total)) is verdict


def test_s36_elevators_within_the_scheme_are_approved_with_it():
    assert says("elevator_approved_with_scheme", elevator_in_scheme=True) is YES
    assert says("elevator_approved_with_scheme", elevator_in_scheme=False) is NO


@pytest.mark.parametrize(("residents", "verdict"), [("50000.00", YES), ("49999.99", NO)])
def test_s70_exactly_a_fifth_is_enough_and_one_fen_less_is_not(residents, verdict):
    money = {"total_investment": Decimal(1_000_000), "enterprise_contribution": Decimal(150_000)}
    rule = "resident_enterprise_share_met"
    assert says(rule, **money, resident_contribution=Decimal(residents)) is verdict


def test_s70_a_low_share_warns_and_does_not_block():
    rule = PACK.rules["resident_enterprise_share_met"]
    assert (rule.force, rule.severity) == (Force.SHOULD, "warns")


@pytest.mark.parametrize("rule", RELIEFS)
def test_nothing_is_waived_while_nothing_is_known(rule):
    assert says(rule) is UNKNOWN


def test_every_answer_says_what_to_do_in_both_languages():
    for rule in PACK.rules.values():
        for message in (rule.messages.yes, rule.messages.no, rule.messages.unknown):
            assert message.zh.endswith("。")
            assert message.en.endswith(".")


@pytest.mark.parametrize("rule", sorted(PACK.rules))
def test_every_figure_a_rule_needs_comes_from_a_parameter(rule):
    texts = [PACK.rules[rule].when, *(option.when for option in PACK.rules[rule].classes)]
    written = [figure for text in texts for figure in re.findall(r"(?<![\w:])\d[\d.-]*", text)]
    assert set(written) <= {"0"}


def test_what_people_read_names_no_working_notes():
    said = [text for rule in PACK.rules.values() for _, text in rule.messages]
    said += [fact.meaning for fact in PACK.facts.values()]
    assert not [text for text in said if re.search(r"[AS]\d\d", text.zh + text.en)]


def test_s01_to_s91_each_is_served_by_a_row_of_the_pack():
    served = serving(PACK)
    assert list(served) == [f"S{number:02}" for number in range(1, 92)]
    assert [number for number, rows in served.items() if not rows] == []


def test_s51_to_s66_twenty_six_actors_have_duties():
    assert Counter(duty.kind for duty in PACK.duties) == {
        ActorKind.DEPARTMENT: 12,
        ActorKind.TERRITORY: 1,
        ActorKind.SUPPORTING: 5,
        ActorKind.UTILITY: 8,
    }
    assert all(duty.tasks for duty in PACK.duties)


def test_s68_s71_sources_and_ways_of_taking_part():
    assert {source.payer for source in PACK.sources} == set(Payer)
    in_kind = {way.code for way in PACK.contributions if way.in_kind}
    assert in_kind == {"donation", "labour"}


def test_s69_s86_a04_figures_that_the_policy_leaves_open_have_no_value():
    left_open = {name for name, figure in PACK.parameters.items() if not figure.values}
    matrix = {share.parameter for share in PACK.shares}
    weights = {measure.weight for measure in PACK.measures}
    terms = {step.days for step in PACK.procedures if step.days and step.days in left_open}
    assert len(terms) == 8
    assert left_open == matrix | weights | terms | {"late_quota", "late_quota_basis"}
    assert (len(matrix), len(weights)) == (9, 4)


def test_s89_s90_the_leading_group_has_25_seats_and_its_office_a_head():
    seats = [post for post in PACK.posts if "S89" in post.serves]
    assert (len(seats), [post.code for post in PACK.posts if "S90" in post.serves]) == (
        25,
        ["office_director"],
    )


def test_figures_of_the_law_are_taken_from_the_upper_packs():
    assert PACK.parameters["quorum_parts"].clause == "民法典 第二百七十八条"
    assert PACK.clauses["民法典 第二百七十八条"].document == "民法典"
    assert PACK.clauses["二（三）2"].document == ""
    assert "ballot_special_passed" in PACK.rules


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2025, 12, 31), "yes"), (date(2026, 1, 1), "yes"), (date(2028, 1, 1), "no")],
)
def test_s83_s84_the_relief_runs_in_its_windows(day, verdict):
    facts = {"service_kind": "elderly", "serves_community": True, "agreements_kept": True}
    assert answer(PACK, "service_relief", facts, day).verdict == verdict
