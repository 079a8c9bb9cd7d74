"""Accept, reshape and give up area bundles; make one project of a bundle (S47, S75, A01)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.models import Jurisdiction
from linli.foundation.record.context import changing
from linli.registry.models import Compound
from linli.reserve import bundle_problems as amiss
from linli.reserve import problems
from linli.reserve.actions.refreshing import settle
from linli.reserve.models import Bundle, BundleMember, BundleVersion, Candidate, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

FEWEST = 2
State = Candidate.State


class Draft(NamedTuple):
    """A bundle as somebody would have it: members are codes of compounds."""

    name: str
    level: str
    members: tuple[str, ...]
    reason: str


def may_accept(user: User | None, draft: Draft, bundle: Bundle | None = None) -> list[Problem]:
    """Return all that stands against a draft, of a new bundle or in place of one."""
    seen = Compound.objects.visible_to(user) if user else Compound.objects.all()
    members = list(seen.filter(code__in=draft.members).select_related("jurisdiction"))
    found = problems.reason_needed(draft.reason)
    if not draft.name.strip():
        found.append(amiss.NAMELESS)
    if draft.level not in Bundle.Level.values:
        found.append(amiss.NO_LEVEL)
    if missing := set(draft.members) - {member.code for member in members}:
        found.append(amiss.unknown_members(missing))
    if len(members) < FEWEST:
        found.append(amiss.TOO_FEW)
    areas = {member.jurisdiction_id for member in members}
    if len(areas) > 1:
        found.append(amiss.SEVERAL_AREAS)
    if bundle and not bundle.active:
        found.append(amiss.GIVEN_UP)
    for area in sorted(areas):
        found += [each for each in problems.not_theirs(user, area) if each not in found]
    return [*found, *_of_members(draft, members, bundle)]


def _of_members(
    draft: Draft, members: Iterable[Compound], bundle: Bundle | None
) -> Iterable[Problem]:
    """Give what members stand in already, or do not stand in: the reserve."""
    codes = {member.code for member in members}
    ids = [member.pk for member in members]
    if own := planned(ids):
        yield amiss.planned(own)
    standing = Candidate.objects.exclude(state=State.WITHDRAWN)
    held = set(standing.filter(project__compounds__in=ids).values_list("project__compounds", "pk"))
    if strange := [m.name for m in members if m.pk not in {pk for pk, _candidate in held}]:
        yield amiss.not_in_reserve(strange)
    others = Bundle.objects.filter(active=True, members__compound__in=ids).distinct()
    for other in others.exclude(pk=bundle.pk if bundle else None):
        theirs = set(other.compounds.values_list("code", flat=True))
        if other.level == draft.level:
            yield amiss.taken(other, theirs & codes)
        elif not (codes <= theirs if draft.level == Bundle.Level.STREET else theirs <= codes):
            yield amiss.crossing(other)
        elif other.project_id:
            yield amiss.project_inside(other)


def planned(ids: Iterable[int]) -> list[str]:
    """Return the names of planned projects that hold any of these compounds."""
    found = Candidate.objects.filter(state=State.PLANNED, project__compounds__in=list(ids))
    return sorted(set(found.values_list("project__name", flat=True)))


def accept_bundle(user: User | None, draft: Draft) -> Bundle:
    """Make a bundle of a draft, version 1. Raises ``ProblemError`` as ``may_accept`` says."""
    with changing(user, draft.reason or _("接受打包")):
        area = _locked_area(draft)
        if found := may_accept(user, draft):
            raise ProblemError(*found)
        number = Bundle.objects.filter(jurisdiction=area).count() + 1
        bundle = Bundle.objects.create(
            code=f"B{area.code}-{number:03}",
            name=draft.name.strip(),
            level=draft.level,
            jurisdiction=area,
        )
        _set_members(bundle, draft)
        write_version(bundle, user, draft.reason)
    return bundle


def reshape_bundle(user: User | None, bundle: Bundle, draft: Draft, day: date) -> None:
    """Give a bundle another name or other members, as its next version.

    Where it is a project already, that follows. Raises ``ProblemError`` as ``may_accept`` says.
    """
    with changing(user, draft.reason or _("调整打包")):
        _locked_area(draft)
        before = set(bundle.members.values_list("compound_id", flat=True))
        stays = draft._replace(level=bundle.level)
        found = may_accept(user, stays, bundle)
        if own := planned(before):
            found = [each for each in found if each.code != amiss.PLANNED] + [amiss.planned(own)]
        if found:
            raise ProblemError(*found)
        bundle.name = draft.name.strip()
        bundle.save(update_fields=["name"])
        _set_members(bundle, stays)
        after = set(bundle.members.values_list("compound_id", flat=True))
        if bundle.project:
            bundle.project.compounds.set(after)
            settle(before | after, user, day, draft.reason)
        write_version(bundle, user, draft.reason)


def give_up_bundle(user: User | None, bundle: Bundle, reason: str, day: date) -> None:
    """Let a bundle's members stand for themselves again; its versions stay."""
    with changing(user, reason or _("撤销打包")):
        ids = list(bundle.members.values_list("compound_id", flat=True))
        if found := may_change(user, bundle) + problems.reason_needed(reason):
            raise ProblemError(*found)
        bundle.active = False
        bundle.save(update_fields=["active"])
        bundle.members.all().delete()
        if bundle.project:
            settle(ids, user, day, reason)
        write_version(bundle, user, reason)


