"""A policy pack, read from the bytes of its files and checked whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.kernel.version import digest
from linli.core.policy.checks.cases import check_cases
from linli.core.policy.checks.conditions import check_conditions
from linli.core.policy.checks.files import RULES
from linli.core.policy.checks.form import read_forms
from linli.core.policy.checks.names import (
    check_classes,
    check_clauses,
    check_duplicates,
    check_headers,
    check_rows,
    check_values,
    check_words,
    twice,
)
from linli.core.policy.checks.need import check_need
from linli.core.policy.checks.numbers import check_parameters, check_targets, check_validity
from linli.core.policy.checks.offices import check_offices
from linli.core.policy.checks.procedures import check_procedures
from linli.core.policy.letters import letter
from linli.core.policy.schema import TABLES, Pack

UPPER = "extends/"
"""Before the names of files of upper packs: ``extends/china_civil_code/clauses.toml``."""


def read_pack(files: Mapping[str, bytes]) -> Pack:
    """Return the pack that files make, keyed by their names within its folder; read once a process.

    Raises ``ProblemError`` with all problems.
    """
    return _read_once(tuple(sorted(files.items())))


@lru_cache(maxsize=8)
def _read_once(files: tuple[tuple[str, bytes], ...]) -> Pack:
    """Return the pack of files: to read and try it takes long, and a pack never changes."""
    pack, problems = _read(dict(files))
    if problems or pack is None:
        raise ProblemError(*problems)
    return pack


def check_pack(files: Mapping[str, bytes]) -> list[Problem]:
    """Return everything that is wrong with a pack.

    The meaning of a pack is judged once all its files have their form, its cases once all its
    conditions and figures can be read.
    """
    return _read(files)[1]


def _read(
    files: Mapping[str, bytes], uppers: dict[str, Pack | None] | None = None
) -> tuple[Pack | None, list[Problem]]:
    """Return the pack, as far as its files have their form, and its problems.

    ``uppers`` keeps the upper packs, so that each is read and its problems are told once.
    """
    uppers = {} if uppers is None else uppers
    problems: list[Problem] = []
    own, below = own_and_below(files)
    forms = read_forms(own, problems)
    if problems:
        return None, problems
    pack = _assembled(forms, _digest(files))
    rule_files = {rule.id: name for name in _rule_files(forms) for rule in forms[name].rules}
    for name in pack.head.extends:
        upper = _upper(name, below, uppers, problems)
        if upper:
            pack = _on_top_of(upper, pack, problems)
            rule_files = dict.fromkeys(upper.rules, f"{UPPER}{name}/rules/") | rule_files
    if problems:
        return None, problems
    misfits = [*check_parameters(pack)]
    unanswerable = [*misfits, *check_conditions(pack, rule_files)]
    problems += [*_duplicates(forms), *_meaning(pack, rule_files), *unanswerable]
    if not misfits:
        problems += check_need(pack)
    if not unanswerable:
        problems += check_cases(pack, rule_files)
    return pack, problems


def _upper(
    name: str,
    below: Mapping[str, Mapping[str, bytes]],
    uppers: dict[str, Pack | None],
    problems: list[Problem],
) -> Pack | None:
    """Return an upper pack, adding its problems with its name before their files.

    It is read without itself, so that packs which extend each other end as one that is missing.
    """
    if name not in below:
        problems.append(letter("pack.no-upper", Place(file="pack.toml", key="extends"), name))
        return None
    others = {
        f"{UPPER}{other}/{file}": content
        for other, files in below.items()
        for file, content in files.items()
        if other != name
    }
    if name not in uppers:
        uppers[name], found = _read({**below[name], **others}, uppers)
        for problem in found:
            place = replace(problem.place, file=f"{UPPER}{name}/{problem.place.file}")
            problems.append(replace(problem, place=place))
    return uppers[name]


def _on_top_of(upper: Pack, pack: Pack, problems: list[Problem]) -> Pack:
    """Return a pack with the entries of an upper one that it does not override itself."""
    merged: dict[str, object] = {}
    for table in ("facts", "parameters", "rules"):
        own, others = getattr(pack, table), getattr(upper, table)
        for name in own.keys() & others.keys():
            if own[name] != others[name] and own[name].overrides != upper.head.id:
                place = Place(file=f"{table}.toml", key=f"{table}.{name}")
                problems.append(letter("pack.overrides", place, name, upper=upper.head.id))
        merged[table] = others | own
    number = upper.head.document_number
    cited = {
        path: clause if clause.document else clause.model_copy(update={"document": number})
        for path, clause in upper.clauses.items()
    }
    merged["clauses"] = pack.clauses | {k: v for k, v in cited.items() if k not in pack.clauses}
    for table in TABLES:
        own = getattr(pack, table)
        merged[table] = (*own, *(row for row in getattr(upper, table) if row not in own))
    return pack.model_copy(update=merged)


def _meaning(pack: Pack, rule_files: dict[str, str]) -> Iterator[Problem]:
    """Give what is wrong with the names, citations, days and targets of a pack."""
    yield from check_duplicates(pack)
    yield from check_headers(pack)
    yield from check_words(pack, rule_files)
    yield from check_values(pack)
    yield from check_classes(pack, rule_files)
    yield from check_clauses(pack, rule_files)
    yield from check_rows(pack)
    yield from check_procedures(pack)
    yield from check_offices(pack)
    yield from check_validity(pack, rule_files)
    yield from check_targets(pack)


def _assembled(forms: Mapping[str, Any], name: str) -> Pack:
    """Return the forms as one pack; of entries with the same name the last stands."""
    rules = [rule for file in _rule_files(forms) for rule in forms[file].rules]
    tables: dict[str, Any] = {}
    for file, form in forms.items():
        if file != "pack.toml" and not RULES.fullmatch(file):
            tables |= {table: getattr(form, table) for table in type(form).model_fields}
    empty: dict[str, Any] = {
        "facts": {},
        "parameters": {},
        "works": (),
        "targets": (),
        "totals": (),
    }
    clauses = {clause.path: clause for clause in tables.pop("clauses")}
    by_id = {rule.id: rule for rule in rules}
    head = forms["pack.toml"]
    return Pack(head=head, clauses=clauses, rules=by_id, digest=name, **(empty | tables))


def _duplicates(forms: Mapping[str, Any]) -> Iterator[Problem]:
    """Give the clauses and rules that stand twice, which a pack can no longer show."""
    clauses = Place(file="clauses.toml", key="clauses")
    yield from twice(
        ((clause.path, clauses) for clause in forms["clauses.toml"].clauses),
        Text("条款", "clause"),
    )
    yield from twice(
        (
            (rule.id, Place(file=file, key=f"rules.{rule.id}"))
            for file in _rule_files(forms)
            for rule in forms[file].rules
        ),
        Text("规则", "rule"),
    )


def _rule_files(forms: Mapping[str, Any]) -> list[str]:
    """Return the names of the files of rules, in order."""
    return [name for name in forms if RULES.fullmatch(name)]


def _digest(files: Mapping[str, bytes]) -> str:
    """Return the name of a pack's content: SHA-256 over its files' names and contents in order."""
    return digest("".join(f"{name}\n{digest(files[name])}\n" for name in sorted(files)))


def own_and_below(
    files: Mapping[str, bytes],
) -> tuple[dict[str, bytes], dict[str, dict[str, bytes]]]:
    """Return a pack's own files, and those of each upper pack by its id."""
    own: dict[str, bytes] = {}
    below: dict[str, dict[str, bytes]] = {}
    for name, content in files.items():
        if name.startswith(UPPER):
            upper, _, file = name.removeprefix(UPPER).partition("/")
            below.setdefault(upper, {})[file] = content
        else:
            own[name] = content
    return own, below
