from datetime import date
from decimal import Decimal

import pytest

from linli.core.kernel.period import Period
from linli.core.policy.answer import Answer, Verdict
from linli.core.policy.evaluate import answer, determine, parameter_value
from linli.core.policy.schema import ParameterValue, Subject
from linli.core.policy.tests.sample import DAY, PARAMETERS, pack_of, parameter, rule

Y, N, U = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
PACK = pack_of(
    rule(
        "stratum",
        classes={"early": "built_on <= :built_by", "late": "built_on > :built_by"},
    ),
    rule("size", classes={"tiny": "households < :few AND willing", "small": "households < 100"}),
)


def ask(condition: str, **facts: object) -> Answer:
    return answer(pack_of(rule("asked", condition)), "asked", facts, DAY)


def names(readings: object) -> list[str]:
    return [reading.of.name for reading in readings]


@pytest.mark.parametrize(
    ("amount", "verdict"), [("3999999.99", Y), ("4000000.00", N), ("4000000.01", N), (None, U)]
)
def test_s35_four_million_itself_is_not_below_four_million(amount, verdict):
    facts = {"investment": Decimal(amount) if amount else None}
    assert answer(PACK, "cheap", facts, DAY).verdict is verdict


@pytest.mark.parametrize(("residents", "verdict"), [("20.00", Y), ("19.99", N), ("20.01", Y)])
def test_s70_exactly_a_fifth_passes(residents, verdict):
    facts = {"resident_money": Decimal(residents), "investment": Decimal("100.00")}
    assert ask("resident_money >= :own_share * investment", **facts).verdict is verdict


@pytest.mark.parametrize(
    ("built", "verdict"),
    [("2000-12-31", Y), ("2001-01-01", N), ("2000", Y), ("2000-12", Y), ("2001", N), ("1998", Y)],
)
def test_s18_the_last_day_of_2000_counts(built, verdict):
    facts = {"built_on": Period.parse(built)}
    assert answer(PACK, "early", facts, DAY).verdict is verdict


@pytest.mark.parametrize(
    ("condition", "built", "verdict"),
    [
        ("built_on <= DATE '2000-06-30'", "2000", U),
        ("built_on > DATE '2000-06-30'", "2000", U),
        ("built_on < DATE '2000-01-01'", "2000", N),
        ("built_on >= DATE '2000-01-01'", "2000", Y),
        ("DATE '2000-01-01' <= built_on", "2000", Y),
        ("built_on = DATE '2000-06-30'", "2000", U),
        ("built_on = DATE '2000-06-30'", "2001", N),
        ("built_on <> DATE '2000-06-30'", "2001", Y),
        ("built_on IN (DATE '2000-06-30', DATE '2002-01-01')", "2000", U),
        ("built_on IN (DATE '2001-06-30', DATE '2000-01-01')", "2000-01-01", Y),
        ("built_on BETWEEN DATE '2000-01-01' AND DATE '2000-12-31'", "2000", Y),
        ("built_on BETWEEN DATE '1990-01-01' AND DATE '2000-06-30'", "2000", U),
        ("built_on BETWEEN DATE '1990-01-01' AND DATE '1999-06-30'", "2000", N),
    ],
)
def test_a_date_known_only_to_the_year_is_judged_by_all_its_days(condition, built, verdict):
    assert ask(condition, built_on=Period.parse(built)).verdict is verdict


def test_two_vague_dates_are_compared_day_by_day():
    assert (
        ask(
            "built_on < finished_on",
            built_on=Period.parse("1999"),
            finished_on=Period.parse("2000"),
        ).verdict
        is Y
    )
    assert (
        ask(
            "built_on < finished_on",
            built_on=Period.parse("2000"),
            finished_on=Period.parse("2000-05"),
        ).verdict
        is U
    )
    assert (
        ask(
            "built_on = finished_on",
            built_on=Period.parse("2000"),
            finished_on=Period.parse("2000"),
        ).verdict
        is U
    )
    assert (
        ask(
            "built_on = finished_on",
            built_on=Period.parse("2000"),
            finished_on=Period.parse("2001"),
        ).verdict
        is N
    )


def test_a_vague_date_that_leaves_it_open_is_what_is_missing():
    got = ask("built_on <= DATE '2000-06-30'", built_on=Period.parse("2000"))
    assert names(got.missing) == ["built_on"]
    assert got.missing[0].value == Period.parse("2000")


def test_one_true_part_settles_an_or_and_the_rest_is_not_asked_for():
    got = ask("willing OR decayed OR listed", decayed=True, listed=True)
    assert got.verdict is Y
    assert names(got.decided_by) == ["decayed"]
    assert got.missing == ()
    assert [step.decided for step in got.tree.parts] == [False, True, False]