def may_change(user: User | None, bundle: Bundle) -> list[Problem]:
    """Return what stands against changing a bundle: the post, its end, or a plan that holds it."""
    found = problems.not_theirs(user, bundle.jurisdiction_id)
    if not bundle.active:
        found.append(amiss.GIVEN_UP)
    if own := planned(bundle.members.values_list("compound_id", flat=True)):
        found.append(amiss.planned(own))
    return found


def may_make_project(user: User | None, bundle: Bundle) -> list[Problem]:
    """Return what stands against making one project of a bundle."""
    found = may_change(user, bundle)
    if bundle.project_id:
        found.append(amiss.PROJECT_ALREADY)
    ids = bundle.members.values_list("compound_id", flat=True)
    inside = Bundle.objects.filter(active=True, members__compound__in=ids).exclude(project=None)
    return [*found, *map(amiss.project_inside, inside.exclude(pk=bundle.pk).distinct())]


def make_project(user: User | None, bundle: Bundle, reason: str, day: date) -> Project:
    """Make one project of a bundle's compounds; their own projects leave the reserve (A01).

    Raises ``ProblemError`` as ``may_make_project`` says, and without a reason.
    """
    with changing(user, reason or _("打包立为项目")):
        if found := may_make_project(user, bundle) + problems.reason_needed(reason):
            raise ProblemError(*found)
        ids = list(bundle.members.values_list("compound_id", flat=True))
        name = f"{bundle.name}改造项目"
        project = Project.objects.create(
            code=bundle.code, name=name, jurisdiction=bundle.jurisdiction
        )
        project.compounds.set(ids)
        bundle.project = project
        bundle.save(update_fields=["project"])
        settle(ids, user, day, reason)
        write_version(bundle, user, reason)
    return project


def _locked_area(draft: Draft) -> Jurisdiction:
    """Return the members' jurisdiction; two who bundle in it wait for each other."""
    held = Compound.objects.filter(code__in=draft.members).order_by("jurisdiction")
    first = held.values_list("jurisdiction", flat=True).first()
    if first is None:
        raise ProblemError(amiss.TOO_FEW)
    area: Jurisdiction = Jurisdiction.objects.select_for_update().get(pk=first)
    return area


def _set_members(bundle: Bundle, draft: Draft) -> None:
    wanted = set(Compound.objects.filter(code__in=draft.members).values_list("pk", flat=True))
    held = set(bundle.members.values_list("compound_id", flat=True))
    bundle.members.exclude(compound__in=wanted).delete()
    BundleMember.objects.bulk_create(
        BundleMember(bundle=bundle, compound_id=pk, level=bundle.level)
        for pk in sorted(wanted - held)
    )


def write_version(bundle: Bundle, user: User | None, reason: str) -> None:
    """Keep the whole of a bundle as it now is, for good."""
    newest = bundle.versions.order_by("-number").first()
    BundleVersion.objects.create(
        bundle=bundle,
        number=newest.number + 1 if newest else 1,
        content=_content(bundle),
        reason=reason[:200],
        made_by=user,
    )


def _content(bundle: Bundle) -> dict[str, object]:
    facilities = [
        {
            **{name: getattr(each, name) for name in ("name", "work", "use")},
            **{name: str(getattr(each, name)) for name in ("cost", "revenue", "bonds")},
            "is_public": each.is_public,
            "bond_ready": each.bond_ready,
        }
        for each in bundle.facilities.all()
    ]
    return {
        "name": bundle.name,
        "level": bundle.level,
        "members": list(bundle.members.values_list("compound__code", flat=True)),
        "facilities": facilities,
        "balance_mode": bundle.balance_mode,
        "project": bundle.project.code if bundle.project else "",
        "active": bundle.active,
    }
