"""Conditions of rules: each can be read, none refers to itself, all in force together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from graphlib import TopologicalSorter

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.policy.expression import nodes
from linli.core.policy.expression.kinds import LENGTH, Kind
from linli.core.policy.expression.read import parse
from linli.core.policy.letters import letter
from linli.core.policy.schema import FactType, Pack, Rule, RuleKind

References = Mapping[str, tuple[str, ...]]
"""Rule id -> ids of the rules that it refers to."""


NEEDED: dict[RuleKind, set[str]] = {
    RuleKind.DETERMINATION: {"when"},
    RuleKind.REQUIREMENT: {"when"},
    RuleKind.CLASSIFICATION: {"classes"},
    RuleKind.AMOUNT: {"value", "type"},
    RuleKind.DEADLINE: {"starts", "done"},
}
"""What a rule of each kind must have."""
POSSIBLE = {RuleKind.AMOUNT: {"unit"}, RuleKind.DEADLINE: {"within", "counted_in"}}
"""What it may have besides."""
MAX_PARTS, MAX_DEPTH = 1000, 100
"""How much a rule may hold together with the rules that it refers to, and how deep."""
_KEYS = set().union(*NEEDED.values(), *POSSIBLE.values())


def check_conditions(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give everything wrong with the conditions of all rules."""
    if nodes.TODAY in pack.parameters:
        key = f"parameters.{nodes.TODAY}"
        yield letter("pack.reserved-word", Place(file="parameters.toml", key=key), nodes.TODAY)
    references: dict[str, tuple[str, ...]] = {}
    read: dict[str, list[nodes.Node]] = {}
    for rule in pack.rules.values():
        yield from _incomplete(rule, files[rule.id])
        trees = read[rule.id] = []
        for text, wanted, place in written(rule, files[rule.id]):
            try:
                trees.append(parse(text, pack, rule.subject, place, wanted))
            except ProblemError as error:
                yield from error.problems
        references[rule.id] = tuple(
            part.name for tree in trees for part in tree.walk() if isinstance(part, nodes.RuleRef)
        )
    circles = list(_circles(references, files))
    yield from circles or _too_large(references, read, files)
    yield from _out_of_force(pack, references, files)


def _incomplete(rule: Rule, file: str) -> Iterator[Problem]:
    """Give a rule that lacks what its kind needs, or has what belongs to another kind."""
    has = {key for key in _KEYS if getattr(rule, key)}
    needed = NEEDED[rule.kind]
    half_a_term = bool(rule.within) is not bool(rule.counted_in)
    if not needed <= has <= needed | POSSIBLE.get(rule.kind, set()) or half_a_term:
        yield letter("pack.condition", Place(file=file, key=f"rules.{rule.id}"), rule.id)


def written(rule: Rule, file: str) -> Iterator[tuple[str, Kind, Place]]:
    """Give each expression of a rule with the kind that it must have and its place."""
    key = f"rules.{rule.id}"
    wanted: dict[str, Kind] = {
        "when": FactType.BOOL,
        "value": rule.type,
        "starts": FactType.DATE,
        "within": LENGTH,
        "done": FactType.DATE,
    }
    for name, kind in wanted.items():
        if text := getattr(rule, name):
            yield text, kind, Place(file=file, key=f"{key}.{name}")
    for option in rule.classes:
        place = Place(file=file, key=f"{key}.classes.{option.value}.when")
        yield option.when, FactType.BOOL, place


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


def _too_large(
    references: References, read: Mapping[str, list[nodes.Node]], files: dict[str, str]
) -> Iterator[Problem]:
    """Give the rules that grow too large by what they refer to, which doubles in no time."""
    parts: dict[str, int] = {}
    depth: dict[str, int] = {}
    for name in TopologicalSorter(references).static_order():
        below, own = references[name], read[name]
        parts[name] = sum(parts[other] for other in below)
        parts[name] += sum(1 for tree in own for _ in tree.walk())
        depth[name] = max((depth[other] for other in below), default=0)
        depth[name] += max(map(_depth, own), default=0)
        if parts[name] > MAX_PARTS or depth[name] > MAX_DEPTH:
            place = Place(file=files[name], key=f"rules.{name}.when")
            limits = {"nodes": MAX_PARTS, "depth": MAX_DEPTH}
            yield letter("expression.whole-too-large", place, name, **limits)
            return


def _depth(node: nodes.Node) -> int:
    """Return how deep the parts of a part go."""
    return 1 + max(map(_depth, node.children), default=0)


def _out_of_force(pack: Pack, references: References, files: dict[str, str]) -> Iterator[Problem]:
    """Give references to rules that do not hold whenever the rule itself does."""
    for name, others in references.items():
        rule = pack.rules[name]
        for other in dict.fromkeys(others):
            held = pack.rules[other]
            if held.since > rule.since or (held.until or date.max) < (rule.until or date.max):
                place = Place(file=files[name], key=f"rules.{name}.when")
                yield letter("pack.rule-validity", place, name, other=other)
