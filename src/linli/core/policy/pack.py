"""A policy pack, read from the bytes of its files and checked whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.kernel.version import digest
from linli.core.policy.checks.cases import check_cases
from linli.core.policy.checks.conditions import check_conditions
from linli.core.policy.checks.form import RULES, read_forms
from linli.core.policy.checks.names import (
    check_clauses,
    check_duplicates,
    check_headers,
    check_values,
    check_words,
    twice,
)
from linli.core.policy.checks.numbers import check_parameters, check_targets, check_validity
from linli.core.policy.schema import Pack


def read_pack(files: Mapping[str, bytes]) -> Pack:
    """Return the pack that files make, keyed by their names within its folder.

    Raises ``ProblemError`` with all problems.
    """
    pack, problems = _read(files)
    if problems or pack is None:
        raise ProblemError(*problems)
    return pack


def check_pack(files: Mapping[str, bytes]) -> list[Problem]:
    """Return everything that is wrong with a pack.

    The meaning of a pack is judged once all its files have their form, its cases once all its
    conditions and figures can be read.
    """
    return _read(files)[1]


def _read(files: Mapping[str, bytes]) -> tuple[Pack | None, list[Problem]]:
    """Return the pack, as far as its files have their form, and its problems."""
    problems: list[Problem] = []
    forms = read_forms(files, problems)
    if problems:
        return None, problems
    pack = _assembled(forms, _digest(files))
    rule_files = {rule.id: name for name in _rule_files(forms) for rule in forms[name].rules}
    unanswerable = [*check_parameters(pack), *check_conditions(pack, rule_files)]
    problems += [*_duplicates(forms), *_meaning(pack, rule_files), *unanswerable]
    if not unanswerable:
        problems += check_cases(pack, rule_files)
    return pack, problems


def _meaning(pack: Pack, rule_files: dict[str, str]) -> Iterator[Problem]:
    """Give what is wrong with the names, citations, days and targets of a pack."""
    yield from check_duplicates(pack)
    yield from check_headers(pack)
    yield from check_words(pack, rule_files)
    yield from check_values(pack)
    yield from check_clauses(pack, rule_files)
    yield from check_validity(pack, rule_files)
    yield from check_targets(pack)


def _assembled(forms: Mapping[str, Any], name: str) -> Pack:
    """Return the forms as one pack; of entries with the same name the last stands."""
    rules = [rule for file in _rule_files(forms) for rule in forms[file].rules]
    return Pack(
        head=forms["pack.toml"],
        clauses={clause.path: clause for clause in forms["clauses.toml"].clauses},
        facts=forms["facts.toml"].facts,
        parameters=forms["parameters.toml"].parameters,
        rules={rule.id: rule for rule in rules},
        works=forms["works.toml"].works,
        targets=forms["targets.toml"].targets,
        totals=forms["targets.toml"].totals,
        digest=name,
    )


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
