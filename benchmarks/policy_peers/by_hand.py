"""The rules as a programmer writes them for NumPy: the limit that a compiler is held against.

Unknown is kept in two truth columns, yes and no; a comparison makes both from the values and the
column that tells which are known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, Protocol

import numpy as np
import polars as pl

Array = np.ndarray
TODAY_LESS_5_YEARS = np.datetime64(date(2019, 6, 30))


class Truth(NamedTuple):
    """Where a condition holds, and where it is known not to."""

    yes: Array
    no: Array

    def __and__(self, other: Truth) -> Truth:
        return Truth(self.yes & other.yes, self.no | other.no)

    def __or__(self, other: Truth) -> Truth:
        return Truth(self.yes | other.yes, self.no & other.no)

    def __invert__(self) -> Truth:
        return Truth(self.no, self.yes)


class Facts(Protocol):
    """Where the rules find their columns, and the answers of other rules."""

    def truth(self, name: str) -> Truth:
        """Return a yes/no fact."""

    def value(self, name: str) -> Array:
        """Return the values of a fact; an enum's are the numbers of its options."""

    def known(self, name: str) -> Array:
        """Tell where a fact is known."""

    def rule(self, name: str) -> Truth:
        """Return another rule's answer, worked out once."""

    def told(self, known: Array, holds: Array) -> Truth:
        """Return a condition that holds or not, where it is known."""


def where(f: Facts, name: str, test: Callable[[Array], Array]) -> Truth:
    """Test the values of a fact."""
    return f.told(f.known(name), test(f.value(name)))


def both(f: Facts, one: str, other: str, test: Callable[[Array, Array], Array]) -> Truth:
    """Compare two facts."""
    return f.told(f.known(one) & f.known(other), test(f.value(one), f.value(other)))


def own_part(f: Facts) -> Truth:
    """Residents and firms pay a fifth: in fen, five times their part is the whole."""
    known = f.known("resident_paid") & f.known("enterprise_paid") & f.known("total")
    holds = (f.value("resident_paid") + f.value("enterprise_paid")) * 5 >= f.value("total")
    return f.told(known, holds)


def income_share(f: Facts) -> Truth:
    """Nine tenths of the income, rounded to a fen, are declared."""
    taxed = both(
        f, "declared", "service_income", lambda one, all_: one >= np.floor_divide(all_ * 9 + 5, 10)
    )
    return f.rule("vat_free") & taxed


def registered(f: Facts) -> Truth:
    """In a day where the title is clear and the papers are complete."""
    quick = where(f, "registration_days", lambda v: v <= 1)
    return ~(f.truth("title_clear") & f.truth("papers_complete")) | quick


def idle_grace(f: Facts) -> Truth:
    """Five years from the start of reuse have not passed."""
    kept = where(f, "category", lambda v: v <= 2)
    recent = where(f, "reuse_from", lambda v: v > TODAY_LESS_5_YEARS)
    return f.truth("idle_building") & kept & recent


def land_waived(f: Facts) -> Truth:
    """Nothing changes on the land."""
    small = where(f, "impact", lambda v: v == 0)
    return ~f.truth("tenure_changes") & ~f.truth("use_changes") & small


def in_time(f: Facts) -> Truth:
    """Tell whether works began and ended by their days."""
    started = where(f, "started_on", lambda v: v <= np.datetime64("2021-06-30"))
    return started & where(f, "finished_on", lambda v: v <= np.datetime64("2021-12-31"))


RULES: dict[str, Callable[[Facts], Truth]] = {
    "surveyed": lambda f: where(f, "built_in", lambda v: v < 2005),
    "key_target": lambda f: where(f, "built_in", lambda v: v <= 2000),
    "late": lambda f: ~f.rule("key_target") & f.truth("meets_conditions"),
    "land_waived": land_waived,
    "drawings_waived": lambda f: ~f.truth("structure_changes") & where(f, "risk", lambda v: v == 0),
    "scheme_enough": lambda f: f.truth("in_plan") & where(f, "investor", lambda v: v == 0),
    "design_waived": lambda f: (
        f.rule("scheme_enough") & where(f, "total", lambda v: v < 400_000_000)
    ),
    "lift_jointly": lambda f: f.truth("lift_in_scheme") & f.truth("scheme_approved"),
    "registered": registered,
    "no_resurvey": lambda f: f.truth("survey_usable") | f.truth("survey_shared"),
    "idle_grace": idle_grace,
    "reuse": lambda f: ~f.truth("breaks_planning") & f.truth("residents_agree"),
    "own_part": own_part,
    "owner_pays": lambda f: where(f, "pipes_of", lambda v: v == 0),
    "rewarded": lambda f: ~f.rule("owner_pays"),
    "handed_over": lambda f: ~f.rule("owner_pays") & f.truth("up_to_standard"),
    "bond": lambda f: f.truth("contiguous") & (f.truth("inside") | f.truth("related")),
    "public_homes": lambda f: (
        where(f, "homes_of", lambda v: v != 0) | where(f, "local_budget", lambda v: v > 0)
    ),
    "partnership": lambda f: both(f, "revenue", "cost", lambda one, other: one >= other),
    "whole_credit": lambda f: where(f, "balance", lambda v: v <= 1),
    "revenue_loan": lambda f: (
        ~f.rule("whole_credit") & where(f, "operating_revenue", lambda v: v > 0)
    ),
    "capitalised": lambda f: f.truth("specialised") & f.truth("organised") & f.truth("acquired"),
    "vat_free": lambda f: where(f, "service", lambda v: v <= 2),
    "income_share": income_share,
    "in_time": in_time,
}
"""Figures stand where they are used, as in such programmes; options are numbered by the world."""


class Columns:
    """Facts decoded beforehand: truths as their two columns, values beside what is known."""

    def __init__(self, truths: dict[str, Truth], values: dict[str, tuple[Array, Array]]) -> None:
        self.truths, self.values = truths, values
        self.answered: dict[str, Truth] = {}

    def truth(self, name: str) -> Truth:
        """Return a yes/no fact."""
        return self.truths[name]

    def value(self, name: str) -> Array:
        """Return the values of a fact."""
        return self.values[name][0]

    def known(self, name: str) -> Array:
        """Tell where a fact is known."""
        return self.values[name][1]

    def rule(self, name: str) -> Truth:
        """Return another rule's answer, worked out once."""
        if name not in self.answered:
            self.answered[name] = RULES[name](self)
        return self.answered[name]

    def told(self, known: Array, holds: Array) -> Truth:
        """Return a condition that holds or not, where it is known."""
        return Truth(known & holds, known & ~holds)

    def part(self, rows: slice) -> Columns:
        """Return some rows, none copied."""
        truths = {k: Truth(t.yes[rows], t.no[rows]) for k, t in self.truths.items()}
        return Columns(truths, {k: (v[rows], known[rows]) for k, (v, known) in self.values.items()})


def columns_of(frame: pl.DataFrame) -> Columns:
    """Decode a frame of facts for NumPy."""
    truths, values = {}, {}
    for name, kind in frame.drop("id").schema.items():
        column = frame[name]
        if kind == pl.Boolean:
            yes, no = column.fill_null(value=False), (~column).fill_null(value=False)
            truths[name] = Truth(yes.to_numpy(), no.to_numpy())
        else:
            plain = column.to_physical() if kind == pl.Enum else column
            filled = plain.fill_null(date(1970, 1, 1) if kind == pl.Date else 0)
            values[name] = (filled.to_numpy(), column.is_not_null().to_numpy())
    return Columns(truths, values)
