"""A report from the spot: what the phone sent, read and compared with the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.policy.facts import encode, is_placeholder, parse
from linli.core.policy.schema import Fact, Subject
from linli.registry import visit_letters as letters
from linli.registry.bridge import dictionary
from linli.registry.models import Compound
from linli.registry.words import in_words
from linli.registry.works import STATES, condition_fact

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


def wrong_of(report: Report) -> Iterator[Problem]:
    """Yield what is wrong with the report itself: its time, and states that no item has."""
    if report.noted_at > timezone.now() + LATEST:
        yield letters.from_the_future(report.noted_at)
    known = {item.code for item in dictionary().works}
    for code, state in report.works.items():
        if code not in known or state not in STATES:
            yield letters.no_such_state(code, state)


def facts_of(report: Report, problems: list[Problem]) -> dict[str, Encoded | None]:
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
    named = {item_fact(code): state for code, state in report.works.items()}
    return {name: state for name, state in named.items() if name}


def item_fact(code: str) -> str:
    """Return the fact that surveys an item's state; empty where the dictionary has none."""
    return next((condition_fact(item) for item in dictionary().works if item.code == code), "")


def undisputed(
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
