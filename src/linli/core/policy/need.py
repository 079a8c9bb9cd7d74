"""The need score of a compound, with its arithmetic and its bounds (S14).

Each part gives 0 to 100 points, the mean over its facts; the score is their weighted sum. A fact
that is unknown gives its part a least and a most, and so does a day known only to the year: the
score then has two bounds, between which it must lie whatever comes to be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from linli.core.kernel.period import Period
from linli.core.policy.answer import Value
from linli.core.policy.figures import figure, value_on
from linli.core.policy.schema import Fact, FactType, NeedPart, Pack, Parameter

HUNDREDTH = Decimal("0.01")
YES, NO = "yes", "no"
Range = tuple[int, int]
"""The least and the most points that a fact may give."""


class FactPoints(NamedTuple):
    """A fact, its value (None: unknown), what it is divided by, and its least and most points."""

    fact: Fact
    value: Value | None
    per: Value | None
    low: int
    high: int


class PartScore(NamedTuple):
    """A part with its weight, its facts' points, and their mean's bounds (0 to 100)."""

    part: NeedPart
    weight: Decimal
    readings: tuple[FactPoints, ...]
    low: Fraction
    high: Fraction


class NeedScore(NamedTuple):
    """A score between ``low`` and ``high``, 0 to 100 with two decimals; equal if all is known."""

    low: Decimal
    high: Decimal
    parts: tuple[PartScore, ...]

    @property
    def unknown(self) -> tuple[Fact, ...]:
        """Return the facts that keep the bounds apart, each once."""
        found = (each for part in self.parts for each in part.readings if each.low != each.high)
        return tuple({each.fact.name: each.fact for each in found}.values())


class Scale(NamedTuple):
    """A part as it is counted on a day: its weight, and its steps' beginnings as exact values."""

    part: NeedPart
    weight: Decimal
    facts: tuple[Fact, ...]
    starts: tuple[Fraction | date | None, ...]


def open_weights(pack: Pack, day: date) -> tuple[Parameter, ...]:
    """Return the weights that nobody has set for the day: while there are any, nothing scores."""
    return tuple(
        pack.parameters[part.weight]
        for part in pack.need
        if value_on(pack.parameters[part.weight], day) is None
    )


@lru_cache(maxsize=32)
def scales(pack: Pack, day: date) -> tuple[Scale, ...]:
    """Return a pack's parts as they count on a day; none without parts, or with a weight open."""
    if open_weights(pack, day):
        return ()
    return tuple(_scale(pack, part, day) for part in pack.need)


def _scale(pack: Pack, part: NeedPart, day: date) -> Scale:
    weight = value_on(pack.parameters[part.weight], day)
    facts = tuple(pack.facts[name] for name in part.facts)
    kind = FactType.DECIMAL if part.per else facts[0].type
    starts = tuple(None if s.least is None else start_of(kind, s.least) for s in part.steps)
    assert isinstance(weight, Decimal)  # noqa: S101 - the check of packs has made sure
    return Scale(part, weight, facts, starts)


def start_of(kind: FactType, least: str | int | date) -> Fraction | date:
    """Return the exact beginning of a step; raises ``ValueError`` where it does not fit."""
    value = figure(FactType.DECIMAL if kind is FactType.INT else kind, least)
    if isinstance(value, Period):
        if value.first != value.last:
            raise ValueError(f"not a day: {least!r}")
        return value.first
    if isinstance(value, Decimal):
        return Fraction(value)
    raise ValueError(f"not a number or day: {least!r}")


def need_score(pack: Pack, facts: Mapping[str, Value | None], day: date) -> NeedScore | None:
    """Return the score of a compound's facts; None while the pack has no parts or open weights."""
    parts = [_part_score(scale, facts) for scale in scales(pack, day)]
    if not parts:
        return None
    low = sum((Fraction(part.weight) * part.low for part in parts), Fraction())
    high = sum((Fraction(part.weight) * part.high for part in parts), Fraction())
    same = low == high
    return NeedScore(
        rounded(low, ROUND_HALF_UP if same else ROUND_FLOOR),
        rounded(high, ROUND_HALF_UP if same else ROUND_CEILING),
        tuple(parts),
    )


def rounded(number: Fraction, how: str) -> Decimal:
    """Return a fraction of at least 0 with two decimals, rounded as ``how`` says."""
    hundredths, rest = divmod(number.numerator * 100, number.denominator)
    up = rest and (
        how == ROUND_CEILING or (how == ROUND_HALF_UP and 2 * rest >= number.denominator)
    )
    return Decimal(hundredths + bool(up)).scaleb(-2)


def _part_score(scale: Scale, facts: Mapping[str, Value | None]) -> PartScore:
    part = scale.part
    per = facts.get(part.per) if part.per else None
    readings = tuple(
        FactPoints(fact, value, per, *_points(scale, value, per))
        for fact in scale.facts
        for value in (facts.get(fact.name),)
    )
    count = len(readings)
    low, high = sum(each.low for each in readings), sum(each.high for each in readings)
    return PartScore(part, scale.weight, readings, Fraction(low, count), Fraction(high, count))


def _points(scale: Scale, value: Value | None, per: Value | None) -> Range:
    """Return the least and most points of a value."""
    if scale.part.points:
        return _of_choice(scale.part.points, value)
    steps = [step.points for step in scale.part.steps]
    if isinstance(value, Period):
        touched = steps[_step(scale, value.first) : _step(scale, value.last) + 1]
        return min(touched), max(touched)
    number = _number(value, per, divided=bool(scale.part.per))
    if number is None:
        return min(steps), max(steps)
    points = steps[_step(scale, number)]
    return points, points


def _of_choice(points: Mapping[str, int], value: Value | None) -> Range:
    if value is None:
        return min(points.values()), max(points.values())
    name = (YES if value else NO) if isinstance(value, bool) else str(value)
    return points[name], points[name]


def _number(value: Value | None, per: Value | None, *, divided: bool) -> Fraction | None:
    """Return a number, divided where it is to be; None where one is unknown or divides by 0."""
    if not isinstance(value, int | Decimal):
        return None
    if not divided:
        return Fraction(value)
    return Fraction(value) / Fraction(per) if per and isinstance(per, int | Decimal) else None


def _step(scale: Scale, value: Fraction | date) -> int:
    """Return the number of the last step that begins at or before a value."""
    rest = scale.starts[1:]
    return sum(start is not None and start <= value for start in rest)  # type: ignore[operator] # of one kind
