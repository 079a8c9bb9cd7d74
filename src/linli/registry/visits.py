"""What was found on the spot, and files of a compound: taken in once, whole, or not at all (S12).

A visit's facts go the way of every correction; what somebody else changed in between is not
overwritten but told, with both values.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import IntegrityError

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.foundation.files.actions import PHOTOS, store_file
from linli.foundation.files.models import StoredFile
from linli.foundation.record.context import changing
from linli.registry import visit_letters as letters
from linli.registry.actions import change_facts, may_change_facts
from linli.registry.history import reason_of
from linli.registry.models import Attachment, Compound, Sighting, Visit
from linli.registry.newcomers import open_rounds, register
from linli.registry.visit_reports import (
    Encoded,
    Photo,
    Report,
    facts_of,
    item_fact,
    undisputed,
    wrong_of,
)

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def may_visit(user: User) -> list[Problem]:
    """Whoever corrects facts may report from the spot and add files."""
    return may_change_facts(user)


def attach_file(
    compound: Compound,
    photo: Photo,
    kind: str,
    caption: str,
    user: User,
    visit: Visit | None = None,
) -> Attachment:
    """Keep a photo or document of a compound that the user sees; raises ``ProblemError``.

    A photo is one by its content, whatever its name says; it is kept as it came.
    """
    if problems := may_visit(user):
        raise ProblemError(*problems)
    with changing(user, f"{Attachment.Kind(kind).label}：{photo.name}"):
        return Attachment.objects.create(
            compound=Compound.objects.visible_to(user).get(pk=compound.pk),
            visit=visit,
            file=_kept_file(photo, kind),
            kind=kind,
            name=photo.name[-200:],
            caption=caption,
            added_by=user,
        )


def _kept_file(photo: Photo, kind: str) -> StoredFile:
    try:
        stored = store_file(photo.content)
    except ProblemError as error:
        place = Place(file=photo.name, key="photos")
        raise ProblemError(*(replace(each, place=place) for each in error.problems)) from error
    if kind == Attachment.Kind.PHOTO and stored.media_type not in PHOTOS:
        raise ProblemError(letters.not_a_photo(photo.name))
    return stored


def record_visit(report: Report, user: User) -> tuple[Visit, bool]:
    """Store a visit with all its facts and photos; return it and whether it is new.

    The same ``client_id`` again gives the visit that there is. Raises ``ProblemError`` with
    problems by field (their place's ``key``), and ``Compound.DoesNotExist`` outside the scope.
    """
    if problems := may_visit(user):
        raise ProblemError(*problems)
    if done := _received(report, user):
        return done, False
    try:
        with changing(user, f"现场调查 {report.client_id}"):
            return _store(report, user), True
    except (ProblemError, IntegrityError):
        # Sent twice at once, the later one stumbles over what the first has stored.
        if done := _received(report, user):
            return done, False
        raise


def _received(report: Report, user: User) -> Visit | None:
    done = Visit.objects.filter(client_id=report.client_id).first()
    if done and done.user_id != user.pk:
        raise ProblemError(letters.taken_id())
    return done


def _store(report: Report, user: User) -> Visit:
    problems = [*wrong_of(report)]
    facts = facts_of(report, problems)
    if problems:
        raise ProblemError(*problems)
    if report.code:
        compound = Compound.objects.visible_to(user).select_for_update(of=("self",))
        compound = compound.get(code=report.code)
        facts = undisputed(compound, facts, report.seen)
    else:
        compound, facts = register(facts, user), {}
    return _keep(report, compound, facts, user)


def _keep(
    report: Report, compound: Compound, facts: dict[str, Encoded | None], user: User
) -> Visit:
    longitude, latitude = report.position or (None, None)
    survey_round = open_rounds(compound.jurisdiction_id).first()
    visit = Visit.objects.create(
        client_id=report.client_id,
        compound=compound,
        round=survey_round,
        user=user,
        noted_at=report.noted_at,
        longitude=longitude,
        latitude=latitude,
        facts=facts,
        works={code: state for code, state in report.works.items() if not item_fact(code)},
        note=report.note,
    )
    if facts:
        change_facts(compound, facts, user, reason_of(visit))
    if survey_round:
        Sighting.objects.get_or_create(round=survey_round, compound=compound)
    for photo in report.photos:
        attach_file(compound, photo, Attachment.Kind.PHOTO, "", user, visit)
    return visit
