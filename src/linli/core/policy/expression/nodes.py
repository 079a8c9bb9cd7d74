"""The tree of a condition. Every node is frozen and writes itself as the author would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal as OneOf

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.period import Period
from linli.core.policy.answer import Value

Comparison = OneOf["=", "<>", "<", "<=", ">", ">="]
Operation = OneOf["+", "-", "*"]
Sign = OneOf[1, -1]
TODAY = "today"
"""The name by which expressions call the day of the evaluation."""


@dataclass(frozen=True)
class Node:
    """A part of a condition; ``children`` are its own parts in the order written."""

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the parts of this part."""
        return ()

    @cached_property
    def text(self) -> str:
        """Return the part in the pack's own notation."""
        raise NotImplementedError

    def walk(self) -> Iterator[Node]:
        """Give this part and all parts below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Literal(Node):
    """A value written out: a number (int or Decimal), text, a day, TRUE or FALSE."""

    value: Value

    @cached_property
    def text(self) -> str:
        """Return the value as written."""
        match self.value:
            case bool():
                return str(self.value).upper()
            case Period():
                return f"DATE '{self.value}'"
            case str():
                return "'" + self.value.replace("'", "''") + "'"
            case _:
                return str(self.value)


@dataclass(frozen=True)
class FactRef(Node):
    """A fact of the subject, by its name."""

    name: str

    @cached_property
    def text(self) -> str:
        """Return the fact's name."""
        return self.name


@dataclass(frozen=True)
class ParameterRef(Node):
    """A figure of the policy on the day, by its name."""

    name: str

    @cached_property
    def text(self) -> str:
        """Return the parameter's name with its colon."""
        return f":{self.name}"


@dataclass(frozen=True)
class Today(Node):
    """The day of the evaluation."""

    @cached_property
    def text(self) -> str:
        """Return its name, which looks like a parameter's."""
        return f":{TODAY}"


@dataclass(frozen=True)
class RuleRef(Node):
    """Another rule's result about the same subject: yes or no, its class, its amount."""

    name: str

    @cached_property
    def text(self) -> str:
        """Return the rule's id."""
        return self.name


@dataclass(frozen=True)
class And(Node):
    """True if all parts are true."""

    parts: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the parts."""
        return self.parts

    @cached_property
    def text(self) -> str:
        """Return the parts joined by AND."""
        return " AND ".join(map(_inside, self.parts))


@dataclass(frozen=True)
class Or(Node):
    """True if any part is true."""

    parts: tuple[Node, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the parts."""
        return self.parts

    @cached_property
    def text(self) -> str:
        """Return the parts joined by OR."""
        return " OR ".join(map(_inside, self.parts))


@dataclass(frozen=True)
class Not(Node):
    """The opposite of its part."""

    part: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the one part."""
        return (self.part,)

    @cached_property
    def text(self) -> str:
        """Return NOT and the part."""
        return f"NOT {_inside(self.part)}"


@dataclass(frozen=True)
class Compare(Node):
    """Two values compared."""

    operator: Comparison
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return both sides."""
        return (self.left, self.right)

    @cached_property
    def text(self) -> str:
        """Return both sides with the operator between."""
        return f"{self.left.text} {self.operator} {self.right.text}"


@dataclass(frozen=True)
class In(Node):
    """True if a value is one of those listed."""

    item: Node
    values: tuple[Literal, ...]

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the value and the list."""
        return (self.item, *self.values)

    @cached_property
    def text(self) -> str:
        """Return the value and the list in brackets."""
        return f"{self.item.text} IN ({', '.join(value.text for value in self.values)})"


@dataclass(frozen=True)
class Between(Node):
    """True if a value lies between two others, both included."""

    item: Node
    low: Node
    high: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the value and both ends."""
        return (self.item, self.low, self.high)

    @cached_property
    def text(self) -> str:
        """Return the value and both ends."""
        return f"{self.item.text} BETWEEN {self.low.text} AND {self.high.text}"


@dataclass(frozen=True)
class Arithmetic(Node):
    """A sum, a difference or a product."""

    operator: Operation
    left: Node
    right: Node

    @property
    def children(self) -> tuple[Node, ...]:
        """Return both sides."""
        return (self.left, self.right)

    @cached_property
    def text(self) -> str:
        """Return both sides with the operator between."""
        return f"{_inside(self.left)} {self.operator} {_inside(self.right)}"


@dataclass(frozen=True)
class Round(Node):
    """A number rounded to so many decimals, halves away from zero."""

    item: Node
    places: int

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the number."""
        return (self.item,)

    @cached_property
    def text(self) -> str:
        """Return it as a call."""
        return f"ROUND({self.item.text}, {self.places})"


@dataclass(frozen=True)
class After(Node):
    """The day on which a term after (or, with sign -1, before) another day ends."""

    item: Node
    count: Node
    unit: TermUnit
    sign: Sign = 1

    @property
    def children(self) -> tuple[Node, ...]:
        """Return the day and the length of the term."""
        return (self.item, self.count)

    @cached_property
    def text(self) -> str:
        """Return the day and the term."""
        mark = "+" if self.sign > 0 else "-"
        return f"{_inside(self.item)} {mark} INTERVAL {self.count.text} {self.unit.upper()[:-1]}"


def _inside(node: Node) -> str:
    """Return a part's text, in brackets where it could be misread inside another."""
    compound = isinstance(node, And | Or | Not | Between | Arithmetic | After)
    return f"({node.text})" if compound else node.text
