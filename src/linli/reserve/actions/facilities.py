"""What a bundle shares: facilities with cost, revenue and bonds, and how it balances (S75)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Pack
from linli.determination.reads import current_pack
from linli.foundation.record.context import changing
from linli.reserve import bundle_problems as amiss
from linli.reserve import problems
from linli.reserve.actions.bundles import may_change, write_version
from linli.reserve.actions.refreshing import settle
from linli.reserve.finance import BALANCE, Spending, bond_answers, places_of_use
from linli.reserve.models import Bundle, Facility
from linli.reserve.money import ZERO, kinds

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Shared(NamedTuple):
    """A facility to be shared; money is yuan, None of the two answers unknown."""

    name: str
    work: str
    use: str
    cost: Decimal
    revenue: Decimal
    bonds: Decimal
    is_public: bool | None
    bond_ready: bool | None


def may_share(user: User | None, bundle: Bundle, shared: Shared, day: date) -> list[Problem]:
    """Return all that stands against a facility, at its fields (S75)."""
    pack, found = current_pack(), may_change(user, bundle)
    item = next((each for each in pack.works if each.code == shared.work), None)
    if not shared.name.strip():
        found.append(amiss.field("name", "没有填写设施名称。", "It has no name."))
    if item is None:
        found.append(amiss.field("work", "改造内容不在目录中。", "Not in the catalogue of works."))
    if shared.use not in dict(kinds(pack)):
        found.append(amiss.field("use", "支出用途不在政策包中。", "Not a kind of spending."))
    elif item and not places_of_use(shared.use) & set(item.scope):
        found.append(amiss.field("use", "该项内容不在此处建设。", "The item is not built there."))
    return [*found, *_of_money(pack, shared, day)]


def _of_money(pack: Pack, shared: Shared, day: date) -> list[Problem]:
    found = [
        amiss.field(key, "金额不能为负。", "An amount cannot be negative.")
        for key in ("cost", "revenue", "bonds")
        if getattr(shared, key) < 0
    ]
    if shared.cost == 0:
        found.append(amiss.field("cost", "没有填写投资。", "It has no cost."))
    if shared.bonds > max(shared.cost, ZERO):
        found.append(amiss.field("bonds", "债券超过投资。", "Bonds exceed the cost."))
    if shared.bonds > 0:
        spending = Spending(shared.use, shared.is_public, shared.bond_ready)
        answers = bond_answers(pack, spending, day)
        found += [amiss.not_bondable(each.rule) for each in answers if each.verdict is Verdict.NO]
    return found


def share_facility(
    user: User | None, bundle: Bundle, shared: Shared, reason: str, day: date
) -> Facility:
    """Let a bundle share a facility. Raises ``ProblemError`` as ``may_share`` says."""
    with changing(user, reason or _("增加共享设施")):
        if found := may_share(user, bundle, shared, day) + problems.reason_needed(reason):
            raise ProblemError(*found)
        facility = Facility.objects.create(bundle=bundle, **shared._asdict())
        _follow(bundle, user, reason, day)
    return facility


def drop_facility(user: User | None, facility: Facility, reason: str, day: date) -> None:
    """Take a facility from what a bundle shares; raises ``ProblemError`` as ``may_change`` says."""
    bundle = facility.bundle
    with changing(user, reason or _("取消共享设施")):
        if found := may_change(user, bundle) + problems.reason_needed(reason):
            raise ProblemError(*found)
        facility.delete()
        _follow(bundle, user, reason, day)


def balance_bundle(user: User | None, bundle: Bundle, mode: str, reason: str) -> None:
    """Choose how a bundle's money balances (S81); empty leaves it open."""
    with changing(user, reason or _("选择资金平衡模式")):
        found = may_change(user, bundle) + problems.reason_needed(reason)
        fact = current_pack().facts.get(BALANCE)
        if mode and not (fact and mode in fact.values):
            found.append(amiss.field("mode", "政策包没有这种模式。", "Not a mode of the pack."))
        if found:
            raise ProblemError(*found)
        bundle.balance_mode = mode
        bundle.save(update_fields=["balance_mode"])
        write_version(bundle, user, reason)


def _follow(bundle: Bundle, user: User | None, reason: str, day: date) -> None:
    """Let the bundle's project, where it is one, take over the new estimate; keep the version."""
    if bundle.project_id:
        settle(list(bundle.members.values_list("compound_id", flat=True)), user, day, reason)
    write_version(bundle, user, reason)
