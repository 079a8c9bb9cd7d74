"""Questions about packs and answers."""

from linli.determination.reads.answers import (
    AnsweredRow,
    CompoundAnswersRow,
    OutcomeRow,
    RuleRow,
    answered_areas,
    answered_compounds,
    compound_answers,
    compound_facts,
    latest_determination,
    outcome_counts,
    outcomes_of,
)
from linli.determination.reads.held import visible_answers
from linli.determination.reads.packs import current_pack, current_pack_version, pack_of

__all__ = [
    "AnsweredRow",
    "CompoundAnswersRow",
    "OutcomeRow",
    "RuleRow",
    "answered_areas",
    "answered_compounds",
    "compound_answers",
    "compound_facts",
    "current_pack",
    "current_pack_version",
    "latest_determination",
    "outcome_counts",
    "outcomes_of",
    "pack_of",
    "visible_answers",
]
