"""Several compounds as one project: what adds up, what is weighted, what each still lacks (A01)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from linli.core.policy.need import rounded
from linli.core.policy.schema import Pack
from linli.reserve.bridge import STRATUM, Standing

if TYPE_CHECKING:
    from linli.reserve.models import Bundle

Figure = TypeVar("Figure", int, Decimal)


class Whole(NamedTuple):
    """What compounds are joined to: a bundle that is one project, and what it adds in yuan."""

    code: str
    name: str
    jurisdiction: str
    compound_ids: frozenset[int]
    facilities: Decimal


class Weighed(NamedTuple):
    """A score's bounds, and the households that it counts for."""

    households: int | None
    low: Decimal | None
    high: Decimal | None


class Bounds(NamedTuple):
    """The least and the most that a score can be; None without a score."""

    low: Decimal | None
    high: Decimal | None


def whole_of(bundle: Bundle) -> Whole:
    """Return a bundle as what its members are joined to; its facilities add to the estimate."""
    return Whole(
        bundle.code,
        f"{bundle.name}改造项目",
        bundle.jurisdiction.code,
        frozenset(member.compound_id for member in bundle.members.all()),
        sum((each.cost for each in bundle.facilities.all()), Decimal("0.00")),
    )


def regrouped(
    pack: Pack, standings: Iterable[Standing], wholes: Sequence[Whole]
) -> Iterator[Standing]:
    """Yield the standings of single compounds, and one for each whole that has any of them."""
    whole_by_compound = {pk: whole for whole in wholes for pk in whole.compound_ids}
    parts: dict[str, list[Standing]] = {}
    for standing in standings:
        whole = whole_by_compound.get(standing.compound_ids[0])
        if whole is None:
            yield standing
        else:
            parts.setdefault(whole.code, []).append(standing)
    for whole in wholes:
        if whole.code in parts:
            yield joined(pack, whole, parts[whole.code])


def joined(pack: Pack, whole: Whole, parts: Sequence[Standing]) -> Standing:
    """Return compounds as one project; a figure that one of them lacks is unknown for all."""
    estimate = total(part.estimate for part in parts)
    score = mean_score(Weighed(p.households, p.score_low, p.score_high) for p in parts)
    return Standing(
        compound_ids=tuple(pk for part in parts for pk in part.compound_ids),
        code=whole.code,
        name=whole.name,
        jurisdiction=whole.jurisdiction,
        lacks=[
            {**lack, "compound": part.code.removeprefix("P")}
            for part in parts
            for lack in part.lacks
        ],
        stratum=latest_stratum(pack, [part.stratum for part in parts]),
        strata=added_strata(part.strata for part in parts),
        households=total(part.households for part in parts),
        buildings=total(part.buildings for part in parts),
        floor_area=total(part.floor_area for part in parts),
        estimate=None if estimate is None else estimate + whole.facilities,
        score_low=score.low,
        score_high=score.high,
        need=sum(part.need for part in parts),
    )


def total(figures: Iterable[Figure | None]) -> Figure | None:
    """Return a sum; None where one of its parts is unknown."""
    known = list(figures)
    if not known or any(each is None for each in known):
        return None
    return reduce(add, (each for each in known if each is not None))


def mean_score(parts: Iterable[Weighed]) -> Bounds:
    """Return a score's bounds by households; a compound of unknown size weighs 1.

    Both are None where one of the parts has no score.
    """
    known = list(parts)
    if not known or any(part.low is None or part.high is None for part in known):
        return Bounds(None, None)
    weights = [part.households or 1 for part in known]
    low, high = (
        sum((w * Fraction(score) for w, score in zip(weights, scores, strict=True)), Fraction())
        / sum(weights)
        for scores in ([p.low or 0 for p in known], [p.high or 0 for p in known])
    )
    if low == high:
        return Bounds(*(rounded(low, ROUND_HALF_UP),) * 2)
    return Bounds(rounded(low, ROUND_FLOOR), rounded(high, ROUND_CEILING))


def latest_stratum(pack: Pack, strata: Sequence[str]) -> str:
    """Return the latest of the classes, in the pack's order; unknown where one is (S19)."""
    order = [option.value for option in pack.rules[STRATUM].classes]
    return "" if set(strata) - set(order) else max(strata, key=order.index)


def added_strata(each: Iterable[Mapping[str, Mapping[str, int]]]) -> dict[str, dict[str, int]]:
    """Return the sums of compounds and households by class."""
    sums: dict[str, dict[str, int]] = {}
    for strata in each:
        for name, counts in strata.items():
            own = sums.setdefault(name, {"projects": 0, "households": 0})
            for measure, count in counts.items():
                own[measure] += count
    return sums


def lacks_review(review: str, *, required: bool) -> list[dict[str, Any]]:
    """Return what the office's check still wants: sent back, or not passed where it must be."""
    stands = review == "returned" or (required and review != "passed")
    return [{"rule": "", "verdict": "unknown", "missing": [], "review": review}] if stands else []
