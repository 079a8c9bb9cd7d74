"""The planner's plan and explanation <-> the JSON that a scenario keeps of them."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal
from typing import Any

from linli.core.planning.plan import Explanation, LimitPrice, Payment, Plan, Point, Reason, Standing

GAP_DIGITS = Decimal("0.00000001")


def figures(plan: Plan, explanation: Explanation, scale: int) -> dict[str, Any]:
    """Return the values of a scenario's columns; ``scale`` is the points of a point of need."""
    proof, gap = plan.proof, plan.proof.gap
    return {
        "objective": Decimal(proof.value) / scale,
        "bound": Decimal(proof.most_value) / scale,
        "gap": (Decimal(gap.numerator) / gap.denominator).quantize(GAP_DIGITS, ROUND_UP),
        "departure": proof.departure,
        "least_departure": proof.least_departure,
        "stopped": plan.stopped,
        "seconds": plan.seconds,
        "standings": [_standing(each) for each in plan.standings],
        "unfinished": dict(plan.unfinished),
        "payments": [_payment(each) for each in plan.payments],
        "limits": [_limit(each) for each in explanation.limits],
    }


def _standing(each: Standing) -> dict[str, Any]:
    task = each.task
    return {
        "year": task.year,
        "area": task.area,
        "asked": {"projects": task.projects, "households": task.households},
        "planned": {"projects": each.projects, "households": each.households},
    }


def _payment(each: Payment) -> dict[str, Any]:
    return {
        "source": each.source,
        "year": each.year,
        "area": each.area,
        "use": each.use,
        "amount": str(each.amount),
    }


def _limit(each: LimitPrice) -> dict[str, Any]:
    return {
        "family": each.family,
        "name": each.name._asdict(),
        "unit": each.unit,
        "per_unit": each.per_unit,
        "brings": each.brings,
        "step": str(each.step),
        "gain": each.gain,
        "households": each.households,
        "message": each.message._asdict(),
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """Return a reason as it is stored: code, message, next step, details."""
    return {
        "code": reason.code,
        "message": reason.message._asdict(),
        "next_step": reason.next_step._asdict(),
        "details": dict(reason.details),
    }


def point_data(point: Point) -> dict[str, Any]:
    """Return a point of a frontier as it is stored."""
    return {
        "at": float(point.at),
        "spent": str(point.spent),
        "households": point.households,
        "need": point.need,
        "gap": float(point.gap),
        "projects": len(point.chosen),
    }
