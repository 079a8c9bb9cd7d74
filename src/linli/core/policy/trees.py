"""The checked trees of a pack's rules, read once for each pack."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from linli.core.policy.expression import nodes
from linli.core.policy.expression.kinds import LENGTH
from linli.core.policy.expression.read import parse
from linli.core.policy.schema import FactType, Pack, Rule


class Trees(NamedTuple):
    """What a rule is made of.

    ``whole`` is its condition or amount, None for a classification, which has ``classes`` in
    order; ``due`` is the day that a deadline comes to. ``repeats`` tells that a fact stands more
    than once in it, through the rules that it refers to as well.
    """

    whole: nodes.Node | None
    classes: tuple[nodes.Node, ...]
    due: nodes.Node | None
    repeats: bool

    @property
    def roots(self) -> tuple[nodes.Node, ...]:
        """Return the trees that make the answer."""
        return (self.whole,) if self.whole else self.classes


def trees(pack: Pack) -> dict[str, Trees]:
    """Return the trees of all rules by their ids."""
    return _trees(_Itself(pack))


class _Itself:
    """A pack as a key, equal only to itself: comparing two packs whole takes milliseconds."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and self.pack is other.pack


@lru_cache(maxsize=16)
def _trees(key: _Itself) -> dict[str, Trees]:
    pack = key.pack
    read = {rule.id: _read(pack, rule) for rule in pack.rules.values()}
    return {name: own._replace(repeats=_repeats(name, read)) for name, own in read.items()}


def facts_read(pack: Pack, rule_id: str) -> tuple[str, ...]:
    """Return the facts that a rule reads, through other rules as well, in the order read."""
    return tuple(_facts(rule_id, trees(pack)))


def _read(pack: Pack, rule: Rule) -> Trees:
    """Return a rule's trees; a deadline is the comparison of two days."""
    due = _due(pack, rule) if rule.starts else None
    whole: nodes.Node | None = None
    if rule.when:
        whole = parse(rule.when, pack, rule.subject)
    elif rule.value:
        whole = parse(rule.value, pack, rule.subject, wanted=rule.type)
    elif due:
        done = parse(rule.done, pack, rule.subject, wanted=FactType.DATE)
        whole = nodes.Compare("<=", done, due)
    classes = tuple(parse(option.when, pack, rule.subject) for option in rule.classes)
    return Trees(whole, classes, due, repeats=False)


def _due(pack: Pack, rule: Rule) -> nodes.Node:
    """Return the day on which a deadline's term ends."""
    starts = parse(rule.starts, pack, rule.subject, wanted=FactType.DATE)
    if rule.counted_in is None:
        return starts
    within = parse(rule.within, pack, rule.subject, wanted=LENGTH)
    return nodes.After(starts, within, rule.counted_in)


def _repeats(rule_id: str, read: dict[str, Trees]) -> bool:
    """Tell whether a fact stands more than once in a rule."""
    return any(times > 1 for times in _facts(rule_id, read).values())


def _facts(rule_id: str, read: dict[str, Trees]) -> Counter[str]:
    """Count how often each fact stands in a rule and the rules that it refers to."""
    counts: Counter[str] = Counter()
    for root in read[rule_id].roots:
        for part in root.walk():
            if isinstance(part, nodes.FactRef):
                counts[part.name] += 1
            elif isinstance(part, nodes.RuleRef):
                counts.update(_facts(part.name, read))
    return counts
