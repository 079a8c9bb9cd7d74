"""Kleene's tables and nothing else: what a condition comes to, worked out without Linli's own walk.

Numbers are fractions, a date is its first and last possible day, unknown is None.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor

from linli.core.kernel.period import Period
from linli.core.policy.expression import nodes
from linli.core.policy.figures import value_on
from linli.core.policy.schema import RuleKind
from linli.core.policy.trees import trees

NOT = {True: False, False: True, None: None}
ORDER = {
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


class Reference:
    """The answers of one pack for one subject on one day."""

    def __init__(self, pack, facts, day):
        self.pack, self.facts, self.day = pack, facts, day

    def rule(self, rule_id):
        own = trees(self.pack)[rule_id]
        if own.whole:
            return self.value(own.whole)
        for option, tree in zip(self.pack.rules[rule_id].classes, own.classes, strict=True):
            holds = self.value(tree)
            if holds is not False:
                return option.value if holds else None
        return "no"

    def value(self, node):  # noqa: C901, PLR0911 - one line a kind of part
        match node:
            case nodes.Literal():
                return plain(node.value)
            case nodes.FactRef():
                return plain(self.facts.get(node.name))
            case nodes.ParameterRef():
                return plain(value_on(self.pack.parameters[node.name], self.day))
            case nodes.Today():
                return (self.day, self.day)
            case nodes.RuleRef():
                return self.rule(node.name)
            case nodes.Not():
                return NOT[self.value(node.part)]
            case nodes.And():
                return conjunction([self.value(part) for part in node.parts])
            case nodes.Or():
                return NOT[conjunction([NOT[self.value(part)] for part in node.parts])]
            case nodes.In():
                item = self.value(node.item)
                same = [compared("=", item, self.value(each)) for each in node.values]
                return NOT[conjunction([NOT[each] for each in same])]
            case nodes.Between():
                item, low, high = map(self.value, node.children)
                return conjunction([compared(">=", item, low), compared("<=", item, high)])
        return self.computed(node, [self.value(part) for part in node.children])

    def computed(self, node, values):
        if None in values:
            return None
        match node:
            case nodes.Compare():
                return compared(node.operator, *values)
            case nodes.Arithmetic():
                left, right = values
                return {"+": left + right, "-": left - right, "*": left * right}[node.operator]
            case nodes.Round():
                (number,) = values
                size = Fraction(floor(abs(number) * 10**node.places + Fraction(1, 2)))
                return (1 if number >= 0 else -1) * size / 10**node.places
            case nodes.After():
                days, count = values
                return tuple(later(day, node.sign * int(count), node.unit) for day in days)
        raise TypeError(node)


def plain(value):
    if isinstance(value, bool | str) or value is None:
        return value
    return (value.first, value.last) if isinstance(value, Period) else Fraction(Decimal(value))


def conjunction(values):
    if False in values:
        return False
    return None if None in values else True


def compared(sign, left, right):
    if left is None or right is None:
        return None
    if not isinstance(left, tuple):
        left, right = (left, left), (right, right)
    if sign in ORDER:
        found = {ORDER[sign](a, b) for a in left for b in right}
        return found.pop() if len(found) == 1 else None
    if left[1] < right[0] or right[1] < left[0]:
        same = False
    else:
        same = True if left[0] == left[1] == right[0] == right[1] else None
    return same if sign == "=" else NOT[same]


def later(day, count, unit):
    if unit == "days":
        return day + timedelta(days=count)
    if unit == "working_days":
        while count:
            day += timedelta(days=1)
            count -= day.weekday() not in (5, 6)
        return day
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "years" else 1)
    for number in range(day.day, 0, -1):
        try:
            return date(months // 12, months % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError


def as_answer(pack, rule_id, found):
    """Return what is found as columns hold it: classes by name, amounts as decimals."""
    if pack.rules[rule_id].kind is RuleKind.AMOUNT and found is not None:
        return Decimal(found.numerator) / Decimal(found.denominator)
    return found
