"""Which files a pack may hold, and which tables each of them."""

from __future__ import annotations

import re

from linli.core.policy.schema import (
    Clause,
    ConstraintLayer,
    Contribution,
    DistributionList,
    Duty,
    Entry,
    Fact,
    Measure,
    Milestone,
    NeedPart,
    Office,
    OrganisationPost,
    PackHead,
    Parameter,
    PlanChapter,
    Procedure,
    Relief,
    Rule,
    Share,
    Source,
    Target,
    Trigger,
    WorkItem,
    YearTotal,
)


class ClausesFile(Entry):
    """``clauses.toml``: ``[[clauses]]``."""

    clauses: tuple[Clause, ...] = ()


class FactsFile(Entry):
    """``facts.toml``: ``[facts.<name>]``."""

    facts: dict[str, Fact] = {}


class ParametersFile(Entry):
    """``parameters.toml``: ``[parameters.<name>]``."""

    parameters: dict[str, Parameter] = {}


class WorksFile(Entry):
    """``works.toml``: ``[[works]]``."""

    works: tuple[WorkItem, ...] = ()


class TargetsFile(Entry):
    """``targets.toml``: ``[[targets]]`` and ``[[totals]]``."""

    targets: tuple[Target, ...] = ()
    totals: tuple[YearTotal, ...] = ()


class ProceduresFile(Entry):
    """``procedures.toml``: ``[[procedures]]``."""

    procedures: tuple[Procedure, ...] = ()


class DutiesFile(Entry):
    """``duties.toml``: ``[[duties]]``."""

    duties: tuple[Duty, ...] = ()


class FundingFile(Entry):
    """``funding.toml``: ``[[sources]]``, ``[[contributions]]``, ``[[shares]]``."""

    sources: tuple[Source, ...] = ()
    contributions: tuple[Contribution, ...] = ()
    shares: tuple[Share, ...] = ()


class TaxFile(Entry):
    """``tax.toml``: ``[[reliefs]]``."""

    reliefs: tuple[Relief, ...] = ()


class AssessmentFile(Entry):
    """``assessment.toml``: ``[[measures]]`` and ``[[triggers]]``."""

    measures: tuple[Measure, ...] = ()
    triggers: tuple[Trigger, ...] = ()


class OrganisationFile(Entry):
    """``organisation.toml``: ``[[offices]]``, ``[[posts]]``, ``[[lists]]``, ``[[milestones]]``."""

    offices: tuple[Office, ...] = ()
    posts: tuple[OrganisationPost, ...] = ()
    lists: tuple[DistributionList, ...] = ()
    milestones: tuple[Milestone, ...] = ()


class NeedFile(Entry):
    """``need.toml``: ``[[need]]``."""

    need: tuple[NeedPart, ...] = ()


class SpecialPlanFile(Entry):
    """``special_plan.toml``: ``[[constraint_layers]]`` and ``[[plan_chapters]]``."""

    constraint_layers: tuple[ConstraintLayer, ...] = ()
    plan_chapters: tuple[PlanChapter, ...] = ()


class RulesFile(Entry):
    """``rules/*.toml``: ``[[rules]]``, each with ``[[rules.cases]]``."""

    rules: tuple[Rule, ...] = ()


FILES: dict[str, type[Entry]] = {
    "pack.toml": PackHead,
    "clauses.toml": ClausesFile,
    "facts.toml": FactsFile,
    "parameters.toml": ParametersFile,
    "works.toml": WorksFile,
    "targets.toml": TargetsFile,
    "procedures.toml": ProceduresFile,
    "duties.toml": DutiesFile,
    "funding.toml": FundingFile,
    "tax.toml": TaxFile,
    "assessment.toml": AssessmentFile,
    "organisation.toml": OrganisationFile,
    "need.toml": NeedFile,
    "special_plan.toml": SpecialPlanFile,
}
NEEDED = ("pack.toml", "clauses.toml")
NEEDED_OF_A_CITY = ("facts.toml", "parameters.toml", "works.toml", "targets.toml")
RULES = re.compile(r"rules/[^/]+\.toml")
