"""The form of a visit: what it asks, what it shows of a compound, and what came back with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import get_language

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.policy.schema import Fact, FactType
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.registry.bridge import dictionary
from linli.registry.models import Compound
from linli.registry.visit_letters import unreadable
from linli.registry.visit_reports import Photo, Report
from linli.registry.words import in_words
from linli.registry.works import CLASSES, STATES, condition_fact

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PLACE_FACTS = ("name", "jurisdiction", "town", "community", "address")
"""What a compound that is new here is known by."""
_MAIN = (
    "compound_kind tenure_kind built_on structure buildings entrances storeys households "
    "residents floor_area willing_households elevators parking_spaces illegal_structures "
    "has_property_manager owners_committee council shortcomings"
)
_NUMBERS = frozenset({FactType.INT, FactType.DECIMAL, FactType.MONEY, FactType.RATIO})
_DEGREES = {"longitude": Decimal(180), "latitude": Decimal(90)}
Read = TypeVar("Read")
YES_NO = {True: "是", False: "否"}


class Field(NamedTuple):
    """``key`` names it in problems, ``name`` in what is sent; ``options`` are value and label."""

    key: str
    name: str
    label: str
    value: str
    unit: str = ""
    is_number: bool = False
    options: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()


class FieldGroup(NamedTuple):
    """The items of works of one class."""

    label: str
    fields: list[Field]


class FieldForm(NamedTuple):
    """The form as a page shows it. ``seen``: JSON of what it shows of the facts."""

    client_id: str
    code: str
    title: str
    values: Mapping[str, str]
    place: list[Field]
    facts: list[Field]
    works: list[FieldGroup]
    seen: str
    problems: Mapping[str, tuple[Problem, ...]]


def main_facts() -> list[Fact]:
    """Return the facts that the form asks, as far as the dictionary has them."""
    known = dictionary().facts
    return [known[name] for name in _MAIN.split() if name in known]


def asked_facts() -> list[str]:
    """Return the names of facts that the form shows: the main ones and the items' conditions."""
    conditions = [name for item in dictionary().works if (name := condition_fact(item))]
    return [*(fact.name for fact in main_facts()), *conditions]


