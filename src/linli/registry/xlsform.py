"""The survey form as an XLSForm, from the fact dictionary: for ODK, Kobo and their like (S12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.workbook import Table, write_tables
from linli.foundation.people.models import Division
from linli.foundation.people.scope import scope_of
from linli.registry.bridge import dictionary
from linli.registry.intake.places import Gazetteer

if TYPE_CHECKING:
    from linli.foundation.people.models import User

FORM_ID = "linli_compound"
ZH, EN = "中文 (zh)", "English (en)"
PHOTOS = 3
_SURVEY = (
    *("type", "name", f"label::{ZH}", f"label::{EN}", f"hint::{ZH}", f"hint::{EN}", "required"),
    *("constraint", f"constraint_message::{ZH}", f"constraint_message::{EN}"),
    *("relevant", "choice_filter", "parameters"),
)
_CHOICES = ("list_name", "name", f"label::{ZH}", f"label::{EN}", "jurisdiction", "town")
_PLACES = ("jurisdiction", "town", "community")
_WITHIN = {"town": "jurisdiction=${jurisdiction}", "community": "town=${town}"}
_DAY = r"^[0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?$"
_TYPES = {
    FactType.BOOL: "select_one yes_no",
    FactType.INT: "integer",
    FactType.DECIMAL: "decimal",
    FactType.MONEY: "decimal",
    FactType.RATIO: "decimal",
    FactType.POINT: "geopoint",
}
Row = dict[str, str]


def xlsform(user: User) -> bytes:
    """Return the form of a user's area as an xlsx workbook: survey, choices and settings."""
    facts = dictionary().facts_of(Subject.COMPOUND)
    survey = [row for fact in facts.values() for row in _questions(fact)]
    survey += [_photo(number) for number in range(1, PHOTOS + 1)]
    settings = {
        "form_title": "城镇老旧小区摸底调查",
        "form_id": FORM_ID,
        "version": f"{timezone.localtime():%Y%m%d%H%M}",
        "default_language": ZH,
    }
    return write_tables(
        [
            _table("survey", _SURVEY, survey),
            _table("choices", _CHOICES, [*_fact_choices(facts.values()), *_place_choices(user)]),
            _table("settings", tuple(settings), [settings]),
        ]
    )


def _table(name: str, headings: tuple[str, ...], rows: Iterable[Row]) -> Table:
    return Table(name, headings, [[row.get(heading, "") for heading in headings] for row in rows])


def _questions(fact: Fact) -> Iterator[Row]:
    """Yield a fact's question and, where it has a plausible range, the doubt that is shown."""
    place = fact.name in _PLACES
    yield {
        "type": f"select_one {fact.name}" if place else _type(fact),
        "name": fact.name,
        **_in_two("label", _label(fact)),
        **_in_two("hint", _hint(fact)),
        "required": "yes" if fact.required else "",
        "choice_filter": _WITHIN.get(fact.name, ""),
        **_constraint(fact),
    }
    if fact.range:
        low, high = (f"{end:.15g}" for end in fact.range)
        asked = f"${{{fact.name}}}"
        yield {
            "type": "note",
            "name": f"{fact.name}_doubt",
            **_in_two("label", _doubt(fact, low, high)),
            "relevant": f"{asked} != '' and ({asked} < {low} or {asked} > {high})",
        }


def _type(fact: Fact) -> str:
    if fact.type is FactType.ENUM:
        return f"select_one {fact.name}"
    return _TYPES.get(fact.type, "text")  # a date may be only a year: ODK's own dates cannot


def _constraint(fact: Fact) -> Row:
    """Return what an answer must be; a plausible range only makes a doubt."""
    if fact.type is FactType.DATE:
        message = Text("请填年、年月或年月日，如 1998-05。", "A year, month or day: 1998-05.")
        return {"constraint": f"regex(., '{_DAY}')", **_in_two("constraint_message", message)}
    if fact.type is FactType.RATIO:
        message = Text("请填 0 到 1 之间的数。", "A share between 0 and 1.")
        return {"constraint": ". >= 0 and . <= 1", **_in_two("constraint_message", message)}
    if fact.range:
        message = Text("不能为负数。", "It cannot be negative.")
        return {"constraint": ". >= 0", **_in_two("constraint_message", message)}
    return {}


def _label(fact: Fact) -> Text:
    if not fact.unit:
        return fact.label
    zh, en = f"{fact.label.zh}（{fact.unit.zh}）", f"{fact.label.en} ({fact.unit.en})"
    return Text(zh, en)


def _hint(fact: Fact) -> Text:
    if not fact.range:
        return fact.meaning
    low, high = (f"{end:,.15g}" for end in fact.range)
    return Text(
        f"{fact.meaning.zh}常见范围 {low}～{high}。",
        f"{fact.meaning.en} Usually {low} to {high}.",
    )


def _doubt(fact: Fact, low: str, high: str) -> Text:
    return Text(
        f"“{fact.label.zh}”超出常见范围 {low}～{high}，请核对；属实可继续。",
        f'"{fact.label.en}" is outside the usual {low} to {high}; check it, or go on if it is so.',
    )


def _photo(number: int) -> Row:
    label = Text(f"照片 {number}", f"Photo {number}")
    question = {"type": "image", "name": f"photo_{number}", "parameters": "max-pixels=1600"}
    return {**question, **_in_two("label", label)}


def _in_two(column: str, words: Text) -> Row:
    return {f"{column}::{ZH}": words.zh, f"{column}::{EN}": words.en}


def _choice(list_name: str, name: str, label: Text, **filters: str) -> Row:
    return {"list_name": list_name, "name": name, **_in_two("label", label), **filters}


def _fact_choices(facts: Iterable[Fact]) -> Iterator[Row]:
    yield _choice("yes_no", "yes", Text("是", "Yes"))
    yield _choice("yes_no", "no", Text("否", "No"))
    for fact in facts:
        for name, value in fact.values.items():
            yield _choice(fact.name, name, value.label)


def _place_choices(user: User) -> Iterator[Row]:
    """Yield the user's jurisdictions, and the towns and communities within them, by code."""
    gazetteer, scope = Gazetteer(user), scope_of(user)
    own = {gazetteer.area_of(code) for code in scope.division_codes}
    areas = {a.pk: a for a in gazetteer.areas if scope.covers(a.pk) or a.pk in own}
    for area in areas.values():
        yield _choice("jurisdiction", area.code, Text(area.name, area.name_en))
    towns = set()
    for division in _divisions(Division.Level.TOWN):
        if within := areas.get(gazetteer.area_of(division.code) or 0):
            towns.add(division.code)
            yield _choice("town", division.code, _name(division), jurisdiction=within.code)
    for division in _divisions(Division.Level.COMMUNITY):
        town = division.parent.code if division.parent else ""
        if town in towns:
            yield _choice("community", division.code, _name(division), town=town)


def _divisions(level: Division.Level) -> Iterable[Division]:
    return Division.objects.filter(level=level, valid_to=None).select_related("parent")


def _name(division: Division) -> Text:
    return Text(division.name, division.name)
