"""From text to tree: sqlglot parses, a whitelist translates, every name is looked up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from sqlglot import exp

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.period import Period
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.expression import nodes
from linli.core.policy.expression.kinds import Kind, check_kind
from linli.core.policy.expression.screen import (
    MAX_DEPTH,
    MAX_NODES,
    screen,
    too_large,
)
from linli.core.policy.expression.syntax import Syntax, syntax_of
from linli.core.policy.expression.units import check_units
from linli.core.policy.letters import NOTHING, letter
from linli.core.policy.schema import FactType, Pack, Subject

SUBJECTS = {
    Subject.COMPOUND: Text("小区", "compound"),
    Subject.BUILDING: Text("楼栋", "building"),
    Subject.HOME: Text("户", "home"),
    Subject.PROJECT: Text("项目", "project"),
    Subject.PLAN: Text("计划", "plan"),
    Subject.AREA: Text("属地或部门", "area or department"),
    Subject.BALLOT: Text("表决", "ballot"),
    Subject.REGISTRATION: Text("不动产登记件", "registration case"),
    Subject.SPACE: Text("空间资源", "space"),
    Subject.ASSET: Text("专营设施设备", "utility asset"),
    Subject.SPENDING: Text("支出", "spending"),
    Subject.SERVICE: Text("社区服务", "community service"),
}
"""How problems name the subjects."""

_PLAIN_NUMBER = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_PLAIN_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COMPARISONS: dict[type, nodes.Comparison] = {
    exp.EQ: "=", exp.NEQ: "<>", exp.LT: "<", exp.LTE: "<=", exp.GT: ">", exp.GTE: ">=",
}  # fmt: skip
_ARITHMETIC: dict[type, nodes.Operation] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_TERMS = {"YEAR": TermUnit.YEARS, "MONTH": TermUnit.MONTHS, "DAY": TermUnit.DAYS}
_SIGNS: dict[type, nodes.Sign] = {exp.Add: 1, exp.Sub: -1}
_PLACES = re.compile("[0-6]", re.ASCII)
_OWN_WORDS = {"and", "or", "not", "in", "between", "is", "null", "true", "false", "date"}
SHOWN = 100
"""How many characters of a refused part are shown."""

_STAND_IN = nodes.Literal(value=True)
"""Takes the place of a part that was refused, so that the rest is still read."""


def parse(
    text: str,
    pack: Pack,
    subject: Subject,
    place: Place | None = None,
    wanted: Kind = FactType.BOOL,
) -> nodes.Node:
    """Return the checked tree of an expression about a subject, names looked up in the pack.

    ``wanted`` is the kind that it must have: yes or no for a condition.

    Raises ``ProblemError`` with all that is wrong.
    """
    place = place or Place()
    problems = screen(text, place)
    if problems:
        raise ProblemError(*problems)
    reader = _Reader(pack, subject, place)
    tree = reader.node(syntax_of(text, place), 1)
    problems = reader.problems or check_kind(tree, pack, wanted, place)
    problems = problems or check_units(tree, pack, place)
    if problems:
        raise ProblemError(*problems)
    return tree


def is_plain_name(name: str) -> bool:
    """Tell whether a name can be used in a condition, being no word of the notation itself."""
    if name in _OWN_WORDS:
        return False
    try:
        column = syntax_of(f"TRUE AND {name} = 1", Place()).expression.this
    except (ProblemError, AttributeError):
        return False
    return isinstance(column, exp.Column) and column.name == name


class _Reader:
    """Translates a syntax tree; ``problems`` gathers what it refuses."""

    def __init__(self, pack: Pack, subject: Subject, place: Place) -> None:
        self.pack, self.subject, self.place = pack, subject, place
        self.problems: list[Problem] = []
        self.seen = 0
        self.translations: dict[type, Callable[[Syntax, int], nodes.Node]] = {
            exp.Paren: lambda tree, depth: self.node(tree.this, depth),
            exp.And: lambda tree, depth: nodes.And(self.all(tree.flatten(), depth)),
            exp.Or: lambda tree, depth: nodes.Or(self.all(tree.flatten(), depth)),
            exp.Not: lambda tree, depth: nodes.Not(self.node(tree.this, depth)),
            exp.Alias: self.nameless,
            exp.In: self.membership,
            exp.Between: self.between,
            exp.Column: self.name,
            exp.Placeholder: self.parameter,
            exp.Literal: self.literal,
            exp.Neg: self.negative,
            exp.Boolean: lambda tree, _: nodes.Literal(bool(tree.this)),
            exp.Cast: self.day,
            exp.Round: self.rounded,
            **dict.fromkeys(_COMPARISONS, self.comparison),
            **dict.fromkeys(_ARITHMETIC, self.arithmetic),
        }

    def refuse(self, code: str, value: object = "", **words: object) -> nodes.Node:
        """Note a problem and return something harmless in the part's place."""
        self.problems.append(letter(code, self.place, value, **words))
        return _STAND_IN

    def node(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate a part, refusing whatever the whitelist does not hold."""
        self.seen += 1
        if self.seen > MAX_NODES or depth > MAX_DEPTH:
            raise ProblemError(too_large(self.place))
        translate = self.translations.get(type(tree))
        if translate:
            return translate(tree, depth + 1)
        if isinstance(tree, exp.Is):
            return self.refuse("expression.is-null")
        return self.refuse("expression.not-allowed", _shown(tree))

    def all(self, trees: Iterable[Syntax], depth: int) -> tuple[nodes.Node, ...]:
        """Translate several parts."""
        return tuple(self.node(tree, depth) for tree in trees)

    def nameless(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate what the parser takes for a named part because it starts with "(:"."""
        if tree.args.get("alias"):
            return self.refuse("expression.not-allowed", _shown(tree))
        return self.node(tree.this, depth)

    def comparison(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate a comparison; its sides may not be comparisons themselves."""
        if type(tree.this) in _COMPARISONS or type(tree.expression) in _COMPARISONS:
            return self.refuse("expression.chained", _shown(tree))
        left, right = self.all((tree.this, tree.expression), depth)
        return nodes.Compare(_COMPARISONS[type(tree)], left, right)

    def arithmetic(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate a sum, difference or product."""
        if isinstance(tree.expression, exp.Interval):
            return self.term(tree, depth)
        left, right = self.all((tree.this, tree.expression), depth)
        return nodes.Arithmetic(_ARITHMETIC[type(tree)], left, right)

    def term(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate a day plus or minus so many years, months or days."""
        length = tree.expression.this
        unit = _TERMS.get(str(tree.expression.args.get("unit")).upper())
        if unit is None or type(tree) not in _SIGNS or length is None:
            return self.refuse("expression.not-allowed", _shown(tree))
        if isinstance(length, exp.Literal) and length.is_string:  # as DuckDB's dialect quotes it
            length = exp.Literal.number(length.this)
        item, count = self.all((tree.this, length), depth)
        return nodes.After(item, count, unit, _SIGNS[type(tree)])

    def rounded(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate ROUND(number, places)."""
        places = tree.args.get("decimals")
        if not isinstance(places, exp.Literal) or not _PLACES.fullmatch(places.this):
            return self.refuse("expression.round", _shown(tree))
        return nodes.Round(self.node(tree.this, depth), int(places.this))

    def membership(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate IN with a list of written values."""
        values = self.all(tree.expressions, depth)
        literals = tuple(value for value in values if isinstance(value, nodes.Literal))
        if not values or len(literals) != len(values) or tree.args.get("query"):
            return self.refuse("expression.in", _shown(tree))
        return nodes.In(self.node(tree.this, depth), literals)

    def between(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate BETWEEN, both ends included."""
        return nodes.Between(*self.all((tree.this, tree.args["low"], tree.args["high"]), depth))

    def literal(self, tree: Syntax, _depth: int) -> nodes.Node:
        """Translate a text or a plainly written number."""
        if tree.is_string:
            return nodes.Literal(str(tree.this))
        if not _PLAIN_NUMBER.fullmatch(tree.this):
            return self.refuse("expression.number", tree.this)
        return nodes.Literal(Decimal(tree.this) if "." in tree.this else int(tree.this))

    def negative(self, tree: Syntax, depth: int) -> nodes.Node:
        """Translate a number below zero; a minus before anything else is refused."""
        number = self.node(tree.this, depth) if isinstance(tree.this, exp.Literal) else None
        if isinstance(number, nodes.Literal) and isinstance(number.value, int | Decimal):
            return nodes.Literal(-number.value)
        return self.refuse("expression.not-allowed", _shown(tree))

    def day(self, tree: Syntax, _depth: int) -> nodes.Node:
        """Translate DATE '2000-12-31'; no other cast is known."""
        if tree.args["to"].sql() != "DATE" or not tree.this.is_string:
            return self.refuse("expression.not-allowed", _shown(tree))
        try:
            if _PLAIN_DATE.fullmatch(tree.this.this):
                return nodes.Literal(Period.of(date.fromisoformat(tree.this.this)))
        except ValueError:
            pass  # a month 13 or a 30 February: refused like any other wrong date
        return self.refuse("expression.date", tree.this.this)

    def name(self, tree: Syntax, _depth: int) -> nodes.Node:
        """Look up a bare name: a fact, or a rule about the same subject."""
        name = tree.name
        entry = self.pack.facts.get(name) or self.pack.rules.get(name)
        if not entry or len(tree.parts) > 1:
            return self.refuse("expression.unknown-name", _shown(tree), hint=self.likely(name))
        if entry.subject is not self.subject:
            other, own = SUBJECTS[entry.subject], SUBJECTS[self.subject]
            return self.refuse("expression.other-subject", name, other=other, own=own)
        return nodes.FactRef(name) if name in self.pack.facts else nodes.RuleRef(name)

    def parameter(self, tree: Syntax, _depth: int) -> nodes.Node:
        """Look up a :parameter, or :today."""
        if tree.name == nodes.TODAY:
            return nodes.Today()
        if tree.name not in self.pack.parameters:
            return self.refuse(
                "expression.unknown-parameter", tree.name, hint=self.likely(tree.name)
            )
        return nodes.ParameterRef(tree.name)

    def likely(self, name: str) -> Text:
        """Say which name was probably meant, with its colon if it is a parameter."""
        known = {name: name for name in (*self.pack.facts, *self.pack.rules)}
        known |= {f":{name}": name for name in self.pack.parameters}
        closest = get_close_matches(name, known.values(), 1)
        written = [shown for shown, bare in known.items() if bare in closest]
        return (
            Text(f"是否应为 {written[0]}？", f"Did you mean {written[0]}? ") if written else NOTHING
        )


def _shown(tree: Syntax) -> str:
    """Return a refused part as the author may recognise it, cut short."""
    try:
        return str(tree.sql("duckdb", comments=False))[:SHOWN]
    except Exception:  # noqa: BLE001 - a tree too odd to be written is shown by its kind
        return type(tree).__name__
