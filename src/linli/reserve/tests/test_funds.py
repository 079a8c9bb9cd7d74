"""A project's plan of funds: who pays, what it is spent on, the guide line (S14, S70)."""

from decimal import Decimal

import pytest

from linli.core.kernel.problem import ProblemError
from linli.reserve.actions.funds import FundsPlan, plan_funds
from linli.reserve.models import Candidate
from linli.reserve.money import funds_of
from linli.reserve.tests.town import compound, refreshed


@pytest.fixture
def candidate(places):
    compound(places, "C1")  # estimated at 1,296,000 yuan
    refreshed()
    return Candidate.objects.get()


def planned(candidate, user, money, uses=None):
    given = [{code: Decimal(yuan) for code, yuan in part.items()} for part in (money, uses or {})]
    plan_funds(user, candidate, FundsPlan(*given, expected_year=2022))
    candidate.refresh_from_db()
    return funds_of(candidate)


@pytest.mark.parametrize(("residents", "meets"), [("129600", True), ("129599.99", False)])
def test_s70_exactly_a_fifth_reaches_the_guide_line(candidate, lingshan_clerk, residents, meets):
    money = {"central_subsidy": "900000", "utilities": "129600", "residents": residents}
    funds = planned(candidate, lingshan_clerk, money)
    assert funds.meets_guide is meets
    assert funds.guide == Decimal("0.20")


def test_a07_a_loan_is_nobodys_own_money(candidate, lingshan_clerk):
    funds = planned(
        candidate, lingshan_clerk, {"bank_loans": "600000", "private_capital": "100000"}
    )
    assert (funds.residents, funds.enterprises) == (0, Decimal(100000))
    assert funds.open == Decimal(596000)


def test_what_is_not_filled_in_is_not_stored(candidate, lingshan_clerk):
    funds = planned(candidate, lingshan_clerk, {"residents": "0", "city_budget": "1.50"})
    assert candidate.money == {"city_budget": "1.50"}
    assert funds.total == Decimal("1.50")
    assert candidate.expected_year == 2022


@pytest.mark.parametrize(
    ("money", "uses", "keys"),
    [
        ({"residents": "1296000.01"}, {}, ["money"]),
        ({"residents": "1296000"}, {"facilities": "1296000.01"}, ["uses"]),
        ({"residents": "-1"}, {}, ["money.residents"]),
        ({"lottery": "1"}, {}, ["money.lottery"]),
    ],
)
def test_wrong_amounts_are_refused_at_their_field(candidate, lingshan_clerk, money, uses, keys):
    with pytest.raises(ProblemError) as caught:
        planned(candidate, lingshan_clerk, money, uses)
    assert [problem.place.key for problem in caught.value.problems] == keys
    candidate.refresh_from_db()
    assert candidate.money == {}


def test_another_county_writes_no_plan_of_funds(candidate, qinnan_clerk):
    with pytest.raises(ProblemError):
        planned(candidate, qinnan_clerk, {"residents": "1"})
