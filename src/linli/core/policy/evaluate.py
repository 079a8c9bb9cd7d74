"""Answers of a pack's rules: a walk over each condition under Kleene's three values.

The walk keeps for every part what settled it or, while it is unknown, what would.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar
from linli.core.kernel.period import Period
from linli.core.policy import kleene
from linli.core.policy.answer import Answer, Reading, Step, Value, Verdict
from linli.core.policy.expression import nodes
from linli.core.policy.expression.compute import TODAY, computed
from linli.core.policy.figures import value_on
from linli.core.policy.schema import Fact, Pack, Rule, RuleKind, Subject
from linli.core.policy.trees import trees

_VERDICTS = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}


class Found(NamedTuple):
    """A part's value, with the readings that settled it or, while unknown, would settle it."""

    text: str
    value: Value | None
    readings: tuple[Reading, ...]
    parts: tuple[Step, ...] = ()

    def as_step(self, *, decided: bool) -> Step:
        """Return the part as a step of the whole's explanation."""
        return Step(self.text, self.value, decided, self.parts)


def answer(
    pack: Pack,
    rule_id: str,
    facts: Mapping[str, Value | None],
    day: date,
    parameters: Mapping[str, Value | None] | None = None,
    calendar: Calendar = WEEKENDS_ONLY,
) -> Answer:
    """Return what one rule says of a subject with these facts on a day.

    An absent or None fact is unknown. ``parameters`` take the place of the pack's values; None
    makes one open. Raises ``KeyError`` for a rule that the pack does not hold.
    """
    return Walk(pack, facts, day, parameters or {}, calendar).answer(pack.rules[rule_id])


def determine(
    pack: Pack,
    subject: Subject,
    facts: Mapping[str, Value | None],
    day: date,
    parameters: Mapping[str, Value | None] | None = None,
    calendar: Calendar = WEEKENDS_ONLY,
) -> tuple[Answer, ...]:
    """Return the answers of all rules about a kind of subject that are in force on a day."""
    walk = Walk(pack, facts, day, parameters or {}, calendar)
    return tuple(walk.answer(rule) for rule in pack.rules_of(subject, day))


def parameter_value(pack: Pack, name: str, day: date) -> Value | None:
    """Return a parameter's value on a day, None while it is open; ``KeyError`` if unheard of."""
    return value_on(pack.parameters[name], day)


class Walk:
    """Answers rules for one subject on one day; a rule that others refer to is answered once."""

    def __init__(
        self,
        pack: Pack,
        facts: Mapping[str, Value | None],
        day: date,
        parameters: Mapping[str, Value | None],
        calendar: Calendar,
    ) -> None:
        self.pack, self.facts, self.day, self.parameters = pack, facts, day, parameters
        self.calendar, self.trees = calendar, trees(pack)
        self.answered: dict[str, tuple[Found, str | None]] = {}

    def answer(self, rule: Rule) -> Answer:
        """Return a rule's answer with its reasons."""
        found, chosen = self.rule(rule.id)
        unknown = found.value is None
        due = self.trees[rule.id].due
        return Answer(
            rule=rule,
            day=self.day,
            verdict=Verdict.YES if _is_number(found.value) else _VERDICTS[_truth(found)],
            chosen=chosen,
            decided_by=() if unknown else self.needed(rule, found, chosen),
            missing=found.readings if unknown else (),
            tree=found.as_step(decided=True),
            amount=found.value if _is_number(found.value) else None,  # type: ignore[arg-type] # a number
            due=self.part(due).value if due else None,  # type: ignore[arg-type] # a period, or unknown
        )

    def needed(self, rule: Rule, found: Found, chosen: str | None) -> tuple[Reading, ...]:
        """Return the readings without which the answer would not stand.

        Where each fact stands once the walk's readings are all needed; where one stands several
        times, each is left out that makes no difference.
        """
        kept = found.readings
        if not self.trees[rule.id].repeats:
            return kept
        for reading in found.readings:
            fewer = tuple(other for other in kept if other is not reading)
            known = {other.of.name: other.value for other in fewer if isinstance(other.of, Fact)}
            again = Walk(self.pack, known, self.day, self.parameters, self.calendar)
            same = again.rule(rule.id)
            if isinstance(reading.of, Fact) and (same[0].value, same[1]) == (found.value, chosen):
                kept = fewer
        return kept

    def rule(self, rule_id: str) -> tuple[Found, str | None]:
        """Return what a rule comes to, and the class that it chose."""
        if rule_id not in self.answered:
            tree = self.trees[rule_id].whole
            self.answered[rule_id] = (
                (self.part(tree), None) if tree else self.classification(rule_id)
            )
        return self.answered[rule_id]

    def classification(self, rule_id: str) -> tuple[Found, str | None]:
        """Choose the first class that holds; an unknown one before it leaves the choice open."""
        options = self.pack.rules[rule_id].classes
        found = [self.part(tree) for tree in self.trees[rule_id].classes]
        values = [_truth(part) for part in found]
        first = values.index(True) if True in values else None
        considered = list(range(len(values) if first is None else first + 1))
        needed = [i for i in considered if values[i] is None] or considered
        value = None if values[needed[0]] is None else first is not None
        steps = tuple(
            Step(option.value, part.value, i in needed, (part.as_step(decided=True),))
            for i, (option, part) in enumerate(zip(options, found, strict=True))
        )
        readings = _united(found[i] for i in needed)
        chosen = options[first].value if value and first is not None else None
        return Found(rule_id, value, readings, steps), chosen

    def part(self, node: nodes.Node) -> Found:
        """Return what a part of a condition comes to."""
        match node:
            case nodes.FactRef() | nodes.ParameterRef() | nodes.Today():
                reading = self.reading(node)
                return Found(node.text, reading.value, (reading,))
            case nodes.RuleRef():
                return self.result(node)
            case nodes.And() | nodes.Or() | nodes.Not():
                return _logic(node, [self.part(part) for part in node.children])
            case nodes.Between():
                return _between(node, [self.part(part) for part in node.children])
        return self.strict(node, [self.part(part) for part in node.children])

    def result(self, node: nodes.RuleRef) -> Found:
        """Return another rule's result: a classification's is its class, empty if none holds."""
        found, chosen = self.rule(node.name)
        if self.pack.rules[node.name].kind is RuleKind.CLASSIFICATION and found.value is not None:
            return _wrapped(node, found)._replace(value=chosen or "")
        return _wrapped(node, found)

    def strict(self, node: nodes.Node, found: Sequence[Found]) -> Found:
        """Return a value, comparison or sum: unknown as soon as one of its parts is."""
        known = all(part.value is not None for part in found)
        values = [part.value for part in found]
        value = computed(node, values, self.calendar) if known else None
        return Found(node.text, value, _read(found, settled=value is not None), _steps(found))

    def reading(self, node: nodes.FactRef | nodes.ParameterRef | nodes.Today) -> Reading:
        """Return a fact, the day, or a parameter as it stands on the day or was overridden."""
        match node:
            case nodes.FactRef():
                return Reading(self.pack.facts[node.name], self.facts.get(node.name))
            case nodes.Today():
                return Reading(TODAY, Period.of(self.day))
        parameter = self.pack.parameters[node.name]
        overridden = node.name in self.parameters
        value = self.parameters[node.name] if overridden else value_on(parameter, self.day)
        return Reading(parameter, value)


