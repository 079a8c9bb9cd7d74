"""What offices do in a day, for tests: write a scheme, apply, accept, agree, decide."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from linli.approvals.actions.applying import submit
from linli.approvals.actions.deciding import Ruling, accept, decide, give_opinion, next_serial
from linli.approvals.actions.schemes import add_file, add_item, begin_scheme, write_parts
from linli.approvals.bridge import parts_of
from linli.approvals.models import SchemeItem
from linli.core.kernel.problem import ProblemError
from linli.determination.reads import current_pack

PDF = b"%PDF-1.4 test"
ORGAN = "灵发改批"
EASY_FACTS = {
    "land_right_change": False,
    "land_use_change": False,
    "environmental_impact": "small",
    "structure_change": False,
    "risk_level": "low",
    "commitment_chosen": True,
    "in_national_plan": True,
    "in_regional_plan": True,
    "government_funded": True,
    "elevators_to_add": 1,
    "elevator_in_scheme": True,
    "new_floor_area": "0",
    "works_floor_area": "2000.00",
    "construction_cost": "3500000.00",
    "construction_contract": "3500000.00",
    "state_money": "3000000.00",
    "joint_review_wanted": False,
}


def complete_scheme(project, user):
    scheme = begin_scheme(user, project)
    write_parts(user, scheme, dict.fromkeys(parts_of(current_pack()), "已写明"))
    for work, quantity in (("elevators", 1), ("elderly_care", 2)):
        item = SchemeItem(work=work, quantity=Decimal(quantity), unit_cost=Decimal("400000.00"))
        add_item(user, scheme, item)
    for material in ("居民表决结果", "资金筹措方案"):
        add_file(user, scheme, f"{material}.pdf", PDF, material)
    scheme.refresh_from_db()
    return scheme


def agreed(case, officers):
    """Let each office that was asked agree."""
    for officer in officers:
        opinion = case.opinions.get(organisation__posts__appointments__user=officer)
        give_opinion(officer, opinion, "agree", "")


def ruling(total="1200000.00", day=None, **keys):
    today = day or timezone.localdate()
    given = {"approved": True, "organ": ORGAN, "serial": next_serial(ORGAN, today.year)}
    amount = None if total is None else Decimal(total)
    return Ruling(**{**given, "day": today, "total": amount, **keys})


def approved_scheme(project, builder, reform, asked, total="1200000.00"):
    """Carry a project's scheme to its reply."""
    case = accept(reform, submit(builder, project, "scheme"), None)
    agreed(case, asked)
    return decide(reform, case, None, ruling(total))


def day(text):
    return date.fromisoformat(text)


def refused(act, *args):
    """Return the codes of what stood against an act."""
    with pytest.raises(ProblemError) as error:
        act(*args)
    return [problem.code for problem in error.value.problems]