def shown_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form shows of a compound: every fact that it asks, None where unknown."""
    return {name: facts.get(name) for name in asked_facts()}


def blank_form(user: User, compound: Compound | None) -> FieldForm:
    """Return a form for a compound, or for one that is new (None)."""
    shown = shown_facts(compound.facts if compound else {})
    values = {f"fact.{name}": as_written(raw) for name, raw in shown.items()}
    for item in dictionary().works:
        values[f"work.{item.code}"] = values.get(f"fact.{condition_fact(item)}", "")
    values["noted_at"] = f"{timezone.localtime():%Y-%m-%dT%H:%M}"
    return _form(user, compound, {"client_id": str(uuid4()), **values}, ())


def refused_form(
    user: User, compound: Compound | None, sent: Mapping[str, str], problems: Iterable[Problem]
) -> FieldForm:
    """Return the form as it was sent, with its problems; sent again, it means what it says."""
    return _form(user, compound, sent, problems)


def as_written(raw: bool | int | str | None) -> str:  # noqa: FBT001 - a stored value
    """Return a stored fact as a field holds it: the name of an option, 是 or 否, or the text."""
    return "" if raw is None else YES_NO[raw] if isinstance(raw, bool) else str(raw)


def _form(
    user: User, compound: Compound | None, values: Mapping[str, str], problems: Iterable[Problem]
) -> FieldForm:
    told: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        told[problem.place.key] = (*told.get(problem.place.key, ()), problem)
    language = get_language() or "zh-hans"
    known = dictionary().facts
    place = [_field(known[name], values, told) for name in PLACE_FACTS if name in known]
    return FieldForm(
        values.get("client_id", ""),
        compound.code if compound else "",
        compound.name if compound else "",
        values,
        [
            each._replace(options=_areas(user)) if each.key == "jurisdiction" else each
            for each in place
        ],
        [_field(fact, values, told) for fact in main_facts()],
        list(_works(values, told, language)),
        json.dumps(shown_facts(compound.facts) if compound else {}, ensure_ascii=False),
        told,
    )


def _field(fact: Fact, values: Mapping[str, str], told: Mapping[str, tuple[Problem, ...]]) -> Field:
    language = get_language() or "zh-hans"
    options = [(name, value.label.in_language(language)) for name, value in fact.values.items()]
    if fact.type is FactType.BOOL:
        options = [(word, in_words(fact, raw)) for raw, word in YES_NO.items()]
    return Field(
        fact.name,
        f"fact.{fact.name}",
        fact.label.in_language(language),
        values.get(f"fact.{fact.name}", ""),
        fact.unit.in_language(language) if fact.unit else "",
        fact.type in _NUMBERS,
        (("", "—"), *options) if options else (),
        told.get(fact.name, ()),
    )


def _works(
    values: Mapping[str, str], told: Mapping[str, tuple[Problem, ...]], language: str
) -> Iterator[FieldGroup]:
    options = tuple((state, label.in_language(language)) for state, label in STATES.items())
    for work_class, label in CLASSES.items():
        fields = [
            Field(
                condition_fact(item) or item.code,
                f"work.{item.code}",
                item.label.in_language(language),
                values.get(f"work.{item.code}", ""),
                options=options,
                problems=told.get(condition_fact(item) or item.code, ()),
            )
            for item in dictionary().works
            if item.work_class is work_class
        ]
        yield FieldGroup(label.in_language(language), fields)


def _areas(user: User) -> tuple[tuple[str, str], ...]:
    """Return the jurisdictions in which the user may know of compounds."""
    scope = scope_of(user)
    own = set(scope.jurisdictions)
    if not scope.whole_city:
        own |= set(
            Compound.objects.visible_to(user)
            .order_by()
            .values_list("jurisdiction", flat=True)
            .distinct()
        )
    areas = Jurisdiction.objects.all()
    areas = areas.filter(pk__in=own) if own else areas
    return tuple((area.name, area.name) for area in areas)


# What came back -------------------------------------------------------------------------------


def report_of(sent: Mapping[str, str], files: Iterable[UploadedFile[bytes]]) -> Report:
    """Read what was sent; raises ``ProblemError`` with every field that cannot be read."""
    problems: list[Problem] = []
    client_id = _read(sent, "client_id", UUID, problems)
    noted_at = _read(sent, "noted_at", _moment, problems)
    seen = _read(sent, "seen", _object, problems) if sent.get("seen") else {}
    position = _position(sent, problems)
    facts = _under(sent, "fact.")
    if problems or client_id is None or noted_at is None:
        raise ProblemError(*problems)
    if position and sent.get("use_position"):
        facts["location"] = f"{position[0]},{position[1]}"
    return Report(
        client_id=client_id,
        code=sent.get("compound", ""),
        noted_at=noted_at,
        facts=facts,
        seen=seen or {},
        works={code: state for code, state in _under(sent, "work.").items() if state},
        position=position,
        note=sent.get("note", "").strip(),
        photos=tuple(Photo(file.name or "", file.read()) for file in files),
    )


def _under(sent: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): text for name, text in sent.items() if name.startswith(prefix)
    }


def _read(
    sent: Mapping[str, str], key: str, reader: Callable[[str], Read], problems: list[Problem]
) -> Read | None:
    text = sent.get(key, "")
    try:
        return reader(text)
    except ValueError:
        problems.append(unreadable(key, text))
        return None


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError(text)  # noqa: TRY004 - as for any other text that cannot be read
    return found


def _position(sent: Mapping[str, str], problems: list[Problem]) -> tuple[Decimal, Decimal] | None:
    given = {key: sent.get(key, "").strip() for key in _DEGREES}
    if not any(given.values()):
        return None
    found = []
    for key, most in _DEGREES.items():
        try:
            found.append(_degrees(given[key], most))
        except ValueError:
            problems.append(unreadable(key, given[key]))
    return (found[0], found[1]) if len(found) == len(_DEGREES) else None


def _degrees(text: str, most: Decimal) -> Decimal:
    try:
        degrees = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not degrees.is_finite() or abs(degrees) > most:
        raise ValueError(text)
    return round(degrees, 7)
