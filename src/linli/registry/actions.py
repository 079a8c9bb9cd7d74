"""Store what a workbook holds; freeze the registry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from collections.abc import Mapping as Dict
from typing import TYPE_CHECKING

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Stage
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.registry.corrections import (
    FIELDS,
    Changes,
    Encoded,
    apply_changes,
    change_not_yours,
    changes_of,
    gazetteer_for,
    reason_missing,
)
from linli.registry.desks import tell_areas
from linli.registry.intake.preview import Preview, preview
from linli.registry.mapping import Mapping
from linli.registry.models import Compound, QuarantinedRow, SurveyRound, Workbook
from linli.registry.storing import note_entries, store_preview

if TYPE_CHECKING:
    from linli.foundation.people.models import User

IMPORT_ROLES = (Role.CITY_OFFICE, Role.COUNTY_OFFICE, Role.COMMUNITY)


def may_import(user: User | None, round: SurveyRound) -> list[Problem]:  # noqa: A002 - the programme's word
    """Offices report for their own area while the round is open; None is the operator."""
    if user is not None and not scope_of(user).has(*IMPORT_ROLES):
        return [
            Problem(
                "import-not-yours",
                Text("您的岗位不填报摸底调查。", "Your post does not report surveys."),
                Text("请由属地县区或社区填报。", "The area's own office reports."),
            )
        ]
    if round.closed_on and round.closed_on < timezone.localdate():
        return [
            Problem(
                "round-closed",
                Text(f"“{round.name}”已于 {round.closed_on} 结束。", f"{round.name} has ended."),
                Text("请选择正在进行的轮次。", "Choose a round that is open."),
            )
        ]
    return []


def confirm_import(
    content: bytes,
    file_name: str,
    user: User | None,
    round: SurveyRound,  # noqa: A002 - the programme's word
    mapping: Mapping | None = None,
    expected_sha256: str | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Workbook:
    """Store a workbook as its preview said: every good row or, on any failure, none.

    ``expected_sha256`` is the preview's; ``ProblemError`` where the registry changed since.
    """
    if problems := may_import(user, round):
        raise ProblemError(*problems)
    with changing(user, _("导入调查工作簿 %(name)s") % {"name": file_name}):
        # One import at a time: two of the same compound would each see a registry without it.
        SurveyRound.objects.select_for_update().get(pk=round.pk)
        found = preview(content, file_name, user, round, mapping, progress)
        if expected_sha256 and found.sha256 != expected_sha256:
            raise ProblemError(_changed_since())
        workbook = _keep_workbook(content, user, round, found)
        store_preview(found, workbook)
        note_entries(workbook)
        if workbook.quarantined:
            areas = workbook.jurisdictions.all()
            tell_areas(Stage.WORKBOOK_RETURNED, workbook, round, areas, user)
    return workbook


def _changed_since() -> Problem:
    return Problem(
        "changed-since-preview",
        Text(
            "预览之后小区库已有变化，预览结果不再有效。", "The registry changed since the preview."
        ),
        Text("请重新预览后再确认。", "Preview again before confirming."),
    )


def _keep_workbook(
    content: bytes, user: User | None, survey_round: SurveyRound, found: Preview
) -> Workbook:
    workbook = Workbook(
        round=survey_round,
        file_name=found.file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        imported_by=user,
        added=len(found.added),
        changed=len(found.changed),
        same=found.same,
        quarantined=len(found.quarantined),
    )
    workbook.content.save(f"{workbook.sha256[:16]}.bin", ContentFile(content), save=False)
    workbook.save()
    touched = {row["jurisdiction_id"] for row in found.changed_rows.values()}
    touched |= set(found.added.table["jurisdiction_id"])
    workbook.jurisdictions.set(Jurisdiction.objects.filter(pk__in=touched))
    QuarantinedRow.objects.bulk_create(
        QuarantinedRow(
            workbook=workbook,
            sheet=bad.sheet,
            row=bad.row,
            cells=list(bad.cells.items()),  # PostgreSQL does not keep the order of an object
            problems=[problem.as_data() for problem in bad.problems],
        )
        for bad in found.quarantined
    )
    return workbook


def may_change_facts(user: User | None, reason: str = "?") -> list[Problem]:
    """Offices correct facts of their own area, with a reason; None is the operator."""
    problems = []
    if user is not None and not scope_of(user).has(*IMPORT_ROLES):
        problems.append(change_not_yours())
    if not reason.strip():
        problems.append(reason_missing())
    return problems


def change_facts(
    compound: Compound, facts: Dict[str, Encoded | None], user: User | None, reason: str
) -> Changes:
    """Change facts of one compound; return fact -> (old, new) of what was not so already.

    ``facts``: values as ``core.policy.facts.encode`` gives them (a whole number is an int), None
    to erase. Raises ``ProblemError`` with every problem, its place the fact's name, and
    ``Compound.DoesNotExist`` where the compound is outside the user's scope.
    """
    if problems := may_change_facts(user, reason):
        raise ProblemError(*problems)
    with changing(user, reason):
        own = Compound.objects.all() if user is None else Compound.objects.visible_to(user)
        stored = own.select_related("jurisdiction").select_for_update(of=("self",))
        current = stored.get(pk=compound.pk)
        if changes := changes_of(current, facts):
            apply_changes(current, changes, gazetteer_for(changes, user))
            current.save(update_fields=FIELDS)
    return changes
