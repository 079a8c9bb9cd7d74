"""One fact of many compounds, changed in one step, just as its preview said."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from typing import TYPE_CHECKING, NamedTuple

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical
from linli.core.policy.facts import encode, is_placeholder, parse
from linli.core.policy.schema import Fact, Subject
from linli.engines.tables.fact_frame import KEY
from linli.foundation.record.context import changing
from linli.registry.actions import may_change_facts
from linli.registry.bridge import dictionary
from linli.registry.corrections import (
    FIELDS,
    FIXED,
    Changes,
    Encoded,
    apply_changes,
    changes_of,
    gazetteer_for,
    warnings_of,
)
from linli.registry.models import Compound
from linli.registry.selection import Selection, matching

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LIMIT = 200
"""Lines that a preview shows."""
_BATCH = 1_000


class BulkLine(NamedTuple):
    """A compound with its old and new value, encoded, and what is wrong or unlikely."""

    code: str
    name: str
    old: Encoded | None
    new: Encoded | None
    problems: list[Problem]


@dataclass(slots=True)
class BulkPlan:
    """What a bulk change would do; ``changes`` and ``refusals`` hold the first ``LIMIT``.

    ``sha256`` names its whole effect: confirmation demands the same.
    """

    fact: Fact
    new: Encoded | None
    changed: int = 0
    same: int = 0
    refused: int = 0
    warned: int = 0
    changes: list[BulkLine] = field(default_factory=list)
    refusals: list[BulkLine] = field(default_factory=list)
    sha256: str = ""

    @property
    def total(self) -> int:
        """Return how many compounds were chosen."""
        return self.changed + self.same + self.refused


def changeable() -> list[Fact]:
    """Return the facts that many compounds may be given at once: none that names them."""
    asked = dictionary().facts_of(Subject.COMPOUND).values()
    return [fact for fact in asked if not fact.required and fact.name not in FIXED]


def chosen(
    user: User, selection: Selection, codes: Sequence[str], *, everything: bool
) -> list[int]:
    """Return the ids of all compounds of a selection, or of those with the codes.

    Raises ``ProblemError`` for a wrong selection or an empty choice, and
    ``Compound.DoesNotExist`` where a code is outside the user's scope.
    """
    if everything:
        return matching(user, selection)[KEY].to_list()
    wanted = set(codes)
    if not wanted:
        raise ProblemError(_nothing_chosen())
    seen = Compound.objects.visible_to(user).filter(code__in=wanted)
    ids = list(seen.order_by("code").values_list("pk", flat=True))
    if len(ids) < len(wanted):
        raise Compound.DoesNotExist
    return ids


def new_value(name: str, written: str, *, unknown: bool) -> Encoded | None:
    """Return the value that a form gives, encoded; None for unknown.

    Raises ``ProblemError`` at ``change`` or ``to``.
    """
    fact = next((each for each in changeable() if each.name == name), None)
    if fact is None:
        raise ProblemError(_not_changeable())
    if unknown or is_placeholder(written):
        return None
    try:
        value = parse(fact, written)
    except ProblemError as error:
        raise ProblemError(*(_at(each, "to") for each in error.problems)) from error
    if value is None:
        raise ProblemError(_no_value(fact))
    return encode(value)


def preview_bulk(user: User, ids: Sequence[int], name: str, new: Encoded | None) -> BulkPlan:
    """Say what giving a fact to compounds would change; nothing is written."""
    return _gone_through(user, ids, name, new)


def confirm_bulk(
    user: User, ids: Sequence[int], fact: tuple[str, Encoded | None], reason: str, expected: str
) -> BulkPlan:
    """Give a fact (name, value) to compounds in one recorded step; all or none.

    ``expected`` is the preview's ``sha256``. Raises ``ProblemError`` where the registry changed
    since, the user may not, or the reason is missing.
    """
    if problems := may_change_facts(user, reason):
        raise ProblemError(*problems)
    with changing(user, reason):
        plan = _gone_through(user, ids, *fact, store=True)
        if plan.sha256 != expected:
            raise ProblemError(_changed_since())
    return plan


def _gone_through(
    user: User, ids: Sequence[int], name: str, new: Encoded | None, *, store: bool = False
) -> BulkPlan:
    plan = BulkPlan(dictionary().facts[name], new)
    effect = hashlib.sha256(canonical([name, new]).encode())
    for compounds in _batches(user, ids, lock=store):
        changed = []
        for compound in compounds:
            changes = _note(plan, compound)
            effect.update(f"\n{compound.pk} {canonical(changes)}".encode())
            if changes:
                changed.append((compound, changes))
        if store and changed:
            _store(changed, user)
    plan.sha256 = effect.hexdigest()
    return plan


def _batches(user: User, ids: Sequence[int], *, lock: bool) -> Iterator[list[Compound]]:
    seen = Compound.objects.visible_to(user).select_related("jurisdiction").order_by("pk")
    if lock:
        seen = seen.select_for_update(of=("self",))
    for first in range(0, len(ids), _BATCH):
        yield list(seen.filter(pk__in=ids[first : first + _BATCH]))


def _note(plan: BulkPlan, compound: Compound) -> Changes | None:
    """Count what a compound's change would be, and return it; None where it is refused."""
    name = plan.fact.name
    line = BulkLine(compound.code, compound.name, compound.facts.get(name), plan.new, [])
    try:
        changes = changes_of(compound, {name: plan.new})
    except ProblemError as error:
        plan.refused += 1
        _keep(plan.refusals, line._replace(problems=list(error.problems)))
        return None
    if not changes:
        plan.same += 1
        return changes
    warnings = warnings_of(changes)
    plan.changed += 1
    plan.warned += bool(warnings)
    _keep(plan.changes, line._replace(problems=warnings))
    return changes


def _keep(lines: list[BulkLine], line: BulkLine) -> None:
    if len(lines) < LIMIT:
        lines.append(line)


def _store(changed: list[tuple[Compound, Changes]], user: User) -> None:
    gazetteer = gazetteer_for(changed[0][1], user)
    for compound, changes in changed:
        apply_changes(compound, changes, gazetteer)
    Compound.objects.bulk_update([compound for compound, _changes in changed], FIELDS)


def _at(problem: Problem, key: str) -> Problem:
    return replaced(problem, place=Place(key=key))


def _nothing_chosen() -> Problem:
    return Problem(
        "bulk-nothing-chosen",
        Text("没有选择小区。", "No compound was chosen."),
        Text("请返回列表勾选小区，或选择全部。", "Choose some in the list, or all of them."),
    )


def _not_changeable() -> Problem:
    return Problem(
        "bulk-not-changeable",
        Text("此项不能批量更改。", "This is not changed for many compounds at once."),
        Text("请选择其他项目。", "Choose another fact."),
        Place(key="change"),
    )


def _no_value(fact: Fact) -> Problem:
    return Problem(
        "bulk-value-missing",
        Text(f"没有填写“{fact.label.zh}”的新值。", f'"{fact.label.en}" has no new value.'),
        Text("请填写新值，或勾选“改为未知”。", 'Enter it, or choose "unknown".'),
        Place(key="to"),
    )


def _changed_since() -> Problem:
    return Problem(
        "changed-since-preview",
        Text("预览之后数据已有变化，没有更改任何小区。", "The data changed since the preview."),
        Text("请核对新的预览后再确认。", "Look at the new preview and confirm again."),
    )
