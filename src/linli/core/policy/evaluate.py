"""Answers of a pack's rules: a walk over each condition under Kleene's three values.

The walk keeps for every part what settled it or, while it is unknown, what would.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from linli.core.kernel.period import Period
from linli.core.policy import kleene
from linli.core.policy.answer import Answer, Reading, Step, Value, Verdict
from linli.core.policy.expression import nodes
from linli.core.policy.expression.read import parse
from linli.core.policy.figures import value_on
from linli.core.policy.schema import Pack, Rule, Subject

_ARITHMETIC = {"+": operator.add, "-": operator.sub, "*": operator.mul}
_VERDICTS = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}


class Conditions(NamedTuple):
    """A rule's checked conditions: ``when``, or one for each class in order."""

    when: nodes.Node | None
    classes: tuple[nodes.Node, ...]


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
) -> Answer:
    """Return what one rule says of a subject with these facts on a day.

    An absent or None fact is unknown. ``parameters`` take the place of the pack's values; None
    makes one open. Raises ``KeyError`` for a rule that the pack does not hold.
    """
    return _Walk(pack, facts, day, parameters or {}).answer(pack.rules[rule_id])


def determine(
    pack: Pack,
    subject: Subject,
    facts: Mapping[str, Value | None],
    day: date,
    parameters: Mapping[str, Value | None] | None = None,
) -> tuple[Answer, ...]:
    """Return the answers of all rules about a kind of subject that are in force on a day."""
    walk = _Walk(pack, facts, day, parameters or {})
    return tuple(walk.answer(rule) for rule in pack.rules_of(subject, day))


def parameter_value(pack: Pack, name: str, day: date) -> Value | None:
    """Return a parameter's value on a day, None while it is open; ``KeyError`` if unheard of."""
    return value_on(pack.parameters[name], day)


@lru_cache(maxsize=8)
def conditions(pack: Pack) -> dict[str, Conditions]:
    """Return the checked conditions of all rules, read once for each pack."""
    return {
        rule.id: Conditions(
            parse(rule.when, pack, rule.subject) if rule.when else None,
            tuple(parse(option.when, pack, rule.subject) for option in rule.classes),
        )
        for rule in pack.rules.values()
    }


class _Walk:
    """Answers rules for one subject on one day; a rule that others refer to is answered once."""

    def __init__(
        self,
        pack: Pack,
        facts: Mapping[str, Value | None],
        day: date,
        parameters: Mapping[str, Value | None],
    ) -> None:
        self.pack, self.facts, self.day, self.parameters = pack, facts, day, parameters
        self.conditions = conditions(pack)
        self.answered: dict[str, tuple[Found, str | None]] = {}

    def answer(self, rule: Rule) -> Answer:
        """Return a rule's answer with its reasons."""
        found, chosen = self.rule(rule.id)
        unknown = found.value is None
        return Answer(
            rule=rule,
            day=self.day,
            verdict=_VERDICTS[_truth(found)],
            chosen=chosen,
            decided_by=() if unknown else found.readings,
            missing=found.readings if unknown else (),
            tree=found.as_step(decided=True),
        )

    def rule(self, rule_id: str) -> tuple[Found, str | None]:
        """Return what a rule comes to, and the class that it chose."""
        if rule_id not in self.answered:
            when = self.conditions[rule_id].when
            self.answered[rule_id] = (
                (self.part(when), None) if when else self.classification(rule_id)
            )
        return self.answered[rule_id]

    def classification(self, rule_id: str) -> tuple[Found, str | None]:
        """Choose the first class that holds; an unknown one before it leaves the choice open."""
        options = self.pack.rules[rule_id].classes
        found = [self.part(tree) for tree in self.conditions[rule_id].classes]
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
            case nodes.FactRef():
                return _leaf(node, Reading(self.pack.facts[node.name], self.facts.get(node.name)))
            case nodes.ParameterRef():
                return _leaf(node, self.parameter(node.name))
            case nodes.RuleRef():
                return _wrapped(node, self.rule(node.name)[0])
            case nodes.And() | nodes.Or() | nodes.Not():
                return _logic(node, [self.part(part) for part in node.children])
        return _strict(node, [self.part(part) for part in node.children])

    def parameter(self, name: str) -> Reading:
        """Return a parameter as it stands on the day, or as it was overridden."""
        parameter = self.pack.parameters[name]
        overridden = name in self.parameters
        value = self.parameters[name] if overridden else value_on(parameter, self.day)
        return Reading(parameter, value)


def _leaf(node: nodes.Node, reading: Reading) -> Found:
    """Return what a fact or parameter comes to."""
    return Found(node.text, reading.value, (reading,))


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


def _strict(node: nodes.Node, found: Sequence[Found]) -> Found:
    """Return a value, comparison or sum: unknown as soon as one of its parts is."""
    if isinstance(node, nodes.Between):
        return _between(node, found)
    known = all(part.value is not None for part in found)
    value = _computed(node, [part.value for part in found]) if known else None
    return Found(node.text, value, _read(found, settled=value is not None), _steps(found))


def _computed(node: nodes.Node, values: Sequence[Any]) -> Value | None:
    """Compute a part whose values are all known; only vague dates still leave it unknown."""
    match node:
        case nodes.Literal():
            return node.value
        case nodes.Compare():
            return kleene.compare(node.operator, *values)
        case nodes.In():
            same = [kleene.compare("=", values[0], value) for value in values[1:]]
            return same[kleene.deciders(same, settling=True)[0]]
        case nodes.Arithmetic():
            return _ARITHMETIC[node.operator](*values)  # type: ignore[no-any-return] # numbers all
    raise TypeError(f"no value for {type(node).__name__}")


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


def _truth(found: Found) -> bool | None:
    """Return the value of a condition, which the type check has made sure is true or false."""
    return None if found.value is None else found.value is True


def _steps(found: Iterable[Found]) -> tuple[Step, ...]:
    """Return the parts as steps that all mattered."""
    return tuple(part.as_step(decided=True) for part in found)


def _read(found: Sequence[Found], *, settled: bool) -> tuple[Reading, ...]:
    """Return all that was read or, if that did not settle it, what is lacking.

    Where nothing is unknown, dates known only to the month or year are what is lacking.
    """
    if settled:
        return _united(found)
    unknown = [part for part in found if part.value is None]
    return _united(unknown) if unknown else tuple(r for r in _united(found) if _is_vague(r.value))


def _is_vague(value: Value | None) -> bool:
    """Tell whether a date is known only to the month or year."""
    return isinstance(value, Period) and value.first != value.last


def _united(found: Iterable[Found]) -> tuple[Reading, ...]:
    """Return the readings of several parts, each once, in the order read."""
    readings = (reading for part in found for reading in part.readings)
    return tuple({(type(r.of), r.of.name): r for r in readings}.values())
