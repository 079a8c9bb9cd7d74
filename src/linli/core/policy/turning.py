"""The smallest change that would turn an answer.

As a function of one fact an answer changes only where a comparison does, so trying each such
place and its neighbours finds the nearest value that turns it. Where no single fact does, the
changes that each part would need are put together and tried as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil, floor

from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar
from linli.core.kernel.money import CENT
from linli.core.kernel.period import Period
from linli.core.policy.answer import Answer, Value, Verdict
from linli.core.policy.evaluate import Walk
from linli.core.policy.expression import nodes
from linli.core.policy.meeting import days, numbers
from linli.core.policy.schema import Fact, FactType, Pack, RuleKind
from linli.core.policy.trees import trees

STEPS: dict[FactType, Decimal] = {
    FactType.INT: Decimal(1),
    FactType.MONEY: CENT,
    FactType.DECIMAL: CENT,
    FactType.RATIO: Decimal("0.0001"),
}
"""By how much a fact of each numeric type is moved at the least."""
Facts = Mapping[str, Value | None]
Outcome = tuple[Verdict, str | None]


@dataclass(frozen=True, slots=True)
class Change:
    """A fact's present value (None while unknown) and the one that it would need."""

    fact: Fact
    old: Value | None
    new: Value

    @property
    def difference(self) -> Decimal | int | None:
        """Return by how much a number, or by how many days an exact day, would move."""
        if isinstance(self.new, Period) and isinstance(self.old, Period):
            return (self.new.first - self.old.first).days
        if isinstance(self.new, bool) or not isinstance(self.new, int | Decimal):
            return None
        return self.new - self.old if isinstance(self.old, int | Decimal) else None


@dataclass(frozen=True, slots=True)
class Turn:
    """Changes that together turn an answer to another verdict or class."""

    to: Verdict
    chosen: str | None
    changes: tuple[Change, ...]


def turns(
    pack: Pack,
    rule_id: str,
    facts: Facts,
    day: date,
    parameters: Facts | None = None,
    calendar: Calendar = WEEKENDS_ONLY,
) -> tuple[Turn, ...]:
    """Return the smallest changes that would turn a known answer, nearest of each fact.

    If no single fact can turn it, the one combination found, if any. Empty while the answer is
    unknown: then its missing facts say what is wanted. Amounts turn at no point.
    """
    search = _Search(pack, rule_id, dict(facts), day, parameters or {}, calendar)
    present = search.ask({})
    if present.verdict is Verdict.UNKNOWN or present.rule.kind is RuleKind.AMOUNT:
        return ()
    decided = [each.of for each in present.decided_by if isinstance(each.of, Fact)]
    single = [turn for fact in decided if (turn := search.by_one(fact))]
    return tuple(single) or tuple(search.by_several())


