"""What can stand against a change of the reserve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.foundation.people.models import Role
from linli.foundation.people.scope import scope_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User


PREPARING = (Role.CITY_OFFICE, Role.COUNTY_OFFICE)
"""Who prepares projects and bundles: the city's office everywhere, a county's in its own area."""


def not_theirs(user: User | None, jurisdiction_id: int) -> list[Problem]:
    """Let the city's office and the area's county office prepare projects; None: the operator."""
    if user is None:
        return []
    scope = scope_of(user)
    is_county = scope.has(Role.COUNTY_OFFICE) and jurisdiction_id in scope.jurisdictions
    return [] if scope.has(Role.CITY_OFFICE) or is_county else [NOT_YOURS]


def reason_needed(reason: str) -> list[Problem]:
    """Return a problem at ``reason`` where none is given."""
    return [] if reason.strip() else [REASON]


NOT_YOURS = Problem(
    "reserve-not-yours",
    Text("您的岗位不能办理这一事项。", "Your post may not do this."),
    Text("请联系本县区或市领导小组办公室。", "Ask the county's office or the city's."),
)
NOT_THE_CITY = Problem(
    "reserve-city-only",
    Text("入库申请由市领导小组办公室审核。", "Only the city office checks what asks to enter."),
    Text("请联系市领导小组办公室。", "Ask the city office."),
)
REASON = Problem(
    "reason-needed",
    Text("没有写明事由。", "No reason is given."),
    Text("请填写事由，供以后查阅。", "Give one, for those who look it up later."),
    Place(key="reason"),
)
WITHDRAWN = Problem(
    "reserve-withdrawn",
    Text("项目已调出储备库。", "The project has left the reserve."),
    Text("先解决不符合的条件，再刷新储备库。", "Settle what is not met, then refresh the reserve."),
)
APPLIED_ALREADY = Problem(
    "reserve-applied",
    Text("已经申请，不必重复。", "It has been applied for."),
    Text("请等待市领导小组办公室审核。", "Wait for the city office's check."),
)
NOT_APPLIED = Problem(
    "reserve-not-applied",
    Text("没有待审核的入库申请。", "No application waits for a check."),
    Text("先由县区提出申请。", "The county applies first."),
)


def too_much(key: str, given: object, estimate: object) -> Problem:
    """Return the problem of amounts that come to more than the estimate."""
    return Problem(
        "reserve-money-over",
        Text(
            f"合计 {given} 元，超过估算总投资 {estimate} 元。",
            f"{given} yuan in all, over {estimate}.",
        ),
        Text("请减少某项金额，或先更正估算总投资。", "Reduce one, or correct the estimate first."),
        Place(key=key),
    )


def negative(key: str) -> Problem:
    """Return the problem of an amount below nothing."""
    return Problem(
        "reserve-money-negative",
        Text("金额不能为负。", "An amount cannot be negative."),
        Text("请改正。", "Correct it."),
        Place(key=key),
    )


def unknown_key(key: str) -> Problem:
    """Return the problem of a source or use that the pack does not know."""
    return Problem(
        "reserve-money-unknown",
        Text("政策包没有这一项。", "The policy pack does not know it."),
        Text("请刷新页面后重填。", "Reload the page and fill it in again."),
        Place(key=key),
    )
