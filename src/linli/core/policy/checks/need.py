"""The need score's parts: facts and scales that fit each other, weights that make a whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from linli.core.kernel.problem import Place, Problem
from linli.core.policy.checks.names import hint
from linli.core.policy.figures import value_on
from linli.core.policy.letters import letter
from linli.core.policy.need import NO, YES, start_of
from linli.core.policy.schema import Fact, FactType, NeedPart, Pack, Parameter, Subject

NUMBERS = frozenset({FactType.INT, FactType.DECIMAL, FactType.MONEY, FactType.RATIO})


def check_need(pack: Pack) -> Iterator[Problem]:
    """Give what is wrong with the parts of the need score (S14)."""
    known = pack.facts_of(Subject.COMPOUND)
    for part in pack.need:
        names = [*part.facts, *([part.per] if part.per else [])]
        strange = [name for name in names if name not in known]
        for name in strange:
            yield letter("pack.need-fact", _place(part, "facts"), name, hint=hint(name, known))
        if not strange:
            yield from _of_scale(part, [known[name] for name in part.facts])
            if part.per and known[part.per].type not in NUMBERS:
                yield letter("pack.need-per", _place(part, "per"), part.per)
    yield from _of_weights(pack)


def _place(part: NeedPart, key: str) -> Place:
    return Place(file="need.toml", key=f"need.{part.code}.{key}")


def _of_scale(part: NeedPart, facts: list[Fact]) -> Iterator[Problem]:
    """Give the facts that the part's points or steps do not fit."""
    if bool(part.points) is bool(part.steps):
        yield letter("pack.need-scale", _place(part, "points"), part.code)
        return
    if part.points:
        misfits = [fact for fact in facts if set(part.points) != _choices(fact)]
        code, key = "pack.need-points", "points"
    else:
        misfits = [fact for fact in facts if not _fits(part, fact)]
        code, key = "pack.need-steps", "steps"
    for fact in misfits[:1]:
        options = ", ".join(sorted(_choices(fact))) or "—"
        yield letter(code, _place(part, key), fact.name, options=options)


def _choices(fact: Fact) -> set[str]:
    """Return what a fact can be, where that is a list."""
    return {YES, NO} if fact.type is FactType.BOOL else set(fact.values)


def _fits(part: NeedPart, fact: Fact) -> bool:
    """Tell whether steps begin without a beginning, rise, and are of a fact's kind."""
    divided = bool(part.per)
    if fact.type not in NUMBERS and (divided or fact.type is not FactType.DATE):
        return False
    first, *rest = part.steps
    kind = FactType.DECIMAL if divided else fact.type
    if first.least is not None or any(step.least is None for step in rest):
        return False
    try:
        starts = [start_of(kind, step.least) for step in rest if step.least is not None]
    except ValueError:
        return False
    return all(low < high for low, high in pairwise(starts))  # type: ignore[operator] # of one kind


def _of_weights(pack: Pack) -> Iterator[Problem]:
    """Give the weights that are no ratio, and the days from which they do not add up to 1."""
    known = [part for part in pack.need if part.weight in pack.parameters]
    weights = [pack.parameters[part.weight] for part in known]
    for part, weight in zip(known, weights, strict=True):
        if weight.type is not FactType.RATIO:
            yield letter("pack.need-weight", _place(part, "weight"), part.weight)
    if len(known) == len(pack.need) and all(each.type is FactType.RATIO for each in weights):
        yield from _of_sums(weights)


def _of_sums(weights: list[Parameter]) -> Iterator[Problem]:
    for day in sorted({entry.since for each in weights for entry in each.values}):
        set_by_then = [value_on(each, day) for each in weights]
        known = [value for value in set_by_then if isinstance(value, Decimal)]
        if len(known) == len(weights) and sum(known) != 1:
            place = Place(file="need.toml", key="need.weight")
            yield letter("pack.need-sum", place, format(sum(known), "f"), day=day)
