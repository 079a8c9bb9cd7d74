"""Conditions made ready for whole columns: figures and the day filled in, constants worked out.

What a tree walk looks up for each subject is the same for all of them on a day: parameters,
``:today``, whatever follows from both. A term added to a day moves to the other side of a
comparison, so that columns are compared with a constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from linli.core.calendar.terms import TermUnit, add_term
from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar
from linli.core.kernel.period import Period
from linli.core.policy.answer import Value
from linli.core.policy.expression import nodes
from linli.core.policy.expression.compute import computed
from linli.core.policy.figures import value_on
from linli.core.policy.schema import Pack, Rule
from linli.core.policy.trees import Trees, trees

_FLIPPED: dict[nodes.Comparison, nodes.Comparison] = {
    "=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip


@dataclass(frozen=True)
class Open(nodes.Node):
    """A figure without a value, or what follows from one: unknown for every subject."""

    @cached_property
    def text(self) -> str:
        """Return how it is shown in a lowered condition."""
        return "UNKNOWN"


@dataclass(frozen=True, slots=True)
class Constants:
    """What is the same for all subjects of an evaluation."""

    pack: Pack
    day: date
    parameters: Mapping[str, Value | None]
    calendar: Calendar = WEEKENDS_ONLY

    def lowered(self, rule: Rule) -> Trees:
        """Return a rule's trees without parameters, ``:today`` and constant parts."""
        own = trees(self.pack)[rule.id]
        return own._replace(
            whole=self.lower(own.whole) if own.whole else None,
            classes=tuple(self.lower(each) for each in own.classes),
            due=self.lower(own.due) if own.due else None,
        )

    def lower(self, node: nodes.Node) -> nodes.Node:
        """Return a part without parameters, ``:today`` and constant parts."""
        match node:
            case nodes.ParameterRef():
                return _constant(self.figure(node.name))
            case nodes.Today():
                return _constant(Period.of(self.day))
            case nodes.And() | nodes.Or():
                return replace(node, parts=tuple(self.lower(part) for part in node.parts))
            case nodes.Not():
                return replace(node, part=self.lower(node.part))
        return self.folded(self.with_lower_parts(node))

    def figure(self, name: str) -> Value | None:
        """Return a parameter as it stands on the day, or as it was overridden."""
        if name in self.parameters:
            return self.parameters[name]
        return value_on(self.pack.parameters[name], self.day)

    def with_lower_parts(self, node: nodes.Node) -> nodes.Node:
        """Return a comparison or sum over lowered parts."""
        match node:
            case nodes.Compare() | nodes.Arithmetic():
                return replace(node, left=self.lower(node.left), right=self.lower(node.right))
            case nodes.Between():
                low, high = self.lower(node.low), self.lower(node.high)
                return replace(node, item=self.lower(node.item), low=low, high=high)
            case nodes.After():
                return replace(node, item=self.lower(node.item), count=self.lower(node.count))
            case nodes.In() | nodes.Round():
                return replace(node, item=self.lower(node.item))
        return node

    def folded(self, node: nodes.Node) -> nodes.Node:
        """Work out a part that is the same for all subjects; move terms off a compared day."""
        parts = node.children
        if isinstance(node, nodes.Between):  # its two ends settle it one by one
            return nodes.And(
                (
                    self.folded(nodes.Compare(">=", node.item, node.low)),
                    self.folded(nodes.Compare("<=", node.item, node.high)),
                )
            )
        if any(isinstance(part, Open) for part in parts):
            return Open()
        if parts and all(isinstance(part, nodes.Literal) for part in parts):
            values = [part.value for part in parts if isinstance(part, nodes.Literal)]
            return _constant(computed(node, values, self.calendar))
        return self.moved(node) if isinstance(node, nodes.Compare) else node

    def moved(self, node: nodes.Compare) -> nodes.Node:
        """Compare a day itself, not the end of a term after it, with a constant day.

        Terms never shorten as their start moves on, so for each day there is a last start whose
        term ends by it. Only at the first day of all there may be none: there the term stays.
        """
        if isinstance(node.left, nodes.Literal):
            node = nodes.Compare(_FLIPPED[node.operator], node.right, node.left)
        match node:
            case nodes.Compare(
                "<" | "<=" | ">" | ">=" as sign,
                nodes.After(item=item, count=nodes.Literal()) as term,
                nodes.Literal(Period() as limit),
            ):
                start = self.last_start(term, limit, strictly=sign in ("<", ">="))
                if date.min < min(start.first, limit.first):
                    by: nodes.Comparison = "<=" if sign in ("<", "<=") else ">"
                    return self.folded(nodes.Compare(by, item, nodes.Literal(start)))
        return node

    def last_start(self, term: nodes.After, limit: Period, *, strictly: bool) -> Period:
        """Return the last days whose terms end by (or ``strictly`` before) both ends of a limit."""
        ends = limit.first, limit.last
        if strictly:
            first, last = (add_term(end, -1, TermUnit.DAYS, self.calendar) for end in ends)
            ends = first, last
        return Period(*(self._last_start(term, end) for end in ends))

    def _last_start(self, term: nodes.After, limit: date) -> date:
        """Search the days by halves: the last whose term ends by a day."""
        count = term.sign * term.count.value  # type: ignore[attr-defined] # a literal whole number
        low, high = date.min.toordinal(), date.max.toordinal()
        while low < high:
            middle = (low + high + 1) // 2
            ends = add_term(date.fromordinal(middle), count, term.unit, self.calendar)
            low, high = (middle, high) if ends <= limit else (low, middle - 1)
        return date.fromordinal(low)


def in_order(pack: Pack, rules: Iterable[Rule]) -> tuple[tuple[Rule, ...], ...]:
    """Return rules and those that they refer to in layers, each on what stands in earlier ones."""
    depth: dict[str, int] = {}
    for rule in rules:
        _depth(pack, rule.id, depth)
    layers = range(max(depth.values(), default=-1) + 1)
    return tuple(
        tuple(pack.rules[name] for name, own in depth.items() if own == layer) for layer in layers
    )


def _depth(pack: Pack, rule_id: str, depth: dict[str, int]) -> int:
    """Return how many layers of rules lie below a rule, noting it for each."""
    if rule_id not in depth:
        own = trees(pack)[rule_id]
        parts = (part for root in (*own.roots, own.due) if root for part in root.walk())
        below = [
            _depth(pack, each.name, depth) for each in parts if isinstance(each, nodes.RuleRef)
        ]
        depth[rule_id] = 1 + max(below, default=-1)
    return depth[rule_id]


def _constant(value: Value | None) -> nodes.Node:
    """Return a value as a part of a condition."""
    return Open() if value is None else nodes.Literal(value)
