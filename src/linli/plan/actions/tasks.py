"""Break a year's task up and issue it: parts equal the whole, or nothing is issued (S04, S05)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.policy.schema import Pack, YearTotal
from linli.foundation.people.models import Jurisdiction
from linli.foundation.record.context import changing
from linli.plan import problems
from linli.plan.actions.posts import may_plan
from linli.plan.models import Target, TaskDraft, TaskIssue
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

MEASURES = ("projects", "households")


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A year's whole task, its days, the document that issues it, and its parts by jurisdiction.

    ``parts``: ``{code: {"projects": n, "households": n}}``.
    """

    projects: int
    households: int
    start_by: date
    finish_by: date
    document_number: str = ""
    parts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def rest(self, measure: str) -> int:
        """Return the whole less the sum of the parts: 0 where they agree."""
        whole: int = getattr(self, measure)
        return whole - sum(part[measure] for part in self.parts.values())


def save_draft(user: User | None, year: int, breakdown: Breakdown) -> TaskDraft:
    """Keep a breakdown that need not be right yet."""
    if found := may_plan(user):
        raise ProblemError(*found)
    with changing(user, _("%(year)s 年任务分解草稿") % {"year": year}):
        return TaskDraft.objects.update_or_create(
            year=year, defaults={**asdict(breakdown), "edited_by": user}
        )[0]


def may_issue(user: User | None, year: int, breakdown: Breakdown) -> list[Problem]:
    """Return what stands against issuing a breakdown; warnings do not."""
    found = may_plan(user)
    found += [
        problems.parts_differ(measure, getattr(breakdown, measure), rest)
        for measure in MEASURES
        if (rest := breakdown.rest(measure))
    ]
    if not (breakdown.projects and breakdown.households):
        found.append(problems.NO_WHOLE)
    if not breakdown.document_number.strip():
        found.append(problems.NO_DOCUMENT)
    if not date(year, 1, 1) <= breakdown.start_by <= breakdown.finish_by:
        found.append(problems.bad_days(year))
    return found + list(_against_stock(breakdown))


def _against_stock(breakdown: Breakdown) -> Iterable[Problem]:
    """Yield parts that are larger than all that the registry knows of the jurisdiction."""
    known, homes, open_areas = Counter[str](), Counter[str](), set[str]()
    rows = Compound.objects.order_by().values_list("jurisdiction__code", "facts__households")
    for area, households in rows:
        known[area] += 1
        homes[area] += households or 0
        if households is None:
            open_areas.add(area)
    names = dict(Jurisdiction.objects.values_list("code", "name"))
    for area, part in breakdown.parts.items():
        if part["projects"] > known[area]:
            yield problems.larger_than_stock(names[area], "projects", part["projects"], known[area])
        if area not in open_areas and part["households"] > homes[area]:
            stock = homes[area]
            yield problems.larger_than_stock(names[area], "households", part["households"], stock)


def issue_tasks(
    user: User | None, year: int, breakdown: Breakdown, reason: str = "", seen: int = 0
) -> TaskIssue:
    """Issue a breakdown as the next frozen version; the year's targets become its parts.

    ``seen`` is the version that stood when the user decided: another one since is told, not
    overwritten. Raises ``ProblemError`` as ``may_issue`` says.
    """
    with changing(user, reason or _("下达 %(year)s 年任务") % {"year": year}):
        list(Jurisdiction.objects.select_for_update())  # two issues of a year wait for each other
        newest = newest_issue(year)
        found = may_issue(user, year, breakdown)
        if newest and newest.version != seen:
            found.append(problems.issued_meanwhile(newest.version))
        if newest and not reason.strip():
            found.append(problems.tasks_need_reason(newest.version))
        if any(problem.severity is Severity.BLOCKS for problem in found):
            raise ProblemError(*found)
        issue = _issue(user, year, breakdown, reason, newest)
        TaskDraft.objects.filter(year=year).delete()
    return issue


def newest_issue(year: int) -> TaskIssue | None:
    """Return a year's tasks as last issued."""
    return TaskIssue.objects.filter(year=year).order_by("-version").first()


def _issue(
    user: User | None, year: int, breakdown: Breakdown, reason: str, newest: TaskIssue | None
) -> TaskIssue:
    issue = TaskIssue.objects.create(
        year=year,
        version=newest.version + 1 if newest else 1,
        reason=reason,
        issued_by=user,
        **asdict(breakdown),
    )
    _set_targets(issue, issue.document_number)
    return issue


def _set_targets(issue: TaskIssue, source: str) -> int:
    """Make a year's targets those of an issue; return how many changed."""
    areas = {area.code: area for area in Jurisdiction.objects.all()}
    asked = {code: part for code, part in issue.parts.items() if any(part.values())}
    known = {row.jurisdiction.code: row for row in _targets(issue.year)}
    changed = 0
    for code, part in asked.items():
        row = known.pop(code, None) or Target(year=issue.year, jurisdiction=areas[code])
        values = {"projects": part["projects"], "households": part["households"], "clause": source}
        if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
            vars(row).update(values)
            row.save()
            changed += 1
    for row in known.values():
        row.delete()
        changed += 1
    return changed


def _targets(year: int) -> Iterable[Target]:
    return Target.objects.filter(year=year).select_related("jurisdiction")


def load_targets(pack: Pack, user: User | None) -> int:
    """Issue the tasks of a pack's years; return how many targets were new or changed (S04, S05).

    Running it again changes nothing; what the office issued itself stays. Raises ``ProblemError``
    where a jurisdiction is not known.
    """
    if found := may_plan(user):
        raise ProblemError(*found)
    areas = set(Jurisdiction.objects.values_list("code", flat=True))
    if unknown := {target.jurisdiction for target in pack.targets} - areas:
        raise ProblemError(problems.unknown_jurisdictions(unknown))
    changed = 0
    with changing(user, _("下达年度任务")):
        for total in pack.totals:
            changed += _issue_of_pack(pack, total)
    return changed


def _issue_of_pack(pack: Pack, total: YearTotal) -> int:
    own = [each for each in pack.targets if each.year == total.year]
    values: dict[str, Any] = {
        "projects": total.projects,
        "households": total.households,
        "start_by": total.start_by,
        "finish_by": total.finish_by,
        "document_number": pack.head.document_number,
        "parts": {t.jurisdiction: {name: getattr(t, name) for name in MEASURES} for t in own},
    }
    newest = newest_issue(total.year)
    if newest and (newest.issued_by_id or all(getattr(newest, n) == values[n] for n in values)):
        return 0
    version, reason = (newest.version + 1, _("政策包更新")) if newest else (1, "")
    issue = TaskIssue.objects.create(year=total.year, version=version, reason=reason, **values)
    return _set_targets(issue, total.clause)
