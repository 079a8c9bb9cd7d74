"""Write down a project's plan of funds (S14)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.determination.reads import pack_of
from linli.foundation.record.context import changing
from linli.reserve import problems
from linli.reserve.models import Candidate
from linli.reserve.money import ZERO, kinds

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class FundsPlan(NamedTuple):
    """Yuan by code of the pack's sources and by kind of spending, and the year hoped for."""

    money: Mapping[str, Decimal]
    uses: Mapping[str, Decimal]
    expected_year: int | None


def may_plan_funds(user: User | None, candidate: Candidate) -> list[Problem]:
    """Return what stands against writing a project's plan of funds."""
    return problems.not_theirs(user, candidate.project.jurisdiction_id)


def plan_funds(user: User | None, candidate: Candidate, plan: FundsPlan) -> None:
    """Store a plan of funds; raises ``ProblemError`` with all that is wrong, at its fields."""
    found = may_plan_funds(user, candidate) + _amiss(candidate, plan)
    if found:
        raise ProblemError(*found)
    with changing(user, _("填报资金预案")):
        candidate.money, candidate.uses = _stored(plan.money), _stored(plan.uses)
        candidate.expected_year = plan.expected_year
        candidate.save(update_fields=["money", "uses", "expected_year"])


def _amiss(candidate: Candidate, plan: FundsPlan) -> list[Problem]:
    pack = pack_of(candidate.determination.pack)
    found = []
    for part, given, known in (
        ("money", plan.money, {source.code for source in pack.sources}),
        ("uses", plan.uses, {code for code, _label in kinds(pack)}),
    ):
        found += [problems.unknown_key(f"{part}.{code}") for code in sorted(given.keys() - known)]
        found += [problems.negative(f"{part}.{code}") for code, yuan in given.items() if yuan < 0]
        total = sum(given.values(), ZERO)
        if candidate.estimate is not None and total > candidate.estimate:
            found.append(problems.too_much(part, total, candidate.estimate))
    return found


def _stored(amounts: Mapping[str, Decimal]) -> dict[str, str]:
    return {code: format(yuan, "f") for code, yuan in amounts.items() if yuan}
