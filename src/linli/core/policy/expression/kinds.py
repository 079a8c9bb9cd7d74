"""Which kinds of values go together. A mixture is the author's error, never a silent conversion.

A written number fits any numeric kind; money meets only money; a ratio of money is money.
"""

from __future__ import annotations

from decimal import Decimal
from difflib import get_close_matches

from linli.core.kernel.period import Period
from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.expression import nodes
from linli.core.policy.letters import NOTHING, letter
from linli.core.policy.schema import FactType, Pack, RuleKind

NUMBER = "number"
LENGTH = "length"
Kind = str | None
"""A fact type, ``NUMBER`` for a written number, ``LENGTH`` where a term's length is wanted.

None for what was already refused.
"""

KIND_LABELS: dict[str, Text] = {
    FactType.BOOL: Text("是否", "yes/no"),
    FactType.INT: Text("整数", "a whole number"),
    FactType.DECIMAL: Text("小数", "a decimal"),
    FactType.MONEY: Text("金额", "money"),
    FactType.RATIO: Text("比例", "a ratio"),
    FactType.DATE: Text("日期", "a date"),
    FactType.TEXT: Text("文本", "text"),
    FactType.ENUM: Text("选项", "one of several values"),
    FactType.POINT: Text("坐标", "a point"),
    NUMBER: Text("数字", "a number"),
    LENGTH: Text(
        "期限长度（写出的整数或整数 :参数）", "a term's length (a written or :whole number)"
    ),
}
_PLAIN: set[Kind] = {FactType.INT, FactType.DECIMAL, FactType.RATIO, NUMBER}
_COMPARABLE: list[set[Kind]] = [
    {FactType.INT, FactType.DECIMAL, NUMBER},
    {FactType.RATIO, FactType.DECIMAL, NUMBER},
    {FactType.MONEY, NUMBER},
    {FactType.DATE},
]
_EQUALLED: list[set[Kind]] = [*_COMPARABLE, {FactType.TEXT}]


def check_kind(tree: nodes.Node, pack: Pack, wanted: Kind, place: Place) -> list[Problem]:
    """Return what does not fit in a tree that must be of the wanted kind."""
    checker = _Checker(pack, place)
    checker.whole(tree, wanted)
    return checker.problems


def product(left: Kind, right: Kind) -> Kind:
    """Return the kind of a product, None where there is none."""
    kinds = {left, right}
    if FactType.MONEY in kinds:
        return FactType.MONEY if (kinds - {FactType.MONEY}) & _PLAIN else None
    if not kinds <= _PLAIN:
        return None
    return left if left == right else FactType.DECIMAL


def total(left: Kind, right: Kind) -> Kind:
    """Return the kind of a sum or difference, None where there is none."""
    kinds = {left, right} - {NUMBER}
    fits = any({left, right} <= group for group in _COMPARABLE[:3])
    return (
        (kinds.pop() if len(kinds) == 1 else FactType.DECIMAL if kinds else NUMBER)
        if fits
        else None
    )


