"""Figures, days and targets: values that fit their types, days in order, sums that agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from linli.core.kernel.problem import Place, Problem
from linli.core.policy.expression.kinds import KIND_LABELS
from linli.core.policy.figures import figure
from linli.core.policy.letters import letter
from linli.core.policy.schema import Pack, Parameter, YearTotal


def check_parameters(pack: Pack) -> Iterator[Problem]:
    """Give values that do not fit their parameter's type, and days out of order."""
    for name, parameter in pack.parameters.items():
        place = Place(file="parameters.toml", key=f"parameters.{name}.values")
        yield from _misfits(parameter, place)
        days = [entry.since for entry in parameter.values]
        if days != sorted(set(days)):
            yield letter("pack.parameter-days", place, name)


def _misfits(parameter: Parameter, place: Place) -> Iterator[Problem]:
    """Give the values that are not of a parameter's type."""
    for entry in parameter.values:
        try:
            figure(parameter.type, entry.value)
        except ValueError:
            kind = KIND_LABELS[parameter.type]
            yield letter("pack.parameter-value", place, entry.value, kind=kind)


def check_validity(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give the pack or rules that end before they begin."""
    head = pack.head
    yield from _reversed(head.in_force_from, head.in_force_until, Place(file="pack.toml"))
    for rule in pack.rules.values():
        place = Place(file=files[rule.id], key=f"rules.{rule.id}.until")
        yield from _reversed(rule.since, rule.until, place)
    for total in pack.totals:
        place = Place(file="targets.toml", key=f"totals.{total.year}.finish_by")
        yield from _reversed(total.start_by, total.finish_by, place)


def _reversed(first: date, last: date | None, place: Place) -> Iterator[Problem]:
    """Give a problem if an end lies before its beginning."""
    if last and last < first:
        yield letter("pack.validity", place, f"{first} > {last}")


def check_targets(pack: Pack) -> Iterator[Problem]:
    """Give targets of nobody or below nothing, and years whose parts are not their total (S05)."""
    known = {entry.code for entry in pack.head.jurisdictions}
    for target in pack.targets:
        place = Place(file="targets.toml", key=f"targets.{target.year}.{target.jurisdiction}")
        if target.jurisdiction not in known:
            yield letter("pack.target-jurisdiction", place, target.jurisdiction)
        for count in (target.projects, target.households):
            if count < 0:
                yield letter("pack.target-count", place, count)
    for total in pack.totals:
        yield from _differing_sums(pack, total)
    place = Place(file="targets.toml", key="totals")
    for year in sorted({t.year for t in pack.targets} - {t.year for t in pack.totals}):
        yield letter("pack.target-year", place, year)


def _differing_sums(pack: Pack, total: YearTotal) -> Iterator[Problem]:
    """Give a problem for projects and for households if the parts do not make the total."""
    parts = [target for target in pack.targets if target.year == total.year]
    for counted in ("projects", "households"):
        stated, found = getattr(total, counted), sum(getattr(part, counted) for part in parts)
        if found != stated:
            place = Place(file="targets.toml", key=f"totals.{total.year}.{counted}")
            yield letter("pack.target-total", place, found, year=total.year, total=stated)
