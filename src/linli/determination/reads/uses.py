"""Where a fact, a figure or a rule is used: in rules, rows of the pack, counts and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.apps import apps

from linli.core.policy.expression import nodes
from linli.core.policy.schema import Fact, Pack, Parameter, Row, Rule, Subject
from linli.core.policy.trees import trees
from linli.determination.models import Determination
from linli.determination.reads.answers import OutcomeRow, outcome_counts
from linli.determination.rows import FIGURE_FIELDS, RULE_FIELDS
from linli.foundation.people.menu import PolicyScreen
from linli.foundation.people.scope import scope_of
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Named = Fact | Parameter | Rule
_FIELDS = {Rule: RULE_FIELDS, Parameter: FIGURE_FIELDS}
_NODES = {Fact: nodes.FactRef, Parameter: nodes.ParameterRef, Rule: nodes.RuleRef}


class Use(NamedTuple):
    """A rule that reads an entry; ``through`` is the rule by which it does, None if itself."""

    rule: Rule
    through: Rule | None
    outcomes: tuple[OutcomeRow, ...]


class Known(NamedTuple):
    """For how many of the compounds that a user may see a fact is known."""

    known: int
    compounds: int


def find_entry(pack: Pack, kind: str, name: str) -> Named | None:
    """Return a pack's rule, figure or fact by name."""
    shelves: dict[str, Mapping[str, Named]] = {
        "rule": pack.rules,
        "figure": pack.parameters,
        "fact": pack.facts,
    }
    return shelves.get(kind, {}).get(name)


def uses(user: User, pack: Pack, entry: Named, run: Determination | None) -> list[Use]:
    """Return the rules that an entry counts in, the nearest first, with the run's numbers.

    Only rules that the run answered have numbers: those about compounds in force on its day.
    """
    by = using(pack, entry)
    counted = {}
    if run:
        _areas, rows = outcome_counts(user, run, frozenset(by))
        counted = {row.rule.id: row.outcomes for row in rows}
    return [
        Use(pack.rules[name], pack.rules[through] if through else None, counted.get(name, ()))
        for name, through in by.items()
    ]


def using(pack: Pack, entry: Named) -> dict[str, str]:
    """Return the rules that read an entry, each with the one by which it does, or an empty text."""
    found = dict.fromkeys(_readers(pack, _NODES[type(entry)], name_of(entry)), "")
    waiting = list(found)
    while waiting:
        through = waiting.pop(0)
        further = [name for name in _readers(pack, nodes.RuleRef, through) if name not in found]
        found |= dict.fromkeys(further, through)
        waiting += further
    return found


def _readers(pack: Pack, kind: type[nodes.Node], name: str) -> list[str]:
    """Return the rules that name something themselves."""
    return [
        rule_id
        for rule_id, own in trees(pack).items()
        if any(
            isinstance(part, kind) and part.name == name  # type: ignore[attr-defined] # all three have names
            for root in own.roots
            for part in root.walk()
        )
    ]


def name_of(entry: Named) -> str:
    """Return an entry's name; a rule's is its id."""
    return entry.id if isinstance(entry, Rule) else entry.name


def rows_naming(pack: Pack, entry: Named) -> list[Row]:
    """Return the rows of the pack's tables that name a rule or a figure."""
    fields, name = _FIELDS.get(type(entry), ()), name_of(entry)
    return [row for row in pack.rows() if any(_names(row, field, name) for field in fields)]


def _names(row: Row, field: str, name: str) -> bool:
    value = getattr(row, field, ())
    return name in ((value,) if isinstance(value, str) else value)


def known_in(user: User, fact: Fact) -> Known | None:
    """Count the compounds that a user may see and for which a fact is known."""
    if fact.subject is not Subject.COMPOUND:
        return None
    seen = Compound.objects.visible_to(user)
    return Known(seen.filter(facts__has_key=fact.name).count(), seen.count())


def screens(user: User, entry: Named, found: list[Use]) -> list[PolicyScreen]:
    """Return the pages of all rooms that show an entry, or an answer that it counts in."""
    scope, rules = scope_of(user), [use.rule for use in found]
    if isinstance(entry, Rule):
        rules.append(entry)
    open_to = [each for each in _all_screens() if scope.has(*each.entry.roles)]
    return [each for each in open_to if _shows(each, entry, rules)]


def _all_screens() -> Iterator[PolicyScreen]:
    for config in apps.get_app_configs():
        yield from getattr(config, "policy_screens", ())


def _shows(screen: PolicyScreen, entry: Named, rules: list[Rule]) -> bool:
    """Tell whether a page shows a fact, names a figure, or shows what one of the rules says."""
    if isinstance(entry, Fact) and entry.subject in screen.facts_of:
        return True
    if isinstance(entry, Parameter) and entry.name in screen.figures:
        return True
    return any(
        rule.subject in screen.rules_of or (rule.gate and rule.gate == screen.gate)
        for rule in rules
    )
