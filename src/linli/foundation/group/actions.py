"""Meetings, resolutions that become steps, trainings, the list of institutions."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.kernel.period import Period
from linli.core.kernel.problem import Place, Problem, refuse
from linli.core.kernel.text import Text
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack
from linli.foundation.group.models import Institution, Meeting, Resolution, Training
from linli.foundation.offices.actions import may_manage
from linli.foundation.people.models import Jurisdiction, Organisation, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.foundation.steps.actions import NewStep, open_step

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Decided(NamedTuple):
    """What a meeting decided, which office does it, and by when (None: no day was set)."""

    text: str
    lead: Organisation
    due_on: date | None = None


def call_meeting(user: User | None, group: Organisation, asked: dict[str, Any]) -> Meeting:
    """Enter a meeting with its agenda: ``title``, ``day``, ``place``, ``chair``, ``agenda``."""
    refuse(may_manage(user, group.jurisdiction))
    with changing(user, _("召集会议：%(title)s") % {"title": asked["title"]}):
        meeting = Meeting(group=group, made_by=user, **asked)
        meeting.save()
    return meeting


def may_keep(user: User | None, meeting: Meeting) -> list[Problem]:
    """Let whoever manages the group keep its minutes, while it has none."""
    found = may_manage(user, meeting.group.jurisdiction)
    return [*found, *([_HELD] if meeting.is_held else [])]


def keep_minutes(
    user: User | None, meeting: Meeting, minutes: str, present: str, number: str = ""
) -> Meeting:
    """Keep a meeting's minutes; they stay as they are from then on."""
    with changing(user, _("会议纪要：%(title)s") % {"title": meeting.title}):
        mine: Meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
        refuse([*may_keep(user, mine), *([] if minutes.strip() else [_EMPTY])])
        mine.minutes, mine.present, mine.number = minutes.strip(), present.strip(), number.strip()
        mine.save()
    return mine


def may_decide(user: User | None, meeting: Meeting, decided: Decided) -> list[Problem]:
    """Return what stands against a resolution: the post, no text, a day before the meeting."""
    found = may_manage(user, meeting.group.jurisdiction)
    if not decided.text.strip():
        found.append(_EMPTY)
    if decided.due_on and decided.due_on < meeting.day:
        found.append(_DUE_FIRST)
    return found


def decide(user: User | None, meeting: Meeting, decided: Decided) -> Resolution:
    """Enter a resolution: its step lies on the office's desk until it is closed (S28)."""
    refuse(may_decide(user, meeting, decided))
    with changing(user, _("会议决议：%(title)s") % {"title": meeting.title}):
        step = open_step(
            user,
            NewStep(
                title=Text(decided.text[:200], decided.text[:200]),
                lead=decided.lead,
                subject=meeting,
                url=reverse("group:meeting", args=[meeting.pk]),
                jurisdiction=decided.lead.jurisdiction or meeting.group.jurisdiction,
                started_on=meeting.day,
                due_on=decided.due_on,
            ),
            meeting.title,
        )
        return Resolution.objects.create(meeting=meeting, text=decided.text, step=step)


def record_training(
    user: User | None, area: Jurisdiction | None, organiser: Organisation, given: dict[str, Any]
) -> Training:
    """Enter a training: ``day``, ``topic``, ``trainer``, ``audience``, ``people`` (S64)."""
    refuse(may_manage(user, area))
    with changing(user, _("登记培训：%(topic)s") % {"topic": given["topic"]}):
        return Training.objects.create(
            jurisdiction=area, organiser=organiser, made_by=user, **given
        )


def may_list(user: User | None) -> list[Problem]:
    """Only the city's office keeps the list of institutions; or the operator."""
    return [] if user is None or scope_of(user).has(Role.CITY_OFFICE) else [_CITY_ONLY]


def load_institutions(pack: Pack, user: User | None) -> int:
    """Enter what a pack says must stand by a day; what is listed keeps its state (S08)."""
    refuse(may_list(user))
    new = 0
    with changing(user, _("载入制度清单")):
        for stone in pack.milestones:
            value = parameter_value(pack, stone.by, pack.head.in_force_from)
            new += Institution.objects.get_or_create(
                title=stone.label.zh,
                defaults={
                    "code": stone.code,
                    "title_en": stone.label.en,
                    "clause": stone.clause,
                    "lead": stone.lead_office,
                    "due_on": value.last if isinstance(value, Period) else None,
                },
            )[1]
    return new


def set_institution(
    user: User | None, institution: Institution, given: dict[str, Any]
) -> Institution:
    """Enter how far an institution is; one in force needs its document (S08)."""
    found = may_list(user)
    if given["state"] == Institution.State.IN_FORCE and not given["document"].strip():
        found.append(_NO_DOCUMENT)
    refuse(found)
    with changing(user, _("制度清单：%(title)s") % {"title": institution.title or given["title"]}):
        for name, value in given.items():
            setattr(institution, name, value)
        institution.save()
    return institution


_HELD = Problem(
    "meeting-has-minutes",
    Text("纪要已定，不再修改。", "The minutes stand and do not change."),
    Text("如有变更，请另行开会形成决议。", "Let another meeting decide otherwise."),
)
_EMPTY = Problem(
    "meeting-empty",
    Text("内容不能为空。", "It must not be empty."),
    Text("请填写内容。", "Write it."),
    Place(key="text"),
)
_DUE_FIRST = Problem(
    "meeting-due-first",
    Text("完成时限早于会议日期。", "It would be due before the meeting."),
    Text("请核对日期。", "Check the day."),
    Place(key="due_on"),
)
_CITY_ONLY = Problem(
    "institution-not-yours",
    Text("制度清单由市领导小组办公室维护。", "The city office keeps the list of institutions."),
    Text("请把进展告知市领导小组办公室。", "Tell the city office how far it is."),
)
_NO_DOCUMENT = Problem(
    "institution-no-document",
    Text("已出台的制度须填写文件。", "An institution in force needs its document."),
    Text("请填写文件名和文号。", "Give its title and number."),
    Place(key="document"),
)
