"""A whole pack."""

from __future__ import annotations

from datetime import date

from linli.core.policy.schema.entries import Entry
from linli.core.policy.schema.facts import Fact, Parameter, Subject
from linli.core.policy.schema.programme import Clause, PackHead, Target, WorkItem, YearTotal
from linli.core.policy.schema.rules import Rule


class Pack(Entry):
    """A whole pack, checked. ``digest`` names its content."""

    head: PackHead
    clauses: dict[str, Clause]
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    rules: dict[str, Rule]
    works: tuple[WorkItem, ...]
    targets: tuple[Target, ...]
    totals: tuple[YearTotal, ...]
    digest: str

    def __hash__(self) -> int:
        return hash(self.digest)

    def facts_of(self, subject: Subject) -> dict[str, Fact]:
        """Return the facts that a kind of subject carries, in the dictionary's order."""
        return {name: fact for name, fact in self.facts.items() if fact.subject is subject}

    def rules_of(self, subject: Subject, day: date) -> tuple[Rule, ...]:
        """Return the rules about a kind of subject that are in force on a day."""
        return tuple(
            rule
            for rule in self.rules.values()
            if rule.subject is subject
            and rule.since <= day
            and (not rule.until or day <= rule.until)
        )
