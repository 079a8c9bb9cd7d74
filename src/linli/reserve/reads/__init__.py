"""Questions about the reserve."""

from linli.reserve.reads.lists import (
    CandidateRow,
    Filters,
    StateCount,
    candidate_areas,
    candidate_page,
    state_counts,
)
from linli.reserve.reads.words import Lack, lack_text, lacks_in_words

__all__ = [
    "CandidateRow",
    "Filters",
    "Lack",
    "StateCount",
    "candidate_areas",
    "candidate_page",
    "lack_text",
    "lacks_in_words",
    "state_counts",
]
