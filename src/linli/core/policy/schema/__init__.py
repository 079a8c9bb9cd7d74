"""What a policy pack holds: the shapes of its TOML files, as frozen models.

A pack is a folder of TOML files. Names are lower-case with underscores.
``docs/reference/policy-pack.md`` explains every key to the person who writes a pack.
"""

from linli.core.calendar.terms import TermUnit
from linli.core.policy.schema.entries import Entry, Name, Words
from linli.core.policy.schema.facts import (
    EnumValue,
    Fact,
    FactType,
    Parameter,
    ParameterValue,
    Subject,
    Visibility,
)
from linli.core.policy.schema.need import NeedPart, PointStep
from linli.core.policy.schema.pack import TABLES, Pack
from linli.core.policy.schema.programme import (
    Clause,
    Jurisdiction,
    PackHead,
    Target,
    WorkClass,
    WorkItem,
    YearTotal,
)
from linli.core.policy.schema.rules import (
    Case,
    ClassOption,
    Force,
    Messages,
    Rule,
    RuleKind,
)
from linli.core.policy.schema.tables import (
    ActorKind,
    Contribution,
    DistributionList,
    Duty,
    Measure,
    Milestone,
    OrganisationPost,
    Payer,
    Procedure,
    Relief,
    Response,
    Row,
    Share,
    Source,
    Track,
    Trigger,
)

__all__ = [
    "TABLES",
    "ActorKind",
    "Case",
    "ClassOption",
    "Clause",
    "Contribution",
    "DistributionList",
    "Duty",
    "Entry",
    "EnumValue",
    "Fact",
    "FactType",
    "Force",
    "Jurisdiction",
    "Measure",
    "Messages",
    "Milestone",
    "Name",
    "NeedPart",
    "OrganisationPost",
    "Pack",
    "PackHead",
    "Parameter",
    "ParameterValue",
    "Payer",
    "PointStep",
    "Procedure",
    "Relief",
    "Response",
    "Row",
    "Rule",
    "RuleKind",
    "Share",
    "Source",
    "Subject",
    "Target",
    "TermUnit",
    "Track",
    "Trigger",
    "Visibility",
    "Words",
    "WorkClass",
    "WorkItem",
    "YearTotal",
]  # fmt: skip
