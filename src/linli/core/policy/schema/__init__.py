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
from linli.core.policy.schema.offices import (
    ActorKind,
    AreaOffice,
    Duty,
    DutyTask,
    Office,
    OfficeKind,
    OrganisationPost,
    Stage,
    TriggerKind,
)
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
from linli.core.policy.schema.special import (
    ChapterPart,
    ConstraintLayer,
    LayerEffect,
    PlanChapter,
)
from linli.core.policy.schema.tables import (
    Contribution,
    DistributionList,
    Measure,
    Milestone,
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
    "AreaOffice",
    "Case",
    "ChapterPart",
    "ClassOption",
    "Clause",
    "ConstraintLayer",
    "Contribution",
    "DistributionList",
    "Duty",
    "DutyTask",
    "Entry",
    "EnumValue",
    "Fact",
    "FactType",
    "Force",
    "Jurisdiction",
    "LayerEffect",
    "Measure",
    "Messages",
    "Milestone",
    "Name",
    "NeedPart",
    "Office",
    "OfficeKind",
    "OrganisationPost",
    "Pack",
    "PackHead",
    "Parameter",
    "ParameterValue",
    "Payer",
    "PlanChapter",
    "PointStep",
    "Procedure",
    "Relief",
    "Response",
    "Row",
    "Rule",
    "RuleKind",
    "Share",
    "Source",
    "Stage",
    "Subject",
    "Target",
    "TermUnit",
    "Track",
    "Trigger",
    "TriggerKind",
    "Visibility",
    "Words",
    "WorkClass",
    "WorkItem",
    "YearTotal",
]  # fmt: skip
