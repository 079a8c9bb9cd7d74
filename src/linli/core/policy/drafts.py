"""Drafts: a pack in which one figure or one rule is tried in another form; nothing is stored."""

from __future__ import annotations

from datetime import date

from linli.core.kernel.problem import Place, ProblemError
from linli.core.kernel.version import canonical, digest
from linli.core.policy.answer import Value
from linli.core.policy.checks.conditions import check_conditions
from linli.core.policy.facts import encode
from linli.core.policy.figures import figure
from linli.core.policy.letters import letter
from linli.core.policy.schema import Pack, ParameterValue, RuleKind


def with_figure(pack: Pack, name: str, value: Value | None, since: date, source: str) -> Pack:
    """Return a pack with a parameter's value from a day on; None leaves the parameter open.

    Raises ``KeyError`` for a parameter that is not there, ``ProblemError`` for a value that is
    not of its type.
    """
    parameter = pack.parameters[name]
    values: tuple[ParameterValue, ...] = ()
    if value is not None:
        written = encode(value)
        try:
            figure(parameter.type, written)
        except ValueError as error:
            place = Place(file="parameters.toml", key="value")
            raise ProblemError(
                letter("pack.case-value", place, value, case=source, name=name)
            ) from error
        kept = tuple(entry for entry in parameter.values if entry.since < since)
        values = (*kept, ParameterValue(since=since, value=written, source=source))
    changed = parameter.model_copy(update={"values": values})
    return _draft(pack, "parameters", {**pack.parameters, name: changed}, (name, str(values)))


def with_condition(pack: Pack, rule_id: str, text: str) -> Pack:
    """Return a pack with another condition (of an amount: another value) of a rule.

    Raises ``KeyError`` for a rule that is not there or has no condition of its own,
    ``ProblemError`` for a condition that cannot be read or that closes a circle.
    """
    rule = pack.rules[rule_id]
    key = "value" if rule.kind is RuleKind.AMOUNT else "when"
    if not getattr(rule, key):
        raise KeyError(rule_id)
    changed = rule.model_copy(update={key: text or " "})
    draft = _draft(pack, "rules", {**pack.rules, rule_id: changed}, (rule_id, text))
    problems = list(check_conditions(draft, dict.fromkeys(draft.rules, "rules/")))
    if problems:
        raise ProblemError(*problems)
    return draft


def _draft(pack: Pack, table: str, entries: dict[str, object], mark: tuple[str, str]) -> Pack:
    """Return a pack with another table, under a digest of its own."""
    name = digest(canonical([pack.digest, table, *mark]))
    return pack.model_copy(update={table: entries, "digest": name})
