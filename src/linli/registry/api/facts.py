"""Facts in JSON: the shape of each as the interface describes it, and as it is checked.

One shape serves both, so that the description never promises what is then refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact, FactType, Subject
from linli.registry.bridge import dictionary
from linli.registry.corrections import Encoded, read_fact

Shape = dict[str, Any]
LONGEST_TEXT = 2_000
LONGEST_NAME = 120
_MOST = 10**15 - 1
_DIGITS = r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,12})?"
_DAY = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]|29|30|31))?)?$"
_POINT = r"^-?[0-9]{1,3}\.[0-9]{1,12},-?[0-9]{1,2}\.[0-9]{1,12}$"
_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "string": (str,),
}


def shape_of(fact: Fact) -> Shape:  # noqa: PLR0911 - one return a type
    """Return the JSON schema of a fact's value."""
    match fact.type:
        case FactType.BOOL:
            return {"type": "boolean"}
        case FactType.INT:
            return {"type": "integer", "minimum": 0 if fact.range else -_MOST, "maximum": _MOST}
        case FactType.DECIMAL | FactType.MONEY | FactType.RATIO:
            return {"type": "string", "pattern": _number_pattern(fact)}
        case FactType.DATE:
            return {"type": "string", "pattern": _DAY}
        case FactType.POINT:
            return {"type": "string", "pattern": _POINT}
        case FactType.ENUM:
            return {"type": "string", "enum": list(fact.values)}
    longest = LONGEST_NAME if fact.name == "name" else LONGEST_TEXT
    return {"type": "string", "minLength": int(fact.required), "maxLength": longest}


def _number_pattern(fact: Fact) -> str:
    if fact.type is FactType.RATIO:
        return r"^(0(\.[0-9]{1,12})?|1(\.0{1,12})?)$"
    digits = _DIGITS.replace("{1,12}", "{1,2}") if fact.type is FactType.MONEY else _DIGITS
    return f"^{'' if fact.range else '-?'}{digits}$"


def fits(shape: Shape, value: object) -> bool:
    """Tell whether a JSON value is of a shape that ``shape_of`` gives."""
    kinds = _TYPES[shape["type"]]
    if type(value) not in kinds:
        return False
    if isinstance(value, str):
        return (
            shape.get("minLength", 0) <= len(value) <= shape.get("maxLength", LONGEST_TEXT)
            and value in shape.get("enum", [value])
            and bool(re.fullmatch(shape.get("pattern", ".*").strip("^$"), value, re.DOTALL))
        )
    return not isinstance(value, int) or shape.get("minimum", value) <= value <= shape.get(
        "maximum", value
    )


class FactShapes:
    """Describes an object of facts, from the dictionary as it is when the description is asked.

    ``without`` are facts left out. ``asked``: it is part of a request, where null says that a fact
    is unknown; ``whole``: required facts must be there.
    """

    def __init__(
        self,
        subject: Subject,
        without: frozenset[str] = frozenset(),
        *,
        asked: bool = False,
        whole: bool = False,
    ) -> None:
        self.subject, self.without, self.asked, self.whole = subject, without, asked, whole

    def __get_pydantic_json_schema__(
        self, _core: CoreSchema, _handler: GetJsonSchemaHandler
    ) -> Shape:
        """Return the JSON schema of the object."""
        return self.shape()

    def facts(self) -> dict[str, Fact]:
        """Return the facts that the object may hold."""
        asked = dictionary().facts_of(self.subject)
        return {name: fact for name, fact in asked.items() if name not in self.without}

    def shape(self) -> Shape:
        """Return the JSON schema of the object."""
        found: Shape = {
            "type": "object",
            "properties": {name: self._described(fact) for name, fact in self.facts().items()},
        }
        if self.asked:
            found["additionalProperties"] = False
        if self.whole:
            found["required"] = [name for name, fact in self.facts().items() if fact.required]
        return found

    def _described(self, fact: Fact) -> Shape:
        shape = shape_of(fact)
        if not self.asked:  # what was imported may be longer than what is taken here
            shape = {"type": shape["type"]}
        elif not fact.required:
            shape = {"anyOf": [shape, {"type": "null"}]}
        return {
            **shape,
            "title": fact.label.zh,
            "description": f"{fact.label.en}. {fact.meaning.en}",
        }

    def check(self, facts: Mapping[str, Any], pointer: str) -> dict[str, Encoded | None]:
        """Return facts as the registry keeps them, None for unknown.

        Raises ``ProblemError`` with every problem, each at the JSON pointer of its fact.
        """
        problems: list[Problem] = []
        kept: dict[str, Encoded | None] = {}
        known = self.facts()
        for name, value in facts.items():
            try:
                kept[name] = _kept(known.get(name), name, value)
            except ProblemError as error:
                problems += [_at(each, f"{pointer}/{name}", value) for each in error.problems]
        problems += self._missing(facts, pointer)
        if problems:
            raise ProblemError(*problems)
        return kept

    def _missing(self, facts: Mapping[str, Any], pointer: str) -> Iterator[Problem]:
        for name, fact in self.facts().items():
            if self.whole and fact.required and name not in facts:
                yield _at(_needed(fact), f"{pointer}/{name}", "")


def _kept(fact: Fact | None, name: str, value: Any) -> Encoded | None:  # noqa: ANN401 - any JSON value
    if fact is None and name in dictionary().facts:
        raise ProblemError(_not_here(dictionary().facts[name]))
    if fact is None:
        return read_fact(name, None)  # tells that there is no such fact
    if value is None and not fact.required:
        return None
    if not fits(shape_of(fact), value):
        raise ProblemError(_unfit(fact))
    return read_fact(name, value)


def _not_here(fact: Fact) -> Problem:
    return Problem(
        "fact-not-here",
        Text(f"此处不能填写“{fact.label.zh}”。", f'"{fact.label.en}" is not given here.'),
        Text("请去掉该项。", "Leave it out."),
    )


def _at(problem: Problem, pointer: str, value: object) -> Problem:
    shown = "" if isinstance(value, dict | list) else str(value)[:60]
    return replace(problem, place=Place(key=pointer), value=problem.value or shown)


def _unfit(fact: Fact) -> Problem:
    return Problem(
        "fact-unfit",
        Text(f"“{fact.label.zh}”的值不合要求。", f'The value of "{fact.label.en}" does not fit.'),
        Text(
            f"类型为 {fact.type}；写法见接口说明，未知填 null。",
            f"Its type is {fact.type}; see the description. Write null where it is unknown.",
        ),
    )


def _needed(fact: Fact) -> Problem:
    return Problem(
        "required-missing",
        Text(f"“{fact.label.zh}”必须填写。", f'"{fact.label.en}" is required.'),
        Text("请补填。", "Fill it in."),
    )
