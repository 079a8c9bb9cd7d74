"""Conditions of rules: each can be read, none refers to itself, all in force together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.policy.expression import nodes
from linli.core.policy.expression.read import parse
from linli.core.policy.letters import letter
from linli.core.policy.schema import Pack, Rule, RuleKind

References = Mapping[str, tuple[str, ...]]
"""Rule id -> ids of the rules that it refers to."""


def check_conditions(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give everything wrong with the conditions of all rules."""
    references: dict[str, tuple[str, ...]] = {}
    for rule in pack.rules.values():
        yield from _incomplete(rule, files[rule.id])
        trees: list[nodes.Node] = []
        for text, place in _written(rule, files[rule.id]):
            try:
                trees.append(parse(text, pack, rule.subject, place))
            except ProblemError as error:
                yield from error.problems
        references[rule.id] = tuple(
            part.name for tree in trees for part in tree.walk() if isinstance(part, nodes.RuleRef)
        )
    yield from _circles(references, files)
    yield from _out_of_force(pack, references, files)


def _incomplete(rule: Rule, file: str) -> Iterator[Problem]:
    """Give a rule that has not exactly what its kind needs: ``when`` or ``classes``."""
    classifies = rule.kind is RuleKind.CLASSIFICATION
    if bool(rule.classes) is not classifies or bool(rule.when) is classifies:
        yield letter("pack.condition", Place(file=file, key=f"rules.{rule.id}"), rule.id)


def _written(rule: Rule, file: str) -> Iterator[tuple[str, Place]]:
    """Give each condition of a rule with its place."""
    key = f"rules.{rule.id}"
    if rule.when:
        yield rule.when, Place(file=file, key=f"{key}.when")
    for option in rule.classes:
        yield option.when, Place(file=file, key=f"{key}.classes.{option.value}.when")


def _circles(references: References, files: dict[str, str]) -> Iterator[Problem]:
    """Give each circle of references once, named from its first rule in the alphabet."""
    for start in sorted(references):
        circle = _way_back(start, references)
        if circle and start == min(circle):
            place = Place(file=files[start], key=f"rules.{start}.when")
            yield letter("expression.circle", place, " → ".join([*circle, start]))


def _way_back(start: str, references: References) -> list[str]:
    """Return the shortest way from a rule through references back to it, empty if none."""
    ways, seen = [[start]], {start}
    for way in ways:  # grows while it is walked: nearest rules first
        for following in references.get(way[-1], ()):
            if following == start:
                return way
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []


def _out_of_force(pack: Pack, references: References, files: dict[str, str]) -> Iterator[Problem]:
    """Give references to rules that do not hold whenever the rule itself does."""
    for name, others in references.items():
        rule = pack.rules[name]
        for other in dict.fromkeys(others):
            held = pack.rules[other]
            if held.since > rule.since or (held.until or date.max) < (rule.until or date.max):
                place = Place(file=files[name], key=f"rules.{name}.when")
                yield letter("pack.rule-validity", place, name, other=other)