class _Checker:
    """Finds the kind of every part; ``problems`` gathers what does not fit."""

    def __init__(self, pack: Pack, place: Place) -> None:
        self.pack, self.place = pack, place
        self.problems: list[Problem] = []

    def whole(self, node: nodes.Node, wanted: Kind) -> None:
        """Check a tree; a written number does for every number, a plain one for a decimal."""
        if wanted is FactType.BOOL:
            self.condition(node)
            return
        if wanted == LENGTH:
            self.length(node, node)
            return
        kind = self.kind(node)
        fits = {wanted, NUMBER} if wanted in {*_PLAIN, FactType.MONEY} else {wanted}
        fits |= _PLAIN if wanted is FactType.DECIMAL else set()
        if kind is not None and kind not in fits:
            words = {"kind": KIND_LABELS[kind], "wanted": KIND_LABELS[str(wanted)]}
            self.problems.append(letter("expression.wanted", self.place, node.text, **words))

    def condition(self, node: nodes.Node) -> None:
        """Check a part that must be true or false."""
        kind = self.kind(node)
        if kind not in (FactType.BOOL, None):
            label = KIND_LABELS[kind]
            self.problems.append(letter("expression.not-yes-no", self.place, node.text, kind=label))

    def kind(self, node: nodes.Node) -> Kind:
        """Return a part's kind, checking the parts below it."""
        match node:
            case nodes.Literal():
                return _literal_kind(node)
            case nodes.FactRef() | nodes.ParameterRef() | nodes.RuleRef():
                return self.named(node)
            case nodes.Arithmetic():
                return self.arithmetic(node)
            case nodes.Round():
                return self.rounded(node)
            case nodes.Today() | nodes.After():
                self.term(node)
                return FactType.DATE
        self.check_parts(node)
        return FactType.BOOL

    def named(self, node: nodes.FactRef | nodes.ParameterRef | nodes.RuleRef) -> Kind:
        """Return the kind of a fact, a figure or another rule's result."""
        if isinstance(node, nodes.FactRef):
            return self.pack.facts[node.name].type
        if isinstance(node, nodes.ParameterRef):
            return self.pack.parameters[node.name].type
        rule = self.pack.rules[node.name]
        by_kind = {RuleKind.CLASSIFICATION: FactType.ENUM, RuleKind.AMOUNT: rule.type}
        return by_kind.get(rule.kind, FactType.BOOL)

    def rounded(self, node: nodes.Round) -> Kind:
        """Return the kind of a rounded number."""
        kind = self.kind(node.item)
        if kind not in {*_PLAIN, FactType.MONEY, None}:
            self.mismatch(node, kind, NUMBER)
            return None
        return kind

    def term(self, node: nodes.Node) -> None:
        """Check that a term has a day to start from and a whole number for its length."""
        if isinstance(node, nodes.After):
            kind = self.kind(node.item)
            if kind is not FactType.DATE:
                self.mismatch(node, kind, FactType.DATE)
            self.length(node.count, node)

    def length(self, node: nodes.Node, term: nodes.Node) -> None:
        """Check a term's length: the same for all subjects, so that columns can move by it."""
        kind = self.kind(node)
        figure = isinstance(node, nodes.ParameterRef) and kind is FactType.INT
        if not figure and not _is_whole(node):
            self.mismatch(term, kind, LENGTH)

    def check_parts(self, node: nodes.Node) -> None:
        """Check the parts of what is true or false itself."""
        match node:
            case nodes.Compare():
                equality = node.operator in ("=", "<>")
                self.compare(node, node.left, (node.right,), equality=equality)
            case nodes.In():
                self.compare(node, node.item, node.values, equality=True)
            case nodes.Between():
                self.compare(node, node.item, (node.low, node.high), equality=False)
            case _:
                for part in node.children:
                    self.condition(part)

    def compare(
        self, node: nodes.Node, item: nodes.Node, others: tuple[nodes.Node, ...], *, equality: bool
    ) -> None:
        """Check that a value can be compared with each of the others."""
        left = self.kind(item)
        for other in others:
            right = self.kind(other)
            if equality and left is FactType.ENUM and right is FactType.TEXT:
                self.option(item, other)
            elif not _meet(left, right, _EQUALLED if equality else _COMPARABLE):
                self.mismatch(node, left, right)

    def option(self, item: nodes.Node, other: nodes.Node) -> None:
        """Check that a text compared with an enum is one of its values."""
        label, options = self.options(item)
        if not isinstance(other, nodes.Literal) or other.value in options:
            return
        closest = get_close_matches(str(other.value), options, 1)
        hint = (
            Text(f"是否应为 {closest[0]}？", f"Did you mean {closest[0]}? ") if closest else NOTHING
        )
        words = {"fact": label, "options": ", ".join(options), "hint": hint}
        self.problems.append(letter("expression.enum-value", self.place, other.value, **words))

    def options(self, item: nodes.Node) -> tuple[Text, list[str]]:
        """Return the name and the values of an enum fact or of a classification."""
        if isinstance(item, nodes.RuleRef):
            rule = self.pack.rules[item.name]
            return rule.title, [option.value for option in rule.classes]
        fact = self.pack.facts[item.text]
        return fact.label, list(fact.values)

    def arithmetic(self, node: nodes.Arithmetic) -> Kind:
        """Return the kind of a sum, difference or product."""
        left, right = self.kind(node.left), self.kind(node.right)
        kind = product(left, right) if node.operator == "*" else total(left, right)
        if kind is None:
            self.mismatch(node, left, right)
        return kind

    def mismatch(self, node: nodes.Node, left: Kind, right: Kind) -> None:
        """Note that two kinds do not fit, unless one was refused already."""
        if left is not None and right is not None:
            labels = {"left": KIND_LABELS[left], "right": KIND_LABELS[right]}
            self.problems.append(letter("expression.kinds", self.place, node.text, **labels))


def _is_whole(node: nodes.Node) -> bool:
    """Tell whether a part is a whole number written out, neither negative nor a yes or no."""
    value = node.value if isinstance(node, nodes.Literal) else None
    return type(value) is int and value >= 0


def _literal_kind(node: nodes.Literal) -> Kind:
    """Return the kind of a written value."""
    match node.value:
        case bool():
            return FactType.BOOL
        case int() | Decimal():
            return NUMBER
        case Period():
            return FactType.DATE
        case _:
            return FactType.TEXT


def _meet(left: Kind, right: Kind, groups: list[set[Kind]]) -> bool:
    """Tell whether two kinds may be compared; what was refused already meets everything."""
    return left is None or right is None or any({left, right} <= group for group in groups)
