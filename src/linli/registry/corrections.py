"""Facts of compounds that are corrected one by one: what may be written, and what it moves (S12).

What an import would refuse is refused here too: an export that nobody edited then imports without
a change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.facts import decode, encode, outside_range, parse
from linli.core.policy.schema import Fact, Subject
from linli.registry.bridge import dictionary, name_key
from linli.registry.intake import letters
from linli.registry.intake.places import Gazetteer
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
    type, and a number below zero where the dictionary gives a range.
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
    except ValueError as error:
        raise ProblemError(_wrong_type(fact, raw)) from error
    value = parse(fact, {True: "是", False: "否"}[raw] if isinstance(raw, bool) else str(raw))
    if fact.range and isinstance(raw, int | str) and str(raw).startswith("-"):
        raise ProblemError(_negative(fact, str(raw)))
    return None if value is None else encode(value)


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
    pair = ("willing_households", "households")
    after = [changes[name][1] if name in changes else compound.facts.get(name) for name in pair]
    if set(pair) & set(changes) and all(isinstance(each, int) for each in after):
        willing, households = after
        if willing > households:  # type: ignore[operator] # both are whole numbers
            yield _more_willing(willing, households)


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


def _negative(fact: Fact, raw: str) -> Problem:
    return Problem(
        "value-negative",
        Text(f"“{fact.label.zh}”不能为负数。", f'"{fact.label.en}" cannot be negative.'),
        Text("请核对后改正。", "Check and correct it."),
        value=raw,
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


def _more_willing(willing: Any, households: Any) -> Problem:  # noqa: ANN401 - whole numbers
    return Problem(
        "more-willing-than-households",
        Text(
            f"同意改造 {willing} 户，多于总户数 {households} 户。",
            f"{willing} households in favour of {households} in all.",
        ),
        Text("请核对两项户数。", "Check both numbers."),
        Place(key="willing_households"),
        value=str(willing),
    )
