"""Why a project is in or out, on the real solver."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.text import Text
from linli.core.planning import explain
from linli.core.planning.choose import choose
from linli.core.planning.terms import Basis, Limits
from linli.core.planning.tests.towns import UNLIMITED, project, task, town
from linli.engines.solver.highs import Highs


def reason(code, candidates, tasks, limits=UNLIMITED):
    return choose(candidates, tasks, limits, Highs()).reasons[code]


def test_chosen_project_names_its_task_and_rank():
    candidates = [project("P1", 50, 5), project("P2", 40, 7), project("P3", 50, 4)]
    why = reason("P1", candidates, [task(1, 50)])
    assert why.code == "chosen"
    assert why.details == {"need": 5, "rank": 2, "ready": 3}
    assert "1 个项目、50 户" in why.message.zh
    assert "100.00 万元" in why.message.zh


def test_lacking_project_says_what_it_lacks():
    lacking = project("P1", 0, 0, lacks=(Text("户数未知", "households unknown"),))
    why = reason("P1", [lacking], [task(1, 50)])
    assert why.code == "lacks"
    assert "户数未知" in why.message.zh


def test_swap_names_who_goes_and_what_is_lost():
    candidates = [project("P1", 50, 9), project("P2", 50, 4)]
    why = reason("P2", candidates, [task(1, 50)])
    assert why.code == "swap"
    assert why.details == {"need": 4, "lost_need": 5, "out": ["P1"], "also_in": []}
    assert "属地任务已满：1 个项目、50 户" in why.message.zh
    assert "换出P1小区" in why.message.zh


def test_equal_project_is_said_to_be_equal():
    candidates = [project("P1", 50, 9), project("P2", 50, 9)]
    plan = choose(candidates, [task(1, 50)], UNLIMITED, Highs())
    (out,) = {"P1", "P2"} - plan.chosen
    assert plan.reasons[out].code == "equal"
    assert plan.reasons[out].details["lost_need"] == 0


def test_project_that_breaks_the_task_shows_the_nearest_plan():
    candidates = [project("P1", 50, 1), project("P2", 47, 9)]
    why = reason("P2", candidates, [task(1, 50)])
    assert why.code == "breaks-tasks"
    assert why.details == {"projects": 1, "households": 47}


def test_budget_that_cannot_hold_a_project_names_what_is_left():
    candidates = [project("P1", 50, 1, cost="900000.00"), project("P2", 50, 9, cost="1000000.01")]
    why = reason("P2", candidates, [task(1, 50)], Limits(budget=Decimal(1_000_000)))
    assert why.code == "over-budget"
    assert "100.00 万元" in why.message.zh


def test_binding_budget_names_its_price():
    candidates = [project("P1", 50, 1), project("P2", 50, 1)]
    plan = choose(candidates, [task(2, 100)], Limits(budget=Decimal(1_500_000)), Highs())
    (out,) = {"P1", "P2"} - plan.chosen
    assert "资金上限余 50.00 万元" in plan.reasons[out].message.zh
    assert "每增加100万元，任务缺口约减 100.0 户" in plan.reasons[out].message.zh


def test_s19_share_that_cannot_hold_a_project_says_what_is_left():
    late = project("L1", 50, 9, stratum="late")
    limits = Limits(late_share=Fraction(49, 50), late_basis=Basis.HOUSEHOLDS)
    why = reason("L1", [late], [task(1, 50)], limits)
    assert why.code == "over-share"
    assert why.details == {"left": 49, "takes": 50}


def test_time_that_runs_out_is_admitted(monkeypatch):
    monkeypatch.setattr(explain, "SECONDS_IN_ALL", 0.0)
    candidates = [project("P1", 50, 9), project("P2", 50, 4)]
    plan = choose(candidates, [task(1, 50)], UNLIMITED, Highs())
    assert plan.reasons["P2"].code == "not-settled"
    assert "没有算清" in plan.reasons["P2"].message.zh


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_stated_loss_is_the_true_least_loss(seed):
    candidates, (only,) = town(seed, {"A": 4}, spare=2)
    plan = choose(candidates, [only], UNLIMITED, Highs())
    exact = [
        chosen
        for chosen in combinations(candidates, 4)
        if sum(each.households for each in chosen) == only.households
    ]
    for code, why in plan.reasons.items():
        holding = [
            sum(c.need for c in chosen) for chosen in exact if code in {c.code for c in chosen}
        ]
        if why.code in {"swap", "equal"}:
            assert plan.need - max(holding) == why.details["lost_need"]
        elif why.code == "breaks-tasks":
            assert not holding
        else:
            assert why.code == "chosen"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_reason_has_words_in_both_languages(language):
    candidates, tasks = town(7, {"A": 5, "B": 2})
    for why in choose(candidates, tasks, UNLIMITED, Highs()).reasons.values():
        assert getattr(why.message, language).strip()
        assert getattr(why.next_step, language).strip()
