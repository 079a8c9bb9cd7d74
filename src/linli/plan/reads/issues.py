"""A year's tasks as they were issued, version by version."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.plan.models import TaskIssue

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class PartRow(NamedTuple):
    """A jurisdiction's part of an issue."""

    name: str
    projects: int
    households: int


class IssueRow(NamedTuple):
    """An issue of a year's tasks; the whole is shown to whoever sees the whole city."""

    version: int
    document_number: str
    reason: str
    issued_by: str
    issued_at: datetime
    start_by: date
    finish_by: date
    whole: PartRow | None
    parts: list[PartRow]


def issues(user: User, year: int) -> list[IssueRow]:
    """Return the issues of a year, the newest first, with the parts that the user may see."""
    scope = scope_of(user)
    areas = [area for area in Jurisdiction.objects.all() if scope.covers(area.pk)]
    found = TaskIssue.objects.filter(year=year).select_related("issued_by").order_by("-version")
    return [_row(issue, areas, whole=scope.whole_city) for issue in found]


def _row(issue: TaskIssue, areas: list[Jurisdiction], *, whole: bool) -> IssueRow:
    return IssueRow(
        issue.version,
        issue.document_number,
        issue.reason,
        str(issue.issued_by or ""),
        issue.issued_at,
        issue.start_by,
        issue.finish_by,
        PartRow("", issue.projects, issue.households) if whole else None,
        [
            PartRow(area.name, part["projects"], part["households"])
            for area in areas
            if (part := issue.parts.get(area.code))
        ],
    )
