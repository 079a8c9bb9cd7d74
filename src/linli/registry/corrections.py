"""Facts of compounds that are corrected one by one: what may be written, and what it moves (S12).

What an import would refuse is refused here too: an export that nobody edited then imports without
a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.facts import decode, encode, outside_range, parse
from linli.core.policy.limits import impossible
from linli.core.policy.schema import Fact, FactType, Rule, Subject
from linli.engines.tables.fact_frame import facts_wanted
from linli.registry.bridge import dictionary, name_key
from linli.registry.intake import letters
from linli.registry.intake.checks import GATE
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.positions import outside_city
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Encoded = bool | int | str
Changes = dict[str, tuple[Encoded | None, Encoded | None]]
"""Fact -> (old, new), encoded; None is unknown."""
FIXED = frozenset({"code", "jurisdiction"})
"""Facts that name the compound; they are given once."""
FIELDS = ["name", "name_key", "division", "facts", "updated_at"]
"""Columns that a correction may write."""
_PLACES = frozenset({"town", "community"})


def read_fact(name: str, raw: Encoded | None) -> Encoded | None:
    """Return an encoded value as the registry keeps it; None for unknown.

    Raises ``ProblemError``, its place the fact's name, for an unknown fact, a value of another
    type, one that no compound can have, and a position outside the city.
    """
    fact = dictionary().facts_of(Subject.COMPOUND).get(name)
    if fact is None:
        raise ProblemError(_no_such_fact(name))
    try:
        return None if raw is None else _canonical(fact, raw)
    except ProblemError as error:
        place = Place(key=name)
        raise ProblemError(*(replace(each, place=place) for each in error.problems)) from error


def _canonical(fact: Fact, raw: Encoded) -> Encoded | None:
    try:
        decode(fact, raw)
    except ProblemError:
        raise
    except ValueError as error:
        raise ProblemError(_wrong_type(fact, raw)) from error
    value = parse(fact, {True: "是", False: "否"}[raw] if isinstance(raw, bool) else str(raw))
    if value is None:
        return None
    if problem := impossible(fact, value, timezone.localdate()) or _elsewhere(fact, encode(value)):
        raise ProblemError(problem)
    return encode(value)


def _elsewhere(fact: Fact, encoded: Encoded) -> Problem | None:
    """Return what is wrong with a position outside the city."""
    if fact.type is not FactType.POINT:
        return None
    return outside_city(pl.DataFrame({"row": [0], fact.name: [encoded]}), fact).get(0)


def changes_of(compound: Compound, facts: Mapping[str, Encoded | None]) -> Changes:
    """Return what writing facts to a compound would change; raises ``ProblemError`` with all."""
    changes: Changes = {}
    problems: list[Problem] = []
    for name, raw in facts.items():
        try:
            old, new = _now(compound, name), read_fact(name, raw)
        except ProblemError as error:
            problems += error.problems
            continue
        if old != new:
            changes[name] = (old, new)
    problems += _refusals(compound, changes)
    if problems:
        raise ProblemError(*problems)
    return changes


def warnings_of(changes: Changes) -> list[Problem]:
    """Return warnings of new values outside their plausible range; they are kept all the same."""
    asked = dictionary().facts
    known = ((asked[name], new) for name, (_old, new) in changes.items() if new is not None)
    found = ((fact, outside_range(fact, decode(fact, new))) for fact, new in known)
    return [replace(each, place=Place(key=fact.name)) for fact, each in found if each]


def apply_changes(compound: Compound, changes: Changes, gazetteer: Gazetteer | None) -> None:
    """Write changes to a compound's columns, unsaved; its name and division stay in step.

    ``gazetteer`` is asked where town or community change; ``ProblemError`` outside its scope.
    """
    facts = dict(compound.facts)
    for name, (_old, new) in changes.items():
        if new is None:
            facts.pop(name, None)
        else:
            facts[name] = new
    compound.facts = facts
    compound.updated_at = timezone.now()
    if "name" in changes:
        compound.name = facts["name"]
        compound.name_key = name_key(compound.name)
    if gazetteer and _PLACES & set(changes):
        _place(compound, gazetteer)


def gazetteer_for(changes: Mapping[str, Any], user: User | None) -> Gazetteer | None:
    """Return the places by name where one of the facts asks for them; read once for many."""
    return Gazetteer(user) if _PLACES & set(changes) else None


def _place(compound: Compound, gazetteer: Gazetteer) -> None:
    town, community = compound.facts.get("town"), compound.facts.get("community")
    spot = gazetteer.find(compound.jurisdiction.name, town, community)
    if spot.problem and spot.division_id is None and spot.problem.code == "outside-jurisdiction":
        raise ProblemError(replace(spot.problem, place=Place(key="community")))
    compound.division_id = spot.division_id or compound.division_id


def _now(compound: Compound, name: str) -> Encoded | None:
    return compound.code if name == "code" else compound.facts.get(name)


def _refusals(compound: Compound, changes: Changes) -> Iterator[Problem]:
    for name, (_old, new) in changes.items():
        fact = dictionary().facts[name]
        if name in FIXED:
            yield _fixed(fact)
        elif fact.required and new is None:
            yield _needed(fact)
    if (new := changes.get("name", ("", ""))[1]) and isinstance(new, str):
        yield from _name_refusals(compound, new)
    yield from _contradictions(compound, changes)


def _name_refusals(compound: Compound, name: str) -> Iterator[Problem]:
    longest = Compound._meta.get_field("name").max_length or 0
    if len(name) > longest:
        yield _too_long(longest)
    others = Compound.objects.filter(jurisdiction=compound.jurisdiction_id, name_key=name_key(name))
    if other := others.exclude(pk=compound.pk).first():
        yield replace(letters.name_taken(other), place=Place(key="name"))


def _contradictions(compound: Compound, changes: Changes) -> Iterator[Problem]:
    """Ask the pack's rules of the survey that keep a row out, where they read what changes."""
    pack, today = dictionary(), timezone.localdate()
    after = {**compound.facts, **{name: new for name, (_old, new) in changes.items()}}
    for rule, names in _rules_of_survey(pack.digest, today):
        if changed := [name for name in names if name in changes]:
            known = {n: decode(pack.facts[n], after[n]) for n in names if after.get(n) is not None}
            if answer(pack, rule.id, known, today).verdict is Verdict.NO:
                yield _contradiction(rule, changed[0])


