"""The bench: fields for the facts that rules ask for, read as people write them, and answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.answer import Answer, Value
from linli.core.policy.evaluate import determine
from linli.core.policy.facts import encode, parse
from linli.core.policy.schema import Fact, FactType, Pack, Rule, Subject
from linli.core.policy.trees import facts_read
from linli.core.policy.turning import turns
from linli.determination.reads.answers import compound_facts
from linli.determination.words import Explanation, explain
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PREFIX = "f-"
"""Before the names of facts in the form."""
_YES_NO = (("yes", Text("是", "yes")), ("no", Text("否", "no")))


class Field(NamedTuple):
    """A fact to fill in: what was written, what is wrong with it, what may be chosen."""

    fact: Fact
    name: str
    text: str
    problem: Problem | None
    options: tuple[tuple[str, Text], ...]


class Group(NamedTuple):
    """The facts that a rule reads and no rule before it, and what it says of them."""

    rule: Rule
    fields: list[Field]
    answer: Answer


class Bench(NamedTuple):
    """A form filled in, and what the rules say of it."""

    subject: Subject
    day: date
    groups: list[Group]
    answers: list[Explanation]

    @property
    def fields(self) -> list[Field]:
        """Return the fields of all groups."""
        return [field for group in self.groups for field in group.fields]


def bench(pack: Pack, subject: Subject, day: date, written: Mapping[str, str]) -> Bench:
    """Answer all rules about a subject from facts as they were written; nothing is stored.

    What cannot be read counts as unknown, and its field says what is wrong.
    """
    facts: dict[str, Value | None] = {}
    fields = [_fields(pack, rule, written, facts) for rule in pack.rules_of(subject, day)]
    answers = determine(pack, subject, facts, day)
    groups = [Group(each.rule, own, each) for own, each in zip(fields, answers, strict=True) if own]
    explained = [explain(pack, each, turns(pack, each.rule.id, facts, day)) for each in answers]
    return Bench(subject, day, groups, explained)


def _fields(
    pack: Pack, rule: Rule, written: Mapping[str, str], facts: dict[str, Value | None]
) -> list[Field]:
    """Return the fields of the facts that are new with a rule, gathering what they hold."""
    new = [pack.facts[name] for name in facts_read(pack, rule.id) if name not in facts]
    return [_field(fact, written.get(PREFIX + fact.name, ""), facts) for fact in new]


def _field(fact: Fact, text: str, facts: dict[str, Value | None]) -> Field:
    """Return a fact's field, adding what it holds to the facts."""
    problem = None
    try:
        facts[fact.name] = parse(fact, text)
    except ProblemError as error:
        facts[fact.name], problem = None, error.problems[0]
    return Field(fact, PREFIX + fact.name, text, problem, _options(fact))


def _options(fact: Fact) -> tuple[tuple[str, Text], ...]:
    """Return what may be chosen for a fact; nothing for one that is written."""
    if fact.type is FactType.BOOL:
        return _YES_NO
    return tuple((value, option.label) for value, option in fact.values.items())


def written_facts(user: User, pack: Pack, code: str) -> dict[str, str]:
    """Return a compound's facts as they are written into the form.

    Raises ``Compound.DoesNotExist`` outside the scope.
    """
    compound = Compound.objects.visible_to(user).get(code=code)
    facts = compound_facts(pack, compound.facts)
    return {PREFIX + name: _written(value) for name, value in facts.items()}


def _written(value: Value) -> str:
    """Return a value as its field holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(encode(value))
