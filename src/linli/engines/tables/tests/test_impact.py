"""Whom a change of policy touches."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from linli.core.kernel.period import Period
from linli.core.kernel.problem import ProblemError
from linli.core.policy.compare import Change, differences
from linli.core.policy.drafts import with_condition, with_figure
from linli.core.policy.schema import FactType, Subject
from linli.core.policy.tests.sample import DAY, amount, fact, pack_of, rule
from linli.engines.tables.fact_frame import KEY, FactFrame, all_facts, fact_frame
from linli.engines.tables.impact import MONEY_FACT, impact
from linli.engines.tables.tests.test_polars_rules import table_of

SINCE = date(2021, 1, 1)
GATE = rule("old_enough", "built_on <= :built_by").model_copy(update={"gate": "reserve"})
GRANT = amount("grant", ":own_share * investment")


def pack_with_money():
    pack = pack_of(GATE, GRANT)
    facts = {**pack.facts, MONEY_FACT: fact(MONEY_FACT, FactType.MONEY)}
    return pack.model_copy(update={"facts": facts, "digest": "money"})


PACK = pack_with_money()
ROWS = [
    {"built_on": Period.parse("1999"), MONEY_FACT: Decimal("10.00"), "investment": Decimal(100)},
    {"built_on": Period.parse("2001"), MONEY_FACT: Decimal("20.50")},
    {"built_on": Period.parse("2003"), MONEY_FACT: Decimal("40.00")},
    {"built_on": Period.parse("2002-05-01")},
    {},
]
PLACES = pl.DataFrame(
    {
        KEY: range(5),
        "code": [f"C{n}" for n in range(5)],
        "name": ["甲", "乙", "丙", "丁", "戊"],
        "jurisdiction": ["EAST", "EAST", "WEST", "WEST", "WEST"],
    }
)
FACTS = fact_frame(PACK, all_facts(PACK, Subject.COMPOUND), table_of(ROWS))


def touched(draft):
    return impact(FACTS, FactFrame(draft, FACTS.frame), PLACES, DAY)


def later_cutoff():
    return with_figure(PACK, "built_by", Period.parse("2002-12-31"), SINCE, "草案")


def test_s18_a_later_cut_off_lets_compounds_in_with_their_money():
    found = touched(later_cutoff())
    moves = found.moves.filter(rule="old_enough").rows()
    assert moves == [
        ("old_enough", "EAST", "no", "yes", 1),
        ("old_enough", "WEST", "no", "yes", 1),
    ]
    assert found.changed.filter(rule="old_enough")["code"].to_list() == ["C1", "C3"]
    assert found.money.rows() == [
        ("EAST", 1, 0, Decimal("20.50"), Decimal("0.00")),
        ("WEST", 1, 0, Decimal("0.00"), Decimal("0.00")),
    ]


def test_an_open_figure_leaves_all_undecided_and_out_of_the_reserve():
    found = touched(with_figure(PACK, "built_by", None, SINCE, "草案"))
    assert found.money["leaving"].sum() == Decimal("10.00")
    assert set(found.changed["new"]) == {"unknown"}


def test_a_larger_share_is_counted_in_money():
    found = touched(with_figure(PACK, "own_share", Decimal("0.25"), SINCE, "草案"))
    assert found.amounts == {"grant": Decimal("5.00")}
    assert found.changed.height == 0


def test_another_condition_of_a_rule_is_tried():
    found = touched(with_condition(PACK, "old_enough", "built_on <= DATE '2003-12-31'"))
    assert found.money["entering"].sum() == Decimal("60.50")


def test_nothing_changes_without_a_change():
    found = touched(PACK)
    assert (found.moves.height, found.changed.height, found.money.height) == (0, 0, 0)


def test_a_figure_set_earlier_keeps_what_held_before():
    draft = with_figure(PACK, "built_by", Period.parse("2005-12-31"), date(2022, 1, 1), "草案")
    assert touched(draft).changed.height == 0
    assert len(draft.parameters["built_by"].values) == 2


@pytest.mark.parametrize("text", ["built_on <= :built_bye", "early AND old_enough", "", "1/0 = 1"])
def test_a_draft_that_cannot_be_read_is_refused(text):
    with pytest.raises(ProblemError):
        with_condition(PACK, "old_enough", text)


def test_a_draft_figure_must_have_its_type():
    with pytest.raises(ProblemError):
        with_figure(PACK, "own_share", Decimal(2), SINCE, "草案")


def test_differences_name_what_was_changed_added_and_removed():
    draft = later_cutoff()
    (found,) = differences(PACK, draft)
    assert (found.table, found.name, found.change, found.key) == (
        "parameters",
        "built_by",
        Change.CHANGED,
        "values",
    )
    assert ("2000-12-31" in found.old, "2002-12-31" in found.new) == (True, True)
    more = pack_of(GATE, rule("extra", "willing"))
    names = {(d.name, d.change) for d in differences(pack_of(GATE), more)}
    assert names == {("extra", Change.ADDED)}
    assert {d.change for d in differences(more, pack_of(GATE))} == {Change.REMOVED}
