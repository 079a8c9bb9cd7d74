"""Rules as layers of columns, each on what stands in earlier ones; the same for every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar
from linli.core.policy.answer import Value
from linli.core.policy.expression import nodes
from linli.core.policy.lower import Constants, Open, in_order
from linli.core.policy.schema import Rule, RuleKind
from linli.core.policy.trees import Trees
from linli.engines.tables.columns import DUE, LAST, Compiler, Facts
from linli.engines.tables.numbers import Column, Engine, Number

NO_CLASS = "no"
"""What a classification comes to where none of its classes holds."""
Layer = Mapping[str, Column]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What an evaluation depends on besides the facts."""

    day: date
    parameters: Mapping[str, Value | None] = field(default_factory=dict)
    calendar: Calendar = WEEKENDS_ONLY


class Layers:
    """Compiles layer after layer; amounts of earlier layers are known to later ones."""

    def __init__(self, engine: Engine, facts: Facts, evaluation: Evaluation) -> None:
        day, parameters, calendar = evaluation.day, evaluation.parameters, evaluation.calendar
        self.engine = engine
        self.constants = Constants(facts.pack, day, parameters, calendar)
        self.amounts: dict[str, Number] = {}
        self.compiler = Compiler(engine, facts, calendar, self.amounts)

    def of(self, rules: Iterable[Rule]) -> tuple[Layer, ...]:
        """Return the columns of rules and of those that they refer to.

        Raises ``TooLarge`` where a number could pass what columns hold.
        """
        return tuple(
            {name: column for rule in layer for name, column in self.columns(rule)}
            for layer in in_order(self.constants.pack, rules)
        )

    def columns(self, rule: Rule) -> Iterator[tuple[str, Column]]:
        """Give the columns that a rule makes, with their names."""
        own = self.constants.lowered(rule)
        yield rule.id, self.answer(rule, own)
        if isinstance(own.due, Open):
            yield rule.id + DUE, self.engine.unknown(date)
        elif own.due:
            due = self.compiler.days(own.due)
            yield rule.id + DUE, due.first
            if not due.exact:
                yield rule.id + DUE + LAST, due.last

    def answer(self, rule: Rule, own: Trees) -> Column:
        """Return the column of a rule's answer."""
        if own.whole is None:
            return self.classified(rule, own.classes)
        if rule.kind is not RuleKind.AMOUNT:
            return self.compiler.condition(own.whole)
        number = Number(self.engine.unknown(int), 0, 0, 0)
        if not isinstance(own.whole, Open):
            number = self.compiler.number(own.whole)
        self.amounts[rule.id] = number._replace(column=self.engine.column(rule.id), written=False)
        return number.column

    def classified(self, rule: Rule, conditions: tuple[nodes.Node, ...]) -> Column:
        """Return the first class that holds; an unknown one before it leaves the choice open."""
        names = [*(option.value for option in rule.classes), NO_CLASS]
        unknown, chosen = self.engine.class_of(None, names), self.engine.class_of(NO_CLASS, names)
        for option, node in reversed(tuple(zip(rule.classes, conditions, strict=True))):
            holds = self.compiler.condition(node)
            rest = self.engine.chosen(~holds, chosen, unknown)
            chosen = self.engine.chosen(holds, self.engine.class_of(option.value, names), rest)
        return chosen
