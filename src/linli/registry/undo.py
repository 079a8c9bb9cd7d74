"""Take an import back in one step, from the record's before-images, as long as nothing needs it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Manager, Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical
from linli.foundation.people.scope import scope_of
from linli.foundation.record.bulk import update_rows
from linli.foundation.record.context import changing
from linli.foundation.record.models import Entry
from linli.registry import undo_letters as letters
from linli.registry.actions import IMPORT_ROLES
from linli.registry.intake.stored import in_parts
from linli.registry.models import (
    Attachment,
    Building,
    Compound,
    Home,
    Merge,
    Namesake,
    Release,
    Sighting,
    SurveyRound,
    Visit,
    Workbook,
)

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_MODELS: tuple[type[Model], ...] = (Home, Building, Compound)
"""What an import writes, in the order in which it can be removed."""
_MANAGERS: dict[type[Model], Manager[Any]] = {
    Home: Home.objects,
    Building: Building.objects,
    Compound: Compound.with_merged,
}
_WORDS: dict[type[Model], Text] = {
    Compound: Text("小区", "compounds"),
    Building: Text("楼栋", "buildings"),
    Home: Text("户", "homes"),
    Visit: Text("现场调查", "visits"),
    Attachment: Text("照片或文件", "photos or files"),
    Merge: Text("合并", "merges"),
    Namesake: Text("同名认定", "decisions on namesakes"),
}
_JSON = frozenset({"facts"})
_SHOWN = 5


class Step(NamedTuple):
    """What an import did to a row: its images as JSON text, ``before`` empty for a new one."""

    row: int
    before: str
    after: str


Steps = dict[type[Model], list[Step]]


def may_ask(user: User | None, workbook: Workbook, reason: str = "?") -> list[Problem]:
    """Whoever made an import, or an office above its areas, takes it back and says why.

    Told at once; whether anything depends on the import takes reading all that it did.
    """
    if not _is_theirs(user, workbook):
        return [letters.not_yours()]
    if workbook.undone_at:
        return [letters.undone_already()]
    if workbook.first_entry is None:
        return [letters.too_old()]
    problems = list(_newer_releases(workbook))
    return problems if reason.strip() else [*problems, letters.no_reason()]


def may_undo(user: User | None, workbook: Workbook, reason: str = "?") -> list[Problem]:
    """Return all that stands in the way: also rows changed since, and dependent records."""
    problems = may_ask(user, workbook, reason)
    if any(problem.code != letters.IN_THE_WAY for problem in problems):
        return problems
    steps = _steps(workbook)
    return [*problems, *_changed_since(workbook, steps), *_dependents(steps)]


def undo_import(workbook: Workbook, user: User | None, reason: str) -> None:
    """Restore every row that an import changed and remove every one that it added.

    Raises ``ProblemError`` with everything that stands in the way; then nothing has changed.
    """
    with changing(user, _("撤销导入 %(name)s：%(reason)s") % _about(workbook, reason)):
        SurveyRound.objects.select_for_update().get(pk=workbook.round_id)  # as imports do
        workbook = Workbook.objects.select_for_update(of=("self",)).get(pk=workbook.pk)
        if problems := may_undo(user, workbook, reason):
            raise ProblemError(*problems)
        steps = _steps(workbook)
        for model in _MODELS:
            _take_back(model, steps[model])
        if problems := _names_twice(steps[Compound]):
            raise ProblemError(*problems)
        workbook.undone_at, workbook.undone_by, workbook.undone_because = (
            timezone.now(),
            user,
            reason,
        )
        workbook.save(update_fields=["undone_at", "undone_by", "undone_because"])


def _about(workbook: Workbook, reason: str) -> dict[str, str]:
    return {"name": workbook.file_name, "reason": reason}


def _steps(workbook: Workbook) -> Steps:
    """Return what an import did, by table; it touches no row twice."""
    tables = {model._meta.db_table: model for model in _MODELS}
    entries = Entry.objects.numbered(workbook.first_entry or 0, workbook.last_entry, tables)
    found: Steps = defaultdict(list)
    columns = entries.order_by("pk").values_list("table", "row", "before", "after")
    for table, row, before, after in columns.iterator(chunk_size=10_000):
        found[tables[table]].append(Step(int(row), before, after))
    return found


def _take_back(model: type[Model], steps: Sequence[Step]) -> None:
    changed = [(step.row, json.loads(step.before)) for step in steps if step.before]
    if changed:
        columns = [name for name in changed[0][1] if name != "id"]
        rows = [(pk, *(_value(name, row[name]) for name in columns)) for pk, row in changed]
        update_rows(model, columns, rows)
    for some in in_parts([step.row for step in steps if not step.before]):
        if model is Compound:
            Sighting.objects.filter(compound__in=some).delete()
        _MANAGERS[model].filter(pk__in=some).delete()


def _value(column: str, value: Any) -> Any:  # noqa: ANN401 - what a column held
    return canonical(value) if column in _JSON else value


# What stands in the way ---------------------------------------------------------------------


def _is_theirs(user: User | None, workbook: Workbook) -> bool:
    if user is None:
        return True
    scope = scope_of(user)
    if not scope.has(*IMPORT_ROLES):
        return False
    areas = workbook.jurisdictions.values_list("pk", flat=True)
    return workbook.imported_by_id == user.pk or all(map(scope.covers, areas))


def _newer_releases(workbook: Workbook) -> Iterator[Problem]:
    within = Q(jurisdiction=None) | Q(jurisdiction__in=workbook.jurisdictions.all())
    for release in Release.objects.filter(within, made_at__gt=workbook.imported_at)[:_SHOWN]:
        yield letters.in_the_way(
            Text(f"小区库版本 {release} 在导入之后冻结", f"release {release} was made since"),
            Text("版本一经冻结不再变更；请导入更正后的数据。", "Import corrected data instead."),
        )


def _changed_since(workbook: Workbook, steps: Steps) -> Iterator[Problem]:
    """Yield rows that do not stand as the import left them."""
    for model, rows in steps.items():
        left = {step.row: json.loads(step.after) for step in rows}
        later = Entry.objects.numbered((workbook.last_entry or 0) + 1, None, [model._meta.db_table])
        images = later.order_by("pk").values_list("row", "after")
        newest = {int(row): image for row, image in images.iterator() if int(row) in left}
        changed = [pk for pk, image in newest.items() if not image or json.loads(image) != left[pk]]
        if changed:
            yield _changed_rows(model, [left[pk]["name"] for pk in changed])


def _dependents(steps: Steps) -> Iterator[Problem]:
    """Yield what refers to rows that the import added, whatever room it belongs to."""
    added = {model: {each.row for each in rows if not each.before} for model, rows in steps.items()}
    for model, pks in added.items():
        for other, field in _referring(model):
            own = added.get(other, set())
            count = sum(pk not in own for pk in _rows_of(other, field, sorted(pks)))
            if count:
                yield _needed_by(model, other, count)
    changed = [step.row for step in steps.get(Compound, []) if step.before]
    merged = {pk for field in ("kept", "merged") for pk in _rows_of(Merge, field, changed)}
    if open_ones := Merge.objects.filter(pk__in=merged, undone_at=None).count():
        yield _needed_by(Compound, Merge, open_ones)


def _referring(model: type[Model]) -> Iterator[tuple[type[Model], str]]:
    """Yield the tables that refer to one, and by which field; sightings go with their compound."""
    for relation in model._meta.related_objects:
        other = relation.related_model
        if not isinstance(other, str) and other is not Sighting:
            yield other, relation.field.name


def _rows_of(model: type[Model], field: str, owners: Sequence[int]) -> Iterator[int]:
    manager = _MANAGERS.get(model, model._default_manager)
    for some in in_parts(owners):
        yield from manager.filter(**{f"{field}__in": some}).values_list("pk", flat=True)


def _names_twice(steps: Sequence[Step]) -> list[Problem]:
    """Return compounds that got back a name which another one has taken meanwhile."""
    images = [(json.loads(s.before), json.loads(s.after)) for s in steps if s.before]
    taken = [
        row["name"]
        for row, after in images
        if row["name_key"] != after["name_key"]
        and Compound.objects.filter(
            jurisdiction=row["jurisdiction_id"], name_key=row["name_key"]
        ).count()
        > 1
    ]
    return [_changed_rows(Compound, taken)] if taken else []


def _changed_rows(model: type[Model], names: Sequence[str]) -> Problem:
    shown, count, what = "、".join(names[:_SHOWN]), len(names), _word(model)
    return letters.in_the_way(
        Text(
            f"{count} 个{what.zh}在导入之后又有变更：{shown}",
            f"{count} {what.en} changed since: {shown}",
        ),
        Text("请先撤销或更正后来的变更。", "Take the later changes back first."),
    )


def _needed_by(model: type[Model], other: type[Model], count: int) -> Problem:
    what, by = _word(model), _word(other)
    return letters.in_the_way(
        Text(f"{count} 条{by.zh}要用到本次的{what.zh}", f"{count} {by.en} need its {what.en}"),
        Text("请先处理这些记录。", "Deal with these first."),
    )


def _word(model: type[Model]) -> Text:
    name = str(model._meta.verbose_name)
    return _WORDS.get(model, Text(name, name))
