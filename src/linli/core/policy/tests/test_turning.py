"""The smallest change that turns an answer: never a smaller one, and it does turn it."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.tests.sample import DAY, amount, deadline, pack_of, rule
from linli.core.policy.turning import turns

SHARE = rule("asked", "resident_money >= :own_share * investment")


def changes(asked, **facts):
    found = turns(pack_of(asked), "asked", facts, DAY)
    return [{change.fact.name: change.new for change in turn.changes} for turn in found]


def test_s35_a_cent_below_four_million_would_waive_the_preliminary_design():
    (turn,) = turns(pack_of(), "cheap", {"investment": Decimal("4012299.99")}, DAY)
    (change,) = turn.changes
    assert turn.to is Verdict.YES
    assert (change.new, change.difference) == (Decimal("3999999.99"), Decimal("-12300.00"))


def test_s70_either_more_from_residents_or_a_smaller_total_would_do():
    facts = {"resident_money": Decimal("19.99"), "investment": Decimal("100.00")}
    wanted = [{"resident_money": Decimal("20.00")}, {"investment": Decimal("99.95")}]
    assert changes(SHARE, **facts) == wanted


def test_s18_the_nearest_day_is_found():
    built = {"built_on": Period.parse("2003-05-01")}
    assert changes(rule("asked", "built_on <= :built_by"), **built) == [
        {"built_on": Period.parse("2000-12-31")}
    ]


def test_s44_a_term_is_taken_off_the_limit():
    asked = rule("asked", "built_on + INTERVAL 5 YEAR > :today")
    assert changes(asked, built_on=Period.parse("2010-01-01")) == [
        {"built_on": Period.parse("2016-07-01")}
    ]


def test_s38_a_late_registration_would_have_been_in_time_a_day_earlier():
    asked = deadline("asked", "built_on", "finished_on", "1", "working_days")
    facts = {"built_on": Period.parse("2021-04-30"), "finished_on": Period.parse("2021-05-04")}
    days = [{"built_on": Period.parse("2021-05-03")}, {"finished_on": Period.parse("2021-05-03")}]
    assert sorted(changes(asked, **facts), key=str) == days


def test_s19_a_class_turns_into_the_next():
    strata = rule("asked", classes={"early": "built_on <= :built_by", "late": "willing"})
    facts = {"built_on": Period.parse("2000-12-31"), "willing": True}
    (turn,) = turns(pack_of(strata), "asked", facts, DAY)
    assert (turn.chosen, turn.changes[0].new) == ("late", Period.parse("2001-01-01"))


def test_s17_several_marks_that_fail_must_all_turn():
    asked = rule("asked", "willing AND decayed AND tenure = 'public'")
    facts = {"willing": False, "decayed": False, "tenure": "mixed"}
    assert changes(asked, **facts) == [{"willing": True, "decayed": True, "tenure": "public"}]


def test_a_mark_still_unknown_is_part_of_what_is_wanted():
    asked = rule("asked", "willing AND households > 30")
    assert changes(asked, willing=False) == [{"willing": True, "households": 31}]


def test_the_rules_that_a_rule_refers_to_are_searched():
    facts = {"built_on": Period.parse("1990"), "willing": False, "decayed": False}
    assert changes(rule("asked", "deserving"), **facts) == [{"willing": True}, {"decayed": True}]


def test_no_number_turns_below_zero_and_no_share_above_one():
    assert changes(rule("asked", "households >= 0"), households=3) == []
    assert changes(rule("asked", "green_share <= 1"), green_share=Decimal("0.5")) == []


def test_what_is_unknown_or_an_amount_has_no_turn():
    assert changes(rule("asked", "willing")) == []
    assert changes(amount("asked", "investment"), investment=Decimal(1)) == []


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 60), st.integers(0, 20), st.integers(-30, 30), st.booleans())
def test_no_nearer_number_turns_the_answer(households, buildings, offset, strict):
    sign = "<" if strict else "<="
    asked = rule("asked", f"2 * households - 3 * buildings {sign} buildings + {offset}")
    pack, facts = pack_of(asked), {"households": households, "buildings": buildings}
    present = answer(pack, "asked", facts, DAY).verdict
    for turn in turns(pack, "asked", facts, DAY):
        (change,) = turn.changes
        name, old, new = change.fact.name, change.old, change.new
        assert answer(pack, "asked", {**facts, name: new}, DAY).verdict is turn.to is not present
        step = 1 if new < old else -1
        for nearer in range(new + step, old, step):
            assert answer(pack, "asked", {**facts, name: nearer}, DAY).verdict is present


@settings(deadline=None, max_examples=40)
@given(st.dates(date(1960, 1, 1), date(2030, 12, 31)), st.integers(0, 30))
def test_no_nearer_day_turns_the_answer(built, years):
    asked = rule("asked", f"built_on + INTERVAL {years} YEAR > :today")
    pack, facts = pack_of(asked), {"built_on": Period.of(built)}
    (turn,) = turns(pack, "asked", facts, DAY)
    (change,) = turn.changes
    present = answer(pack, "asked", facts, DAY).verdict
    day = change.new.first
    back = date.fromordinal(day.toordinal() + (1 if day < built else -1))
    assert answer(pack, "asked", {"built_on": Period.of(day)}, DAY).verdict is not present
    assert answer(pack, "asked", {"built_on": Period.of(back)}, DAY).verdict is present