@lru_cache(maxsize=4)
def _rules_of_survey(_digest: str, day: date) -> list[tuple[Rule, tuple[str, ...]]]:
    pack = dictionary()
    rules = pack.rules_of(Subject.COMPOUND, day)
    stops = [rule for rule in rules if rule.gate == GATE and rule.severity is Severity.BLOCKS]
    return [(rule, facts_wanted(pack, [rule])) for rule in stops]


def change_not_yours() -> Problem:
    """Tell of a post that reads facts and does not write them."""
    return Problem(
        "change-not-yours",
        Text("您的岗位不更改调查数据。", "Your post does not change survey data."),
        Text("请由属地县区或社区更正。", "The area's own office corrects it."),
    )


def reason_missing() -> Problem:
    """Tell of a change that nobody gave a reason for."""
    return Problem(
        "reason-missing",
        Text("没有填写事由。", "The reason is missing."),
        Text("请写明为什么更改。", "Say why it is changed."),
        Place(key="reason"),
    )


def _no_such_fact(name: str) -> Problem:
    return Problem(
        "unknown-fact",
        Text(f"数据字典里没有小区的项目“{name}”。", f'A compound has no fact "{name}".'),
        Text("请对照数据字典改正。", "Compare with the fact dictionary."),
        Place(key=name),
        value=name,
    )


def _wrong_type(fact: Fact, raw: Encoded) -> Problem:
    return Problem(
        "value-of-wrong-type",
        Text(f"“{fact.label.zh}”的值类型不符。", f'"{fact.label.en}" is of another type.'),
        Text(f"请按类型 {fact.type} 填写。", f"Give a value of type {fact.type}."),
        value=str(raw)[:60],
    )


def _fixed(fact: Fact) -> Problem:
    return Problem(
        "fact-fixed",
        Text(f"“{fact.label.zh}”入库后不能更改。", f'"{fact.label.en}" never changes.'),
        Text("请不要填写此项。", "Leave it out."),
        Place(key=fact.name),
    )


def _needed(fact: Fact) -> Problem:
    return Problem(
        "required-missing",
        Text(f"“{fact.label.zh}”必须填写。", f'"{fact.label.en}" is required.'),
        Text("请填写后再保存。", "Fill it in."),
        Place(key=fact.name),
    )


def _too_long(longest: int) -> Problem:
    return Problem(
        "name-too-long",
        Text(f"小区名称超过 {longest} 个字。", f"The name has more than {longest} characters."),
        Text("请用简称。", "Use a shorter name."),
        Place(key="name"),
    )


def _contradiction(rule: Rule, name: str) -> Problem:
    return Problem(
        rule.id,
        Text(rule.messages.no.zh, rule.messages.no.en),
        Text("请核对有关的各项。", "Check the facts that it names."),
        Place(key=name),
    )
