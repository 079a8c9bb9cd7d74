"""What was found on the spot, and files of a compound: taken in once, whole, or not at all (S12).

A visit's facts go the way of every correction; what somebody else changed in between is not
overwritten but told, with both values.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.policy.facts import encode, is_placeholder, parse
from linli.core.policy.schema import Fact, Subject
from linli.foundation.files.actions import PHOTOS, store_file
from linli.foundation.files.models import StoredFile
from linli.foundation.record.context import changing
from linli.registry import visit_letters as letters
from linli.registry.actions import change_facts, confirm_import, may_change_facts
from linli.registry.bridge import dictionary, name_key
from linli.registry.history import reason_of
from linli.registry.intake import preview
from linli.registry.models import Attachment, Compound, Sighting, SurveyRound, Visit
from linli.registry.words import in_words
from linli.registry.works import STATES, condition_fact

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LATEST = timedelta(days=1)
"""How far a phone's clock may run ahead."""
Encoded = bool | int | str


@dataclass(frozen=True, slots=True)
class Photo:
    """A file as the phone or browser sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Report:
    """What a phone sends of a visit.

    ``code`` names the compound; empty for one that is new here, whose ``name``, ``jurisdiction``
    (and ``town``, ``community``, ``address``) are among ``facts``. ``facts``: text as people write
    it, by fact; blank says nothing. ``seen``: what the phone showed of a fact, encoded, None for
    unknown; a fact that is written as it was seen is not a statement. ``works``: state by item.
    """

    client_id: UUID
    code: str
    noted_at: datetime
    facts: Mapping[str, str]
    seen: Mapping[str, Encoded | None] = field(default_factory=dict)
    works: Mapping[str, str] = field(default_factory=dict)
    position: tuple[Decimal, Decimal] | None = None
    note: str = ""
    photos: tuple[Photo, ...] = ()


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
    problems = [*_wrong_of(report)]
    facts = _facts_of(report, problems)
    if problems:
        raise ProblemError(*problems)
    if report.code:
        compound = Compound.objects.visible_to(user).select_for_update(of=("self",))
        compound = compound.get(code=report.code)
        facts = _undisputed(compound, facts, report.seen)
    else:
        compound, facts = _registered(facts, user), {}
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
        works={code: state for code, state in report.works.items() if not _fact_of_item(code)},
        note=report.note,
    )
    if facts:
        change_facts(compound, facts, user, reason_of(visit))
    if survey_round:
        Sighting.objects.get_or_create(round=survey_round, compound=compound)
    for photo in report.photos:
        attach_file(compound, photo, Attachment.Kind.PHOTO, "", user, visit)
    return visit


def open_rounds(jurisdiction_id: int | None = None) -> Any:  # noqa: ANN401 - a query set of rounds
    """Return the rounds that are open today, newest first; of a jurisdiction if one is given."""
    today = timezone.localdate()
    is_open = Q(opened_on__lte=today) & (Q(closed_on=None) | Q(closed_on__gte=today))
    found = SurveyRound.objects.filter(is_open)
    if jurisdiction_id is not None:
        here = Q(jurisdictions=None) | Q(jurisdictions=jurisdiction_id)
        found = found.filter(here).distinct()
    return found


# What the phone sent, read and checked ------------------------------------------------------


def _wrong_of(report: Report) -> Iterator[Problem]:
    if report.noted_at > timezone.now() + LATEST:
        yield letters.from_the_future(report.noted_at)
    known = {item.code for item in dictionary().works}
    for code, state in report.works.items():
        if code not in known or state not in STATES:
            yield letters.no_such_state(code, state)


def _facts_of(report: Report, problems: list[Problem]) -> dict[str, Encoded | None]:
    """Return what the report states, encoded; None where it says aloud that a fact is unknown."""
    known = dictionary().facts_of(Subject.COMPOUND)
    stated: dict[str, Encoded | None] = {}
    written = {**report.facts, **_states_of_items(report)}
    for name, text in written.items():
        if name not in known:
            problems.append(letters.no_such_fact(name))
            continue
        try:
            stated |= _stated(known[name], text)
        except ProblemError as error:
            problems += [replace(each, place=Place(key=name)) for each in error.problems]
    return {
        name: value
        for name, value in stated.items()
        if name not in report.seen or report.seen[name] != value
    }


def _stated(fact: Fact, text: str) -> dict[str, Encoded | None]:
    value = parse(fact, text)
    if value is not None:
        return {fact.name: encode(value)}
    return {fact.name: None} if is_placeholder(text) else {}


def _states_of_items(report: Report) -> dict[str, str]:
    named = {_fact_of_item(code): state for code, state in report.works.items()}
    return {name: state for name, state in named.items() if name}


def _fact_of_item(code: str) -> str:
    return next((condition_fact(item) for item in dictionary().works if item.code == code), "")


def _undisputed(
    compound: Compound, facts: dict[str, Encoded | None], seen: Mapping[str, Encoded | None]
) -> dict[str, Encoded | None]:
    """Return the facts that differ from the registry; raises where others changed one meanwhile."""
    changes = {n: value for n, value in facts.items() if compound.facts.get(n) != value}
    disputed = [n for n in changes if n in seen and compound.facts.get(n) != seen[n]]
    if disputed:
        raise ProblemError(*(_dispute(compound, name, changes[name]) for name in disputed))
    return changes


def _dispute(compound: Compound, name: str, mine: Encoded | None) -> Problem:
    fact, theirs = dictionary().facts[name], compound.facts.get(name)
    return letters.changed_meanwhile(fact, in_words(fact, theirs), in_words(fact, mine))


# A compound that is new ---------------------------------------------------------------------


def _registered(facts: Mapping[str, Encoded | None], user: User) -> Compound:
    """Register a compound by the rules of imports: a doubt of any kind is a problem."""
    survey_round = open_rounds().first()
    if survey_round is None:
        raise ProblemError(letters.no_open_round())
    content, labels = _as_table({name: raw for name, raw in facts.items() if raw is not None})
    found = preview(content, letters.SOURCE, user, survey_round)
    problems = [problem for row in found.quarantined for problem in row.problems]
    if problems:
        raise ProblemError(*(_at_field(problem, labels) for problem in problems))
    if len(found.added) != 1:
        raise ProblemError(letters.registered_already(_namesake(facts, user)))
    workbook = confirm_import(content, letters.SOURCE, user, survey_round)
    made: Compound = Compound.objects.get(workbook=workbook)
    return made


def _namesake(facts: Mapping[str, Encoded | None], user: User) -> Compound:
    here = {"name_key": name_key(str(facts["name"])), "jurisdiction__name": facts["jurisdiction"]}
    found: Compound = Compound.objects.visible_to(user).get(**here)
    return found


def _as_table(facts: Mapping[str, Encoded]) -> tuple[bytes, dict[str, str]]:
    """Return one row as imports read it, and its headings with their facts."""
    known = dictionary().facts
    labels = {known[name].label.zh: name for name in facts}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(labels)
    table.writerow(_as_written(known[name], facts[name]) for name in labels.values())
    return text.getvalue().encode(), labels


def _as_written(fact: Fact, raw: Encoded) -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return fact.values[str(raw)].label.zh if fact.values else str(raw)


def _at_field(problem: Problem, labels: Mapping[str, str]) -> Problem:
    return replace(problem, place=Place(key=labels.get(problem.place.column, "name")))
