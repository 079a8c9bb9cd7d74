"""Survey rounds, workbooks, compounds, buildings, homes, visits and releases (S10-S13)."""

from linli.registry.models.compounds import (
    Building,
    Compound,
    Home,
    Merge,
    Namesake,
    SavedFilter,
)
from linli.registry.models.contacts import Contact
from linli.registry.models.intake import QuarantinedRow, SavedMapping, Workbook
from linli.registry.models.releases import Release
from linli.registry.models.rounds import Sighting, SurveyRound, SurveyTask
from linli.registry.models.visits import Attachment, Visit

__all__ = [
    "Attachment",
    "Building",
    "Compound",
    "Contact",
    "Home",
    "Merge",
    "Namesake",
    "QuarantinedRow",
    "Release",
    "SavedFilter",
    "SavedMapping",
    "Sighting",
    "SurveyRound",
    "SurveyTask",
    "Visit",
    "Workbook",
]
