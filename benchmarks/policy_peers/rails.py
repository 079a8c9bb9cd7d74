"""Rules in the notations of engines that know no unknown: a condition for yes and one for no.

Each leaf guards its facts; AND, OR and NOT join the two by Kleene's tables. Figures are filled in
and terms moved by Linli's own lowering, money is fen and a date a number: the form that serves
these engines best.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from linli.core.kernel.period import Period
from linli.core.policy.expression import nodes
from linli.core.policy.lower import Constants
from linli.core.policy.schema import FactType
from policy_peers.world import DAY, day_number, pack

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "<>", "<>": "="}


class Notation(NamedTuple):
    """How an engine writes things; parts come in as already written."""

    fact: Callable[[str], Any]
    literal: Callable[[Any], Any]
    known: Callable[[Any], Any]
    compare: Callable[[str, Any, Any], Any]
    every: Callable[[Sequence[Any]], Any]
    some: Callable[[Sequence[Any]], Any]
    compute: Callable[[str, Any, Any], Any]
    code: Callable[[Any, Any], Any]


class Rails(NamedTuple):
    """A condition for yes and a condition for no."""

    yes: Any
    no: Any


class Writer:
    """Writes lowered trees in a notation."""

    def __init__(self, notation: Notation) -> None:
        self.to = notation

    def rules(self) -> dict[str, Any]:
        """Return every rule as 1 for yes, 0 for no, 2 for unknown."""
        lower = Constants(pack(), DAY, {})
        trees = {rule.id: lower.lowered(rule).whole for rule in pack().rules.values()}
        return {name: self.to.code(*self.rails(tree)) for name, tree in trees.items()}

    def rails(self, node: nodes.Node) -> Rails:
        """Return both conditions of a part."""
        match node:
            case nodes.And():
                rails = [self.rails(part) for part in node.parts]
                return Rails(
                    self.to.every([r.yes for r in rails]), self.to.some([r.no for r in rails])
                )
            case nodes.Or():
                rails = [self.rails(part) for part in node.parts]
                return Rails(
                    self.to.some([r.yes for r in rails]), self.to.every([r.no for r in rails])
                )
            case nodes.Not():
                return Rails(*reversed(self.rails(node.part)))
            case nodes.In():
                same = (nodes.Compare("=", node.item, value) for value in node.values)
                return self.rails(nodes.Or(tuple(same)))
            case nodes.FactRef():
                return self.leaf(node, "=", self.to.fact(node.name), self.to.literal(True))
        return self.compared(node)

    def compared(self, node: nodes.Node) -> Rails:
        """Return both conditions of a comparison."""
        kind = pack().facts[node.left.name].type if isinstance(node.left, nodes.FactRef) else None
        if kind is FactType.ENUM:
            return self.leaf(node, node.operator, *map(self.plain, node.children))
        if kind is FactType.DATE:
            return self.leaf(node, node.operator, *map(self.plain, node.children))
        (left, one), (right, other) = self.number(node.left), self.number(node.right)
        scale = max(one, other)
        sides = self.lifted(left, scale - one), self.lifted(right, scale - other)
        return self.leaf(node, node.operator, *sides)

    def leaf(self, node: nodes.Node, sign: str, left: Any, right: Any) -> Rails:
        """Return both conditions of a comparison, guarded by the facts that it reads."""
        names = dict.fromkeys(p.name for p in node.walk() if isinstance(p, nodes.FactRef))
        known = [self.to.known(self.to.fact(name)) for name in names]
        return Rails(
            self.to.every([*known, self.to.compare(sign, left, right)]),
            self.to.every([*known, self.to.compare(_OPPOSITE[sign], left, right)]),
        )

    def plain(self, node: nodes.Node) -> Any:
        """Return a text or a day."""
        if isinstance(node, nodes.FactRef):
            return self.to.fact(node.name)
        value = node.value
        return self.to.literal(day_number(value.first) if isinstance(value, Period) else value)

    def number(self, node: nodes.Node) -> tuple[Any, int]:
        """Return a number as a whole one, and its scale."""
        match node:
            case nodes.FactRef():
                money = pack().facts[node.name].type is FactType.MONEY
                return self.to.fact(node.name), 2 if money else 0
            case nodes.Literal():
                exponent = Decimal(node.value).normalize().as_tuple().exponent
                scale = max(0, -exponent)
                return self.to.literal(int(Decimal(node.value).scaleb(scale))), scale
            case nodes.Round():
                return self.rounded(*self.number(node.item), node.places)
        (left, one), (right, other) = self.number(node.left), self.number(node.right)
        if node.operator == "*":
            return self.to.compute("*", left, right), one + other
        scale = max(one, other)
        sides = self.lifted(left, scale - one), self.lifted(right, scale - other)
        return self.to.compute(node.operator, *sides), scale

    def rounded(self, number: Any, scale: int, places: int) -> tuple[Any, int]:
        """Return a number not below zero rounded, at the same scale."""
        step = 10 ** (scale - places)
        raised = self.to.compute("+", number, self.to.literal(step // 2))
        rest = self.to.compute("%", raised, self.to.literal(step))
        return self.to.compute("-", raised, rest), scale

    def lifted(self, number: Any, by: int) -> Any:
        """Return a number at a larger scale."""
        return self.to.compute("*", number, self.to.literal(10**by)) if by else number


def _joined(word: str) -> Callable[[Sequence[str]], str]:
    return lambda parts: "(" + f" {word} ".join(parts) + ")"


_WORDS = {"=": "==", "<>": "!="}
PYTHON = Notation(
    fact=lambda name: f"f[{name!r}]",
    literal=repr,
    known=lambda fact: f"{fact} is not None",
    compare=lambda sign, left, right: f"{left} {_WORDS.get(sign, sign)} {right}",
    every=_joined("and"),
    some=_joined("or"),
    compute=lambda sign, left, right: f"({left} {sign} {right})",
    code=lambda yes, no: f"(1 if {yes} else 0 if {no} else 2)",
)
ZEN = PYTHON._replace(
    fact=str,
    literal=json.dumps,
    known=lambda fact: f"{fact} != null",
    code=lambda yes, no: f"{yes} ? 1 : ({no} ? 0 : 2)",
)
JSON_LOGIC = Notation(
    fact=lambda name: {"var": name},
    literal=lambda value: value,
    known=lambda fact: {"!==": [fact, None]},
    compare=lambda sign, left, right: {{"=": "===", "<>": "!=="}.get(sign, sign): [left, right]},
    every=lambda parts: {"and": list(parts)},
    some=lambda parts: {"or": list(parts)},
    compute=lambda sign, left, right: {sign: [left, right]},
    code=lambda yes, no: {"if": [yes, 1, no, 0, 2]},
)
