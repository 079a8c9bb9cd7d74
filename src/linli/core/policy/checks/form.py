"""The form of a pack's files: present, UTF-8, TOML, and in the shapes of ``schema``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.checks.files import FILES, NEEDED, NEEDED_OF_A_CITY, RULES, RulesFile
from linli.core.policy.letters import letter

_NAMED = {"facts", "parameters"}  # tables whose keys are the names of their entries
MAX_BYTES = 1_000_000
"""How large a pack's own files may be together."""
_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")
_WANTED = {
    "string": Text("引号内的文字", "Text in quotes"),
    "bool": Text("true 或 false", "true or false"),
    "int": Text("整数", "A whole number"),
    "float": Text("数字", "A number"),
    "date": Text("日期（如 2000-12-31）", "A date such as 2000-12-31"),
    "tuple": Text("列表 [ ]", "A list in [ ]"),
    "dict": Text("一组键与值 { }", "Keys and values in { }"),
    "model": Text("一组键与值 { }", "Keys and values in { }"),
    "named": Text('{ zh = "…", en = "…" }', '{ zh = "…", en = "…" }'),
    "either": Text(
        "引号内的文字、整数、true/false 或日期", "Quoted text, a whole number, true/false or a date"
    ),
}


def read_forms(files: Mapping[str, bytes], problems: list[Problem]) -> dict[str, Any]:
    """Return each file's table as a model of its form; add what is wrong to ``problems``."""
    size, forms = sum(map(len, files.values())), dict[str, Any]()
    if size > MAX_BYTES:
        problems.append(letter("pack.too-large", Place(), size, limit=MAX_BYTES))
        return forms
    problems += _files_amiss(files)
    for name in sorted(files):
        shape = FILES.get(name, RulesFile)
        if name in FILES or RULES.fullmatch(name):
            table = _table(name, files[name], problems)
            forms[name] = _shaped(shape, table, name, problems) if table is not None else None
    return forms


def _files_amiss(files: Mapping[str, bytes]) -> Iterable[Problem]:
    """Give the files that lack and those that do not belong; an upper pack needs fewer."""
    of_a_city = b"[[jurisdictions]]" in files.get("pack.toml", b"[[jurisdictions]]")
    for name in (*NEEDED, *(NEEDED_OF_A_CITY if of_a_city else ())):
        if name not in files:
            yield letter("pack.missing-file", Place(file=name), name)
    if of_a_city and not any(RULES.fullmatch(name) for name in files):
        yield letter("pack.missing-file", Place(file="rules/"), "rules/*.toml")
    for name in files:
        if name not in FILES and not RULES.fullmatch(name):
            yield letter("pack.unknown-file", Place(file=name), name)


def _table(name: str, content: bytes, problems: list[Problem]) -> dict[str, Any] | None:
    """Return a file's TOML table, numbers with a point as exact decimals."""
    try:
        return tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        problems.append(letter("pack.encoding", Place(file=name)))
    except (ValueError, RecursionError) as error:  # not TOML, a number of many digits, too deep
        found = _LINE.search(str(error))
        line = int(found[1]) if found and found[1] else len(content.splitlines())
        said = _LINE.sub("", str(error))
        problems.append(letter("pack.toml", Place(file=name, row=line), said, line=line))
    return None


def _shaped(
    shape: type[BaseModel], table: dict[str, Any], name: str, problems: list[Problem]
) -> BaseModel | None:
    """Return a table as a model, or None with a problem for each key that is wrong."""
    problems += _named_twice(table, name)
    try:
        return shape.model_validate(_with_names(table))
    except ValidationError as error:
        details = sorted(error.errors(include_url=False), key=lambda one: list(map(str, _key(one))))
        problems += [_of_key(name, list(same)) for _, same in groupby(details, _key)]
        return None


def _with_names(table: dict[str, Any]) -> dict[str, Any]:
    """Give each entry of a named table its name."""
    return {
        key: {name: _named(name, entry) for name, entry in value.items()}
        if key in _NAMED and isinstance(value, dict)
        else value
        for key, value in table.items()
    }


def _named(name: str, entry: Any) -> Any:  # noqa: ANN401 - raw TOML
    """Return an entry with its name."""
    return {**entry, "name": name} if isinstance(entry, dict) else entry


def _named_twice(table: dict[str, Any], file: str) -> Iterable[Problem]:
    """Give the entries that state a name within, where it could differ from their heading."""
    for kind in _NAMED & table.keys():
        for name, entry in table[kind].items() if isinstance(table[kind], dict) else ():
            if isinstance(entry, dict) and "name" in entry:
                yield letter(
                    "pack.unknown-key", Place(file=file, key=f"{kind}.{name}.name"), "name"
                )


def _key(error: ErrorDetails) -> tuple[int | str, ...]:
    """Return the path of the key at fault, without the branches of a choice of types."""
    place = error["loc"]
    return place[:-1] if place[-1:] and place[-1] in ("str", "int", "bool", "date") else place


def _of_key(file: str, errors: list[ErrorDetails]) -> Problem:
    """Return the one problem of a key, which may have failed every type that it may have."""
    error = errors[0]
    kind, key = error["type"], _key(error)
    place = Place(file=file, key=".".join(str(p + 1) if isinstance(p, int) else p for p in key))
    given = error["input"]
    if len(errors) > 1:
        return letter("pack.kind", place, given, wanted=_WANTED["either"])
    if kind == "missing":
        return letter("pack.missing-key", place, key[-1])
    if kind == "extra_forbidden":
        return letter("pack.unknown-key", place, key[-1])
    if kind == "enum":
        return letter(
            "pack.choice", place, given, options=error["ctx"]["expected"].replace(" or", ",")
        )
    return _of_value(place, kind, given, error["msg"])


def _of_value(place: Place, kind: str, given: object, said: str) -> Problem:
    """Return the problem of a value in the wrong shape."""
    if kind in ("string_pattern_mismatch", "string_too_long"):
        return letter("pack.name", place, given)
    wanted = _WANTED.get(kind.split("_", maxsplit=1)[0])
    if wanted:
        return letter("pack.kind", place, _short(given), wanted=wanted)
    return letter("pack.invalid", place, _short(given), error=said)


def _short(given: object) -> str:
    """Return a value as it may be shown in a problem."""
    return str(given)[:60] if not isinstance(given, date) else given.isoformat()
