"""Briefs: read from a file, checked at the key, turned into the planner's scenario."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.conf import settings

from linli.core.kernel.problem import ProblemError
from linli.core.planning.scenario import WishKind
from linli.engines.packfiles import load_pack
from linli.plan.actions.solving import ground_of
from linli.plan.bridge.candidates import after_pledges
from linli.plan.bridge.money import permitted_uses, public_sources, ranks
from linli.plan.brief import brief_of, read_brief
from linli.plan.tests.year import LINGSHAN, QINNAN, YEAR, brief, small_year

FILE = """
name = "压减方案"
years = 2
later = 10
must = ["PL1@2022"]

[[money]]
source = "central_subsidy"
year = 2021
amount = "1000000.00"

[[bounds]]
measure = "households"
high = 500
"""


@pytest.fixture(scope="module")
def pack():
    return load_pack(settings.PACK)


def faults(given) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        brief_of(given)
    return [problem.place.key for problem in caught.value.problems]


def test_a_file_says_what_a_page_can():
    found = read_brief(FILE, "备用名", YEAR)
    assert (found.name, found.horizon) == ("压减方案", (2021, 2022))
    assert found.public_money == Decimal("1000000.00")
    assert read_brief("", "备用名", YEAR).name == "备用名"
    again = brief_of({"name": found.name, "year": found.year, **found.data()})
    assert again == found


def test_a_short_budget_is_money_of_any_source():
    (line,) = brief(budget="12.34").money
    assert (line.source, line.area, line.year, line.amount) == ("", "", YEAR, Decimal("12.34"))


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"years": 6}, "years"),
        ({"years": 0}, "years"),
        ({"budget": "-1"}, "money.0.amount"),
        ({"budget": "0.001"}, "money.0.amount"),
        ({"budget": "1e13"}, "money.0.amount"),
        ({"budget": "许多"}, "money.0.amount"),
        ({"willing": "1.01"}, "willing"),
        ({"bounds": [{"measure": "households", "low": 2, "high": 1}]}, "bounds.0"),
        ({"money": [{"year": 2030, "amount": "1"}]}, ""),
        ({"wish": 1}, "wish"),
        ({"quota": {"share": "0.2", "basis": "projects"}}, "quota.source"),
    ],
)
def test_what_cannot_be_is_refused_at_its_key(wrong, key):
    assert faults({"name": "x", "year": YEAR, **wrong}) == [key]


def test_a_file_that_is_no_toml_says_where():
    with pytest.raises(ProblemError) as caught:
        read_brief("years = = 1", "x", YEAR)
    assert caught.value.problems[0].code == "brief-not-toml"
    message = caught.value.problems[0].message
    assert "第1行" in message.zh
    assert "line 1" in message.en


def test_s73_s75_sources_pay_for_what_the_pack_permits_and_nothing_else(pack):
    day = pack.head.in_force_from
    uses = {each.code: permitted_uses(pack, each, day) for each in public_sources(pack)}
    assert "preparation" in uses["city_budget"]
    assert "preparation" not in uses["central_subsidy"]
    assert "adjoining" in uses["central_subsidy"]
    assert "adjoining" not in uses["county_budget"]
    assert uses["special_bond"] == {"facilities*", "adjoining*"}
    assert "private_parts" not in set().union(*uses.values())
    assert "residents" not in uses


def test_pledges_pay_first_what_the_fewest_sources_may(pack):
    count = ranks(pack, pack.head.in_force_from)
    uses = {"private_parts": Decimal(30), "facilities": Decimal(50), "preparation": Decimal(20)}
    assert after_pledges(uses, Decimal(40), count) == {
        "facilities": Decimal(50),
        "preparation": Decimal(10),
    }
    assert after_pledges(uses, Decimal(100), count) == {}


@pytest.mark.django_db
def test_the_planners_scenario_says_what_the_brief_says(places):
    small_year(places)
    asked = read_brief(FILE, "x", YEAR)
    found = ground_of(asked).scenario
    assert found.years == (2021, 2022)
    assert (found.weights, asked.scale) == ((100, 90), 100)
    tasks = {(task.area, task.year, task.projects, task.households) for task in found.tasks}
    assert tasks == {(LINGSHAN, 2021, 2, 90), (QINNAN, 2021, 1, 80)}
    (wish,) = found.wishes
    assert (wish.kind, wish.code, wish.year) == (WishKind.MUST, "PL1", 2022)
    assert [(each.year, each.high) for each in found.capacities] == [(2021, 500), (2022, 500)]
    assert {source.code for source in found.money.sources} == {"central_subsidy"}
    assert found.guide is None
    strict = ground_of(brief(guide="strict")).scenario.guide
    assert (strict.share, strict.floor) == (Fraction(1, 5), True)