@dataclass
class _Search:
    """Tries changes of a subject's facts on one rule."""

    pack: Pack
    rule_id: str
    facts: Facts
    day: date
    parameters: Facts
    calendar: Calendar

    def walk(self, changes: Facts) -> Walk:
        """Return a walk over the pack with some facts changed."""
        facts = {**self.facts, **changes}
        return Walk(self.pack, facts, self.day, self.parameters, self.calendar)

    def ask(self, changes: Facts) -> Answer:
        """Return the rule's answer with some facts changed."""
        return self.walk(changes).answer(self.pack.rules[self.rule_id])

    def value(self, node: nodes.Node, changes: Facts | None = None) -> Value | None:
        """Return the value of a part, with some facts changed."""
        return self.walk(changes or {}).part(node).value

    @cached_property
    def present(self) -> Outcome:
        """Return what the rule comes to as things are."""
        found = self.ask({})
        return found.verdict, found.chosen

    @cached_property
    def atoms(self) -> tuple[nodes.Node, ...]:
        """Return the comparisons of the rule and of the rules that it refers to."""
        return tuple(dict.fromkeys(self._atoms(self.rule_id)))

    def _atoms(self, rule_id: str) -> Iterator[nodes.Node]:
        for root in trees(self.pack)[rule_id].roots:
            for part in root.walk():
                if isinstance(part, nodes.Compare | nodes.In | nodes.Between):
                    yield part
                elif isinstance(part, nodes.RuleRef):
                    yield from self._atoms(part.name)

    def by_one(self, fact: Fact) -> Turn | None:
        """Return the nearest value of one fact that turns the answer."""
        old = self.facts.get(fact.name)
        for new in _nearest_first(old, self.candidates(fact, self.atoms)):
            found = self.ask({fact.name: new})
            if found.verdict is not Verdict.UNKNOWN and self.turned(found):
                return Turn(found.verdict, found.chosen, (Change(fact, old, new),))
        return None

    def turned(self, found: Answer) -> bool:
        """Tell whether an answer differs from the present one."""
        return (found.verdict, found.chosen) != self.present

    def candidates(self, fact: Fact, atoms: Iterable[nodes.Node]) -> Iterator[Value]:
        """Give the values of a fact at which a comparison may change, and their neighbours."""
        if fact.type is FactType.BOOL:
            yield from (True, False)
        elif fact.type is FactType.ENUM:
            yield from fact.values
        else:
            for atom in atoms:
                for limit in self.limits(atom, fact):
                    yield from _around(fact, limit)

    def limits(self, atom: nodes.Node, fact: Fact) -> Iterator[Value | Fraction]:
        """Give the values of a fact at which the sides of a comparison meet."""
        first, *others = atom.children
        for other in others:
            if fact.type in STEPS:
                yield from numbers(first, other, fact.name, self.value)
            elif fact.type is FactType.DATE:
                yield from days(first, other, fact.name, self.value)
            elif fact.type is FactType.TEXT and isinstance(other, nodes.Literal):
                yield other.value

    def by_several(self) -> Iterator[Turn]:
        """Give the one turn of several facts that the parts' own wants make up, if it holds."""
        wants: list[dict[str, Value]] = []
        for root in trees(self.pack)[self.rule_id].roots:
            for target in (True, False):
                wants += [wanted] if (wanted := self.wanted(root, target=target)) else []
        for wanted in sorted(wants, key=len):
            found = self.ask(wanted)
            if found.verdict is not Verdict.UNKNOWN and self.turned(found):
                changes = tuple(
                    Change(self.pack.facts[name], self.facts.get(name), new)
                    for name, new in wanted.items()
                )
                yield Turn(found.verdict, found.chosen, changes)
                return

    def wanted(self, node: nodes.Node, *, target: bool) -> dict[str, Value] | None:
        """Return changes after which a part has a truth value; None where none are found."""
        if self.value(node) is target:
            return {}
        match node:
            case nodes.Not():
                return self.wanted(node.part, target=not target)
            case nodes.RuleRef() if whole := trees(self.pack)[node.name].whole:
                return self.wanted(whole, target=target)
            case nodes.And() | nodes.Or():
                found = [self.wanted(part, target=target) for part in node.parts]
                return _all(found) if isinstance(node, nodes.And) is target else _fewest(found)
        return self.of_atom(node, target=target)

    def of_atom(self, atom: nodes.Node, *, target: bool) -> dict[str, Value] | None:
        """Return the nearest change of one fact that gives a comparison a truth value."""
        names = [part.name for part in atom.walk() if isinstance(part, nodes.FactRef)]
        for name in dict.fromkeys(names):
            fact, old = self.pack.facts[name], self.facts.get(name)
            for new in _nearest_first(old, self.candidates(fact, (atom,))):
                if self.value(atom, {name: new}) is target:
                    return {name: new}
        return None


def _around(fact: Fact, limit: Value | Fraction) -> Iterator[Value]:
    """Give the values of a fact at a limit and on both sides of it."""
    if not isinstance(limit, Fraction):
        yield limit
        return
    step = STEPS[fact.type]
    place = limit / Fraction(step)
    for steps in range(floor(place) - 1, ceil(place) + 2):
        number = steps * step
        if number >= 0 and (fact.type is not FactType.RATIO or number <= 1):
            yield int(number) if fact.type is FactType.INT else number


def _nearest_first(old: Value | None, candidates: Iterable[Value]) -> list[Value]:
    """Return values other than the old one, each once, the nearest to it first."""
    others = [new for new in dict.fromkeys(candidates) if new != old or type(new) is not type(old)]
    if isinstance(old, Period):
        return sorted(others, key=lambda new: _days_between(old, new))
    if isinstance(old, int | Decimal) and not isinstance(old, bool):
        return sorted(others, key=lambda new: abs(Decimal(str(new)) - old))
    return others


def _days_between(old: Period, new: Value) -> int:
    """Return how many days a new day lies outside a period, or inside it from its middle."""
    if not isinstance(new, Period):
        return 0
    return abs((new.first - old.first).days) + abs((new.last - old.last).days)


def _all(found: list[dict[str, Value] | None]) -> dict[str, Value] | None:
    """Return all changes together; None if one is lacking or two are at odds."""
    together: dict[str, Value] = {}
    for wanted in found:
        if wanted is None or any(together.get(name, new) != new for name, new in wanted.items()):
            return None
        together |= wanted
    return together


def _fewest(found: list[dict[str, Value] | None]) -> dict[str, Value] | None:
    """Return the changes of the fewest facts."""
    return min((wanted for wanted in found if wanted is not None), key=len, default=None)
