"""Make two compounds one, keep two apart, take a merge apart; each with a reason (S11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.registry.actions import IMPORT_ROLES
from linli.registry.duplicates import key_of
from linli.registry.models import Building, Compound, Merge, Namesake

if TYPE_CHECKING:
    from linli.foundation.people.models import User


KEY_PARTS = 3
"""Name, community and address."""
LONGEST_KEY = 400


def may_decide(user: User | None, reason: str) -> list[Problem]:
    """Offices decide on compounds of their own area, and say why."""
    if user is not None and not scope_of(user).has(*IMPORT_ROLES):
        return [_not_yours()]
    return [] if reason.strip() else [_no_reason()]


def may_merge(user: User | None, kept: Compound, merged: Compound, reason: str) -> list[Problem]:
    """Two current compounds of one jurisdiction can be made one."""
    problems = may_decide(user, reason)
    if kept.pk == merged.pk or kept.jurisdiction_id != merged.jurisdiction_id:
        problems.append(_not_alike())
    return problems


def merge(kept: Compound, merged: Compound, user: User | None, reason: str) -> Merge:
    """Make two compounds one: the kept takes over what it does not know, and the buildings.

    The other keeps its row and history but leaves lists and releases. Raises ``ProblemError``, and
    ``Compound.DoesNotExist`` for one outside the user's scope or merged already.
    """
    with changing(user, reason):
        kept, merged = (_locked(each, user) for each in (kept, merged))
        if problems := may_merge(user, kept, merged, reason):
            raise ProblemError(*problems)
        facts = {name: value for name, value in merged.facts.items() if name not in kept.facts}
        taken = set(kept.buildings.values_list("name", flat=True))
        buildings = list(merged.buildings.exclude(name__in=taken).values_list("pk", flat=True))
        Building.objects.filter(pk__in=buildings).update(compound=kept)
        _write(kept, kept.facts | facts)
        Compound.with_merged.filter(pk=merged.pk).update(merged_into=kept)
        moved = {"facts": facts, "buildings": buildings}
        done = Merge.objects.create(
            kept=kept, merged=merged, moved=moved, reason=reason, made_by=user
        )
        _remember(kept, key_of(merged), user, reason, same=True)
    return done


def take_apart(done: Merge, user: User | None, reason: str) -> None:
    """Undo a merge: both stand as before, but for what was changed since.

    Raises ``ProblemError`` where the user may not, or the kept one was itself merged meanwhile.
    """
    if problems := may_decide(user, reason):
        raise ProblemError(*problems)
    with changing(user, reason):
        own = Merge.objects.all() if user is None else Merge.objects.visible_to(user)
        done = own.select_for_update(of=("self",)).select_related("kept", "merged").get(pk=done.pk)
        if done.undone_at or done.kept.merged_into_id:
            raise ProblemError(_already_apart())
        taken: dict[str, Any] = done.moved["facts"]
        facts = done.kept.facts
        _write(done.kept, {n: v for n, v in facts.items() if n not in taken or taken[n] != v})
        moved = Building.objects.filter(pk__in=done.moved["buildings"], compound=done.kept)
        moved.update(compound=done.merged)
        Compound.with_merged.filter(pk=done.merged.pk).update(merged_into=None)
        Namesake.objects.filter(compound=done.kept, key=key_of(done.merged)).delete()
        done.undone_at, done.undone_because = timezone.now(), reason
        done.save(update_fields=["undone_at", "undone_because"])


def keep_apart(left: Compound, right: Compound, user: User | None, reason: str) -> None:
    """Remember that two compounds are not the same; they are not asked about again."""
    if problems := may_decide(user, reason):
        raise ProblemError(*problems)
    with changing(user, reason):
        left, right = (_locked(each, user) for each in (left, right))
        _remember(left, key_of(right), user, reason, same=False)


def decide_namesake(
    compound: Compound, key: str, user: User | None, reason: str, *, same: bool
) -> None:
    """Remember whether rows of a name and place (``namesake_key``) mean a compound."""
    problems = may_decide(user, reason)
    if key.count("|") < KEY_PARTS - 1 or len(key) > LONGEST_KEY:
        problems.append(_not_alike())
    if problems:
        raise ProblemError(*problems)
    with changing(user, reason):
        _remember(_locked(compound, user), key, user, reason, same=same)


def _remember(compound: Compound, key: str, user: User | None, reason: str, *, same: bool) -> None:
    decision = {"same": same, "decided_by": user, "reason": reason}
    Namesake.objects.update_or_create(compound=compound, key=key, defaults=decision)


def _locked(compound: Compound, user: User | None) -> Compound:
    own = Compound.objects.all() if user is None else Compound.objects.visible_to(user)
    found: Compound = own.select_for_update(of=("self",)).get(pk=compound.pk)
    return found


def _write(compound: Compound, facts: dict[str, Any]) -> None:
    if facts != compound.facts:
        compound.facts, compound.updated_at = facts, timezone.now()
        compound.save(update_fields=["facts", "updated_at"])


def _not_yours() -> Problem:
    return Problem(
        "decision-not-yours",
        Text("您的岗位不能认定是否为同一小区。", "Your post does not decide on duplicates."),
        Text("请由属地县区或社区处理。", "The area's own office decides."),
    )


def _no_reason() -> Problem:
    return Problem(
        "reason-missing",
        Text("请写明理由。", "A reason is needed."),
        Text("例如：现场核实为同一小区。", "For example: seen on the spot to be the same."),
        Place(key="reason"),
    )


def _not_alike() -> Problem:
    return Problem(
        "merge-other-area",
        Text("只能合并同一属地的两个小区。", "Only two compounds of one area can be merged."),
        Text("请核对所选的小区。", "Check the compounds chosen."),
    )


def _already_apart() -> Problem:
    return Problem(
        "merge-not-open",
        Text("该合并已经拆分，或保留的小区后来又被合并。", "The merge is no longer the last one."),
        Text("请先拆分后来的合并。", "Take the later merge apart first."),
    )
