"""Tables of the room."""

from linli.approvals.models.cases import Case, Decision, Objection, Opinion
from linli.approvals.models.commitments import Commitment, SpotCheck
from linli.approvals.models.registrations import Registration
from linli.approvals.models.schemes import Scheme, SchemeFile, SchemeItem

__all__ = [
    "Case",
    "Commitment",
    "Decision",
    "Objection",
    "Opinion",
    "Registration",
    "Scheme",
    "SchemeFile",
    "SchemeItem",
    "SpotCheck",
]
