"""Approve a special plan, freeze it, file it with the region, and open a change (S15, S16)."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.kernel.version import canonical, digest
from linli.core.policy.answer import Verdict
from linli.foundation.files.actions import store_file
from linli.foundation.record.context import changing
from linli.plan.special import problems
from linli.plan.special.actions.editing import editing, may_draft, may_edit
from linli.plan.special.actions.filing_step import close_filing, drop_filing, open_filing
from linli.plan.special.content import content_of
from linli.plan.special.document import Approval
from linli.plan.special.frozen import as_data
from linli.plan.special.models import Comment, Filing, SpecialPlan, Version
from linli.plan.special.package import filing_package
from linli.plan.special.rows import Content

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = SpecialPlan.State


def may_approve(user: User | None, content: Content) -> list[Problem]:
    """Return what stands against approving a plan; what only warns does not hinder it."""
    plan = content.plan
    found = may_edit(user, plan)
    if not plan.rounds.exclude(closed_on=None).exists():
        found.append(problems.NEVER_ASKED)
    if waiting := Comment.objects.filter(round__plan=plan, outcome="").count():
        found.append(problems.unanswered(waiting))
    if empty := [chapter.title for chapter in content.chapters if chapter.is_empty]:
        found.append(problems.empty_chapters(empty))
    return found + _of_units(content)


def _of_units(content: Content) -> list[Problem]:
    found = [] if content.compounds else [problems.NO_UNITS]
    undated = [unit for unit in content.units if any(row.year is None for row in unit.compounds)]
    if undated:
        found.append(problems.undated([unit.name for unit in undated]))
    wrong = [row.name for row in content.compounds if row.verdict is Verdict.NO]
    if wrong:
        found.append(problems.conflicting(wrong))
    if waiting := content.verdicts()[Verdict.UNKNOWN]:
        found.append(problems.still_open(waiting))
    return found


def blocking(found: list[Problem]) -> list[Problem]:
    """Return the problems that hinder, without those that warn."""
    return [problem for problem in found if problem.severity is Severity.BLOCKS]


def approve(user: User | None, plan: SpecialPlan, approved_by: str, approved_on: date) -> Version:
    """Freeze a plan as its next version, with the package that is filed.

    Raises ``ProblemError`` as ``may_approve`` says, and for a day that lies ahead.
    """
    with editing(user, plan, _("审定专项规划")):
        plan.refresh_from_db()
        content = content_of(plan, None)
        found = blocking(may_approve(user, content))
        if approved_on > timezone.localdate():
            found.append(problems.APPROVED_AHEAD)
        if found:
            raise ProblemError(*found)
        return _freeze(user, content, approved_by, approved_on)


def _freeze(user: User | None, content: Content, approved_by: str, approved_on: date) -> Version:
    plan, data = content.plan, as_data(content)
    number = plan.versions.count() + 1
    package = filing_package(content, Approval(number, approved_by, approved_on, plan.reason))
    version = Version(
        plan=plan,
        number=number,
        reason=plan.reason or _("首次审定"),
        approved_by=approved_by,
        approved_on=approved_on,
        made_by=user,
        content=data,
        sha256=digest(canonical(data)),
        package_sha256=hashlib.sha256(package).hexdigest(),
    )
    name = f"{plan.pk}-v{number}-{version.package_sha256[:12]}.zip"
    version.package.save(name, ContentFile(package), save=False)
    version.save(force_insert=True)
    plan.state, plan.reason = State.APPROVED, ""
    plan.save()
    open_filing(user, version)
    return version


def file_version(
    user: User | None,
    version: Version,
    number: str,
    filed_on: date,
    receipt: bytes | None = None,
    note: str = "",
) -> Filing:
    """Enter number, day and receipt of a filing; it can be entered once (S16).

    Raises ``ProblemError`` where the version is not the newest approved one, is filed already, or
    the day lies before approval or ahead.
    """
    found = may_draft(user)
    with changing(user, _("登记备案：%s") % number):
        plan = SpecialPlan.objects.select_for_update().get(pk=version.plan_id)
        newest = plan.versions.first()
        if plan.state != State.APPROVED or newest != version:
            found.append(problems.NOT_APPROVED)
        if not version.approved_on <= filed_on <= timezone.localdate():
            found.append(problems.FILED_BEFORE_APPROVAL)
        if found:
            raise ProblemError(*found)
        filing = Filing.objects.create(
            version=version,
            number=number,
            filed_on=filed_on,
            receipt=store_file(receipt) if receipt else None,
            note=note,
            entered_by=user,
        )
        plan.state = State.FILED
        plan.save()
        close_filing(user, filing)
    return filing


def reopen(user: User | None, plan: SpecialPlan, reason: str) -> None:
    """Open an approved plan for a change, with its reason; its versions and filings stay."""
    found = may_draft(user)
    if not reason.strip():
        found.append(problems.REASON_NEEDED)
    if found:
        raise ProblemError(*found)
    with changing(user, reason):
        locked = SpecialPlan.objects.select_for_update().get(pk=plan.pk)
        if locked.state == State.DRAFT:
            return
        drop_filing(user, locked.versions.first(), reason)
        locked.state, locked.reason = State.DRAFT, reason
        locked.save()
