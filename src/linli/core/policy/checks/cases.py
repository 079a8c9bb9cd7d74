"""Cases of rules: each gives the answer expected, and every kind of answer has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from linli.core.kernel.period import Period
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.policy.answer import Answer, Value, Verdict
from linli.core.policy.checks.names import hint
from linli.core.policy.evaluate import answer
from linli.core.policy.expression.read import SUBJECTS
from linli.core.policy.facts import decode
from linli.core.policy.figures import figure
from linli.core.policy.letters import letter
from linli.core.policy.schema import Case, FactType, Pack, Rule, RuleKind

Raw = str | int | bool | date


def check_cases(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give what is wrong with the cases of all rules."""
    for rule in pack.rules.values():
        key = f"rules.{rule.id}.cases"
        yield from _lacking(rule, Place(file=files[rule.id], key=key))
        for number, case in enumerate(rule.cases, 1):
            yield from _of_case(pack, rule, case, Place(file=files[rule.id], key=f"{key}.{number}"))


def _lacking(rule: Rule, place: Place) -> Iterator[Problem]:
    """Give the answers that no case of a rule expects."""
    expected = {case.expect for case in rule.cases}
    wanted = [option.value for option in rule.classes] or [Verdict.YES, Verdict.NO]
    if rule.kind is RuleKind.AMOUNT:
        wanted = []
    for one in (*wanted, Verdict.UNKNOWN):
        if one not in expected:
            yield letter("pack.case-lacking", place, str(one), rule=rule.id)


def _of_case(pack: Pack, rule: Rule, case: Case, place: Place) -> Iterator[Problem]:
    """Give what is wrong with one case."""
    options = [option.value for option in rule.classes] or [str(Verdict.YES)]
    options += [str(Verdict.NO), str(Verdict.UNKNOWN)]
    if rule.kind is RuleKind.AMOUNT:
        options = [case.expect] if _is_amount(case.expect) else [str(Verdict.UNKNOWN)]
    if case.expect not in options:
        words = {"case": case.name, "options": ", ".join(options)}
        yield letter("pack.case-expect", place, case.expect, **words)
    problems: list[Problem] = []
    facts = _facts(pack, rule, case, place, problems)
    parameters = _parameters(pack, case, place, problems)
    yield from problems
    if not problems and case.expect in options:
        got = answer(pack, rule.id, facts, case.day or rule.since, parameters)
        yield from _differences(case, got, place)


def _is_amount(text: str) -> bool:
    """Tell whether a case expects a number."""
    try:
        figure(FactType.DECIMAL, text)
    except ValueError:
        return False
    return True


def _facts(
    pack: Pack, rule: Rule, case: Case, place: Place, problems: list[Problem]
) -> dict[str, Value]:
    """Return the facts of a case, adding what cannot be read to the problems."""
    known, facts = pack.facts_of(rule.subject), {}
    for name, raw in case.facts.items():
        if name not in known:
            words = {
                "case": case.name,
                "subject": SUBJECTS[rule.subject],
                "hint": hint(name, known),
            }
            problems.append(letter("pack.case-fact", place, name, **words))
            continue
        try:
            facts[name] = decode(known[name], _plain(raw))
        except (ProblemError, ValueError, ArithmeticError, TypeError):
            problems.append(letter("pack.case-value", place, raw, case=case.name, name=name))
    return facts


def _parameters(
    pack: Pack, case: Case, place: Place, problems: list[Problem]
) -> dict[str, Value | None]:
    """Return the figures that a case sets, adding what cannot be read to the problems."""
    figures: dict[str, Value | None] = {}
    for name, raw in case.parameters.items():
        if name not in pack.parameters:
            words = {"case": case.name, "hint": hint(name, pack.parameters)}
            problems.append(letter("pack.case-parameter", place, name, **words))
            continue
        try:
            figures[name] = figure(pack.parameters[name].type, raw)
        except ValueError:
            problems.append(letter("pack.case-value", place, raw, case=case.name, name=name))
    return figures


def _plain(raw: Raw) -> bool | int | str:
    """Return a TOML value as JSON would hold it: a date is text."""
    return raw.isoformat() if isinstance(raw, date) else raw


def _differences(case: Case, got: Answer, place: Place) -> Iterator[Problem]:
    """Give the differences between what a case expects and what the rule says."""
    given = str(got.chosen or got.verdict)
    if got.amount is not None:
        given = str(got.amount)
        same = _is_amount(case.expect) and Decimal(case.expect) == got.amount
    else:
        same = given == case.expect
    if not same:
        words: Mapping[str, str] = {"case": case.name, "got": given}
        yield letter("pack.case-answer", place, case.expect, **words)
    if case.due and got.due != Period.of(case.due):
        words = {"case": case.name, "got": str(got.due)}
        yield letter("pack.case-answer", place, case.due, **words)
    missing = {reading.of.name for reading in got.missing}
    if case.missing is not None and set(case.missing) != missing:
        words = {"case": case.name, "got": ", ".join(sorted(missing))}
        yield letter("pack.case-missing", place, ", ".join(case.missing), **words)