def _wrapped(node: nodes.Node, found: Found) -> Found:
    """Return what another rule comes to, with that rule's own explanation inside."""
    return Found(node.text, found.value, found.readings, (found.as_step(decided=True),))


def _logic(node: nodes.Node, found: Sequence[Found]) -> Found:
    """Return what an AND, OR or NOT comes to."""
    if isinstance(node, nodes.Not):
        return _wrapped(node, found[0])._replace(value=kleene.opposite(_truth(found[0])))
    return _junction(node, found, settling=isinstance(node, nodes.Or))


def _junction(node: nodes.Node, found: Sequence[Found], *, settling: bool) -> Found:
    """Return what an AND or OR comes to, by the parts that decide it."""
    needed = kleene.deciders([_truth(part) for part in found], settling)
    steps = tuple(part.as_step(decided=i in needed) for i, part in enumerate(found))
    return Found(node.text, found[needed[0]].value, _united(found[i] for i in needed), steps)


def _between(node: nodes.Node, found: Sequence[Found]) -> Found:
    """Return what BETWEEN comes to: both ends hold, or one of them settles that it does not."""
    item, low, high = found
    ends = [_end(">=", item, low), _end("<=", item, high)]
    whole = _junction(node, ends, settling=False)
    return whole._replace(parts=_steps(found))


def _end(sign: str, item: Found, limit: Found) -> Found:
    """Compare a value with one end of a BETWEEN."""
    known = item.value is not None and limit.value is not None
    value = kleene.compare(sign, item.value, limit.value) if known else None
    return Found("", value, _read((item, limit), settled=value is not None))


def _is_number(value: Value | None) -> bool:
    """Tell whether a rule came to a number, as only an amount does."""
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _truth(found: Found) -> bool | None:
    """Return the value of a condition, which the type check has made sure is true or false."""
    return None if found.value is None else found.value is True


def _steps(found: Iterable[Found]) -> tuple[Step, ...]:
    """Return the parts as steps that all mattered."""
    return tuple(part.as_step(decided=True) for part in found)


def _read(found: Sequence[Found], *, settled: bool) -> tuple[Reading, ...]:
    """Return all that was read or, if that did not settle it, what is lacking.

    That is every unknown, and every date known only to the month or year.
    """
    if settled:
        return _united(found)
    unknown = _united(part for part in found if part.value is None)
    vague = (r for r in _united(found) if _is_vague(r.value) and r not in unknown)
    return (*unknown, *vague)


def _is_vague(value: Value | None) -> bool:
    """Tell whether a date is known only to the month or year."""
    return isinstance(value, Period) and value.first != value.last


def _united(found: Iterable[Found]) -> tuple[Reading, ...]:
    """Return the readings of several parts, each once, in the order read."""
    readings = (reading for part in found for reading in part.readings)
    return tuple({(type(r.of), r.of.name): r for r in readings}.values())