def test_one_false_part_settles_an_and():
    got = ask("willing AND households > 5 AND decayed", households=3)
    assert got.verdict is N
    assert names(got.decided_by) == ["households"]


def test_all_parts_that_are_needed_are_named():
    assert names(ask("willing AND decayed", willing=True, decayed=True).decided_by) == [
        "willing",
        "decayed",
    ]
    assert names(ask("willing OR decayed", willing=False, decayed=False).decided_by) == [
        "willing",
        "decayed",
    ]


def test_only_the_undecided_parts_lack_something():
    got = ask("(willing OR decayed) AND (listed OR households > 5)", willing=True, listed=False)
    assert got.verdict is U
    assert got.decided_by == ()
    assert names(got.missing) == ["households"]


def test_an_open_parameter_is_missing_and_leaves_it_undecided():
    got = answer(PACK, "late_admitted", {"green_share": Decimal("0.1")}, DAY)
    assert got.verdict is U
    assert [(reading.of, reading.value) for reading in got.missing] == [
        (PACK.parameters["late_share"], None)
    ]


def test_what_if_figures_take_the_place_of_the_packs():
    facts = {"green_share": Decimal("0.1")}
    assert answer(PACK, "late_admitted", facts, DAY, {"late_share": Decimal("0.1")}).verdict is Y
    assert (
        answer(PACK, "early", {"built_on": Period.parse("1990")}, DAY, {"built_by": None}).verdict
        is U
    )


def test_a_figure_holds_from_its_day_on():
    built_by = parameter("built_by", *PARAMETERS["built_by"])
    later = ParameterValue(since=date(2022, 1, 1), value=date(2005, 12, 31), source="y")
    built_by = built_by.model_copy(update={"values": (*built_by.values, later)})
    pack = PACK.model_copy(update={"parameters": {**PACK.parameters, "built_by": built_by}})
    assert parameter_value(pack, "built_by", date(2020, 12, 31)) is None
    assert parameter_value(pack, "built_by", date(2021, 12, 31)) == Period.parse("2000-12-31")
    assert parameter_value(pack, "built_by", date(2022, 1, 1)) == Period.parse("2005-12-31")
    facts = {"built_on": Period.parse("2003")}
    assert [
        answer(pack, "early", facts, date(year, 6, 1)).verdict for year in (2020, 2021, 2022)
    ] == [U, N, Y]


def test_another_rules_reasons_flow_through():
    got = answer(PACK, "deserving", {"built_on": Period.parse("1999"), "decayed": True}, DAY)
    assert got.verdict is Y
    assert names(got.decided_by) == ["built_on", "built_by", "decayed"]
    early = got.tree.parts[0]
    assert (early.text, early.value, early.parts[0].text) == (
        "early",
        True,
        "built_on <= :built_by",
    )
    assert names(answer(PACK, "deserving", {"willing": True}, DAY).missing) == ["built_on"]


@pytest.mark.parametrize(
    ("facts", "verdict", "chosen", "read"),
    [
        ({"households": 20, "willing": True}, Y, "tiny", ["households", "few", "willing"]),
        ({"households": 50}, Y, "small", ["households", "few"]),
        ({"households": 20, "willing": False}, Y, "small", ["willing", "households"]),
        ({"households": 100}, N, None, ["households", "few"]),
        ({"households": 20}, U, None, ["willing"]),
        ({"willing": False}, U, None, ["households"]),
        ({}, U, None, ["households", "willing"]),
    ],
)
def test_the_first_class_that_holds_is_chosen(facts, verdict, chosen, read):
    got = answer(PACK, "size", facts, DAY)
    assert (got.verdict, got.chosen) == (verdict, chosen)
    assert names(got.missing if verdict is U else got.decided_by) == read
    assert [step.text for step in got.tree.parts] == ["tiny", "small"]
    assert str(got.label) == (chosen or verdict.label.zh)


def test_every_rule_in_force_is_answered_and_no_other():
    ended = rule("ended", "willing").model_copy(update={"until": date(2021, 6, 29)})
    coming = rule("coming", "willing").model_copy(update={"since": date(2021, 7, 1)})
    pack = pack_of(ended, coming)
    got = determine(pack, Subject.COMPOUND, {}, DAY)
    assert [one.rule.id for one in got] == ["early", "cheap", "late_admitted", "deserving"]
    assert determine(pack, Subject.BUILDING, {}, DAY) == ()


def test_numbers_stay_exact():
    tenth = {"floor_area": Decimal("0.1")}
    assert ask("floor_area + floor_area + floor_area = 0.3", **tenth).verdict is Y
    assert ask("floor_area * 3 <> 0.3", **tenth).verdict is N
    assert ask("households - 3 < -2", households=0).verdict is Y
