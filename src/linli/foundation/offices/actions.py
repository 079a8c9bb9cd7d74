"""Changes to the organisation: appointments by a document, groups of the areas (S28, S29, S89)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Place, Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.people.models import (
    Appointment,
    Jurisdiction,
    Organisation,
    Post,
    Role,
    User,
)
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Organisation.Kind


class Named(NamedTuple):
    """Who takes a post from a day on: by name, made by a document of a day."""

    holder: str
    since: date
    document: str
    document_day: date


def may_appoint(user: User | None, post: Post) -> list[Problem]:
    """Let the city's office appoint to seats of groups, an area's office to those of its own.

    Posts that give rights in the system are the system administrator's business.
    """
    group = post.organisation
    if group.kind != Kind.LEADING_GROUP or post.role:
        return [_NOT_A_SEAT]
    return may_manage(user, group.jurisdiction)


def may_manage(user: User | None, area: Jurisdiction | None) -> list[Problem]:
    """Let the city's office manage all groups, an area's office its own; or the operator."""
    if user is None:
        return []
    scope = scope_of(user)
    own = area is not None and scope.has(Role.COUNTY_OFFICE) and scope.covers(area.pk)
    return [] if own or scope.has(Role.CITY_OFFICE) else [_NOT_YOURS]


def appoint(user: User | None, post: Post, named: Named) -> Appointment:
    """Give a seat to somebody; who held it leaves the day before, by the same document.

    Raises ``ProblemError`` without a name or document, or with a day before the holder's own.
    """
    with changing(user, _("任职：%(document)s") % {"document": named.document}):
        Post.objects.select_for_update().get(pk=post.pk)
        before = post.appointments.filter(until=None).first()
        found = may_appoint(user, post)
        if not named.holder.strip() or not named.document.strip():
            found.append(_NO_DOCUMENT)
        if before and named.since <= before.since:
            found.append(_too_early(before))
        refuse(found)
        if before:
            _end(before, date.fromordinal(named.since.toordinal() - 1), named)
        return Appointment.objects.create(post=post, **named._asdict())


def _end(appointment: Appointment, until: date, named: Named) -> None:
    appointment.until = until
    appointment.ended_by, appointment.ended_by_day = named.document, named.document_day
    appointment.save()


def found_group(
    user: User | None, area: Jurisdiction, name: str, titles: Iterable[str], document: str
) -> Organisation:
    """Register an area's leading group with the titles of its seats (S29)."""
    wanted = [title.strip() for title in titles if title.strip()]
    found = may_manage(user, area)
    if Organisation.objects.filter(kind=Kind.LEADING_GROUP, jurisdiction=area).exists():
        found.append(_has_one(area))
    if Organisation.objects.filter(name=name.strip()).exists():
        found.append(_NAME_TAKEN)
    if not name.strip() or not document.strip() or not wanted:
        found.append(_NO_DOCUMENT)
    refuse(found)
    with changing(user, _("登记工作机制：%(document)s") % {"document": document}):
        group = Organisation.objects.create(
            name=name.strip(),
            code="leading_group",
            kind=Kind.LEADING_GROUP,
            jurisdiction=area,
        )
        Post.objects.bulk_create(
            Post(organisation=group, title=title, order=order)
            for order, title in enumerate(dict.fromkeys(wanted), start=1)
        )
    return group


_NOT_YOURS = Problem(
    "group-not-yours",
    Text("工作机制由市和本县区的办公室登记。", "The offices of city and areas keep it."),
    Text("请联系本县区办公室。", "Ask the office of the area."),
)
_NOT_A_SEAT = Problem(
    "group-not-a-seat",
    Text("这不是领导小组的席位。", "This is no seat of a leading group."),
    Text("系统岗位由系统管理员任免。", "The system administrator fills posts of the system."),
)
_NO_DOCUMENT = Problem(
    "group-no-document",
    Text("须写明名称和文件，席位至少一个。", "A name, a document and a seat are needed."),
    Text("写明发文字号，如“钦政办发〔2022〕1号”。", "Give the document's number."),
    Place(key="document"),
)
_NAME_TAKEN = Problem(
    "group-name-taken",
    Text("已有同名单位。", "There is an organisation of that name."),
    Text("请另取名称。", "Choose another name."),
    Place(key="name"),
)


def _has_one(area: Jurisdiction) -> Problem:
    return Problem(
        "group-stands",
        Text(f"{area}已登记工作机制。", "The area has a group already."),
        Text("如有调整，请在席位上登记任免。", "Enter changes at its seats."),
    )


def _too_early(before: Appointment) -> Problem:
    return Problem(
        "appointment-too-early",
        Text(f"任职日期须晚于前任的任职日期 {before.since}。", f"Must follow {before.since}."),
        Text("请核对文件。", "Check the document."),
        Place(key="since"),
    )
