"""Tables of the reserve: projects and how they stand, area bundles and what they share."""

from linli.reserve.models.bundles import Bundle, BundleMember, BundleVersion, Facility
from linli.reserve.models.projects import Candidate, Movement, Project

__all__ = [
    "Bundle",
    "BundleMember",
    "BundleVersion",
    "Candidate",
    "Facility",
    "Movement",
    "Project",
]
