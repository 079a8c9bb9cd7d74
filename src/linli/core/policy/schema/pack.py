"""A whole pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from linli.core.policy.schema.entries import Entry
from linli.core.policy.schema.facts import Fact, Parameter, Subject
from linli.core.policy.schema.need import NeedPart
from linli.core.policy.schema.offices import Duty, Office, OrganisationPost
from linli.core.policy.schema.programme import Clause, PackHead, Target, WorkItem, YearTotal
from linli.core.policy.schema.rules import Rule
from linli.core.policy.schema.special import ConstraintLayer, PlanChapter
from linli.core.policy.schema.tables import (
    Contribution,
    DistributionList,
    Measure,
    Milestone,
    Procedure,
    Relief,
    Row,
    Share,
    Source,
    Trigger,
)


class Pack(Entry):
    """A whole pack with the upper packs that it builds on. ``digest`` names its content."""

    head: PackHead
    clauses: dict[str, Clause]
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    rules: dict[str, Rule]
    works: tuple[WorkItem, ...]
    targets: tuple[Target, ...]
    totals: tuple[YearTotal, ...]
    procedures: tuple[Procedure, ...] = ()
    duties: tuple[Duty, ...] = ()
    sources: tuple[Source, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    shares: tuple[Share, ...] = ()
    reliefs: tuple[Relief, ...] = ()
    measures: tuple[Measure, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    offices: tuple[Office, ...] = ()
    posts: tuple[OrganisationPost, ...] = ()
    lists: tuple[DistributionList, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    need: tuple[NeedPart, ...] = ()
    constraint_layers: tuple[ConstraintLayer, ...] = ()
    plan_chapters: tuple[PlanChapter, ...] = ()
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

    def citation(self, path: str) -> str:
        """Return a clause with the document that it stands in, which some paths name themselves."""
        document = self.clauses[path].document or self.head.document_number
        return path if path.startswith(document) else f"{document} {path}"

    def rows(self) -> Iterator[Row]:
        """Give the rows of all tables that later rooms work by."""
        return chain.from_iterable(getattr(self, table) for table in TABLES)


TABLES: dict[str, type[Row]] = {
    "procedures": Procedure,
    "duties": Duty,
    "sources": Source,
    "contributions": Contribution,
    "shares": Share,
    "reliefs": Relief,
    "measures": Measure,
    "triggers": Trigger,
    "offices": Office,
    "posts": OrganisationPost,
    "lists": DistributionList,
    "milestones": Milestone,
    "need": NeedPart,
    "constraint_layers": ConstraintLayer,
    "plan_chapters": PlanChapter,
}
"""The tables of rows, as they are called in the files."""
