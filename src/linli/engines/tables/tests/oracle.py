"""DuckDB, which knows nothing of Linli, on the same text: exact days only, figures written in."""

from __future__ import annotations

import re
from decimal import Decimal

import duckdb

from linli.core.kernel.period import Period
from linli.core.policy.figures import value_on
from linli.core.policy.schema import FactType, Pack, RuleKind, TermUnit

TYPES = {
    FactType.BOOL: "BOOLEAN",
    FactType.INT: "BIGINT",
    FactType.MONEY: "DECIMAL(18,2)",
    FactType.DECIMAL: "DECIMAL(18,6)",
    FactType.RATIO: "DECIMAL(9,6)",
    FactType.DATE: "DATE",
    FactType.TEXT: "VARCHAR",
    FactType.ENUM: "VARCHAR",
}
_NAME = re.compile(r"'[^']*'|:?\b[a-z_]+\b")


class Oracle:
    """Answers conditions over rows of facts by SQL."""

    def __init__(self, pack: Pack, names: list[str]) -> None:
        self.pack, self.names = pack, names
        self.connection = duckdb.connect()
        columns = ", ".join(f"{name} {TYPES[pack.facts[name].type]}" for name in names)
        self.connection.execute(f"CREATE TABLE subjects (id BIGINT, {columns})")

    def answers(self, text: str, day, rows) -> list[object]:
        values = ", ".join(
            f"({number}, {', '.join(literal(row.get(name)) for name in self.names)})"
            for number, row in enumerate(rows)
        )
        self.connection.execute("DELETE FROM subjects")
        self.connection.execute(f"INSERT INTO subjects VALUES {values}")
        found = self.connection.execute(
            f"SELECT id, {self.sql(text, day)} FROM subjects ORDER BY id"
        )
        return [value for _, value in found.fetchall()]

    def sql(self, text: str, day) -> str:
        """Write figures, the day and other rules into a condition."""
        return _NAME.sub(lambda found: self.word(found[0], day), text)

    def word(self, word: str, day) -> str:
        name = word.removeprefix(":")
        if word == ":today":
            return literal(Period.of(day))
        if word.startswith(":"):
            return literal(value_on(self.pack.parameters[name], day))
        return f"({self.rule(name, day)})" if name in self.pack.rules else word

    def rule(self, rule_id: str, day) -> str:
        rule = self.pack.rules[rule_id]
        if rule.kind is RuleKind.AMOUNT:
            return self.sql(rule.value, day)
        if rule.kind is RuleKind.DEADLINE:
            unit = {TermUnit.MONTHS: "MONTH", TermUnit.YEARS: "YEAR"}[rule.counted_in]
            due = f"{rule.starts} + INTERVAL {rule.within} {unit}"
            return self.sql(f"{rule.done} <= {due}", day)
        if rule.kind is RuleKind.CLASSIFICATION:
            cases = ((self.sql(option.when, day), option.value) for option in rule.classes)
            branches = " ".join(
                f"WHEN {when} THEN '{value}' WHEN ({when}) IS NULL THEN NULL"
                for when, value in cases
            )
            return f"CASE {branches} ELSE '' END"
        return self.sql(rule.when, day)


def literal(value) -> str:
    """Return a value as SQL writes it."""
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).upper()
        case Period():
            return f"DATE '{value.first}'"
        case int() | Decimal():
            return format(value, "f")
    return f"'{value}'"
