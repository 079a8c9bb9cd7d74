"""Units of numbers: only like is added to or compared with like, a product multiplies units.

A unit such as ㎡/户 is a power of each name: {㎡: 1, 户: -1}. A written number, and a fact or
figure without a unit, fits any unit; in a product it leaves the other's as it is.
"""

from __future__ import annotations

from collections import Counter

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.expression import nodes
from linli.core.policy.letters import letter
from linli.core.policy.schema import Fact, FactType, Pack, Parameter, Rule

Unit = frozenset[tuple[str, int]] | None
"""Names with their powers; None fits any unit."""

Entry = Fact | Parameter | Rule
MONEY: Unit = frozenset({("元", 1)})
_COUNTED = {FactType.INT, FactType.DECIMAL}


def check_units(tree: nodes.Node, pack: Pack, place: Place) -> list[Problem]:
    """Return a problem for each place where different units meet."""
    finder = _Finder(pack, place)
    finder.unit(tree)
    return finder.problems


class _Finder:
    """Finds the unit of every part; ``problems`` gathers those that do not meet."""

    def __init__(self, pack: Pack, place: Place) -> None:
        self.pack, self.place = pack, place
        self.problems: list[Problem] = []

    def unit(self, node: nodes.Node) -> Unit:
        """Return a part's unit, checking the parts below it."""
        match node:
            case nodes.FactRef() | nodes.ParameterRef() | nodes.RuleRef():
                return unit_of(self.entry(node))
            case nodes.Arithmetic(operator="*"):
                return _product(self.unit(node.left), self.unit(node.right))
            case nodes.Compare() | nodes.Between() | nodes.In():
                self.same(node)
                return None
            case nodes.Arithmetic() | nodes.Round():
                return self.same(node)
        for part in node.children:
            self.unit(part)
        return None

    def entry(self, node: nodes.FactRef | nodes.ParameterRef | nodes.RuleRef) -> Entry:
        """Return what a name stands for."""
        match node:
            case nodes.FactRef():
                return self.pack.facts[node.name]
            case nodes.ParameterRef():
                return self.pack.parameters[node.name]
        return self.pack.rules[node.name]

    def same(self, node: nodes.Node) -> Unit:
        """Return the one unit of a part's own parts, noting where they differ."""
        units = dict.fromkeys(unit for part in node.children if (unit := self.unit(part)))
        if len(units) > 1:
            words = {"units": Text("、".join(map(_shown, units)), ", ".join(map(_shown, units)))}
            self.problems.append(letter("expression.units", self.place, node.text, **words))
        return next(iter(units), None)


def unit_of(entry: Entry) -> Unit:
    """Return what a fact, figure or amount is counted in; money is always in yuan."""
    if entry.type is FactType.MONEY:
        return MONEY
    if entry.unit is None or entry.type not in _COUNTED:
        return None
    above, *below = entry.unit.zh.split("/")
    return frozenset([(above, 1), *((name, -1) for name in below)])


def _product(left: Unit, right: Unit) -> Unit:
    """Return the unit of a product; None where nothing is left of it."""
    powers = Counter(dict(left or ()))
    powers.update(dict(right or ()))
    return frozenset((name, power) for name, power in powers.items() if power) or None


def _shown(unit: Unit) -> str:
    """Return a unit as people write it."""
    return "·".join(name if power == 1 else f"{name}^{power}" for name, power in sorted(unit or ()))
