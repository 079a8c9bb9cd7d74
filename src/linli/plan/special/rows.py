"""What is gathered of a special plan: units, compounds, years, money, chapters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import ChapterPart, ConstraintLayer
from linli.plan.special.checking import Finding, combined
from linli.plan.special.models import Layer, SpecialPlan

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class CompoundRow:
    """A compound of the plan; ``year`` is its own or its unit's. None is unknown."""

    code: str
    name: str
    jurisdiction: str
    unit: int
    year: int | None
    households: int | None
    buildings: int | None
    floor_area: Decimal | None
    estimate: Decimal | None
    position: tuple[float, float] | None
    findings: tuple[Finding, ...]

    @property
    def verdict(self) -> Verdict:
        """What all layers say together."""
        return combined(self.findings)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A planning unit with its compounds; ``overlaps`` is what its own outline touches."""

    id: int
    number: int
    name: str
    origin: str
    jurisdiction: str
    year: int | None
    outline: Any
    compounds: tuple[CompoundRow, ...]
    overlaps: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the layers say of the unit: of its compounds and of its outline."""
        return (*(each for row in self.compounds for each in row.findings), *self.overlaps)

    @property
    def verdict(self) -> Verdict:
        """What all layers say of all its compounds and of its outline."""
        return combined(self.findings)

    @property
    def households(self) -> int:
        """How many households are known to live there."""
        return sum(row.households or 0 for row in self.compounds)


@dataclass(frozen=True, slots=True)
class PhaseRow:
    """What is to be renovated in a year; None is what has no year yet. Money is yuan.

    ``open`` counts compounds whose cost is unknown; ``planned`` is the adopted annual plan's sum.
    """

    year: int | None
    compounds: int
    households: int
    buildings: int
    floor_area: Decimal
    estimate: Decimal
    open: int
    planned: Decimal | None


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """What a source gives in each year of the plan, and in all; yuan."""

    source: str
    label: Text
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """All its years."""
        return sum(self.amounts, ZERO)


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter with what is written below its words."""

    id: int
    number: int
    title: str
    text: str
    part: ChapterPart

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing would stand below the heading."""
        return not self.text.strip() and self.part is ChapterPart.NONE


@dataclass(frozen=True, slots=True)
class Content:
    """A plan whole, or the part of it that a user may see; ``money`` is the city's alone."""

    plan: SpecialPlan
    kinds: tuple[ConstraintLayer, ...]
    layers: tuple[Layer, ...]
    chapters: tuple[ChapterRow, ...]
    units: tuple[UnitRow, ...]
    phases: tuple[PhaseRow, ...]
    money: tuple[MoneyRow, ...]

    @property
    def compounds(self) -> list[CompoundRow]:
        """All compounds, unit by unit."""
        return [row for unit in self.units for row in unit.compounds]

    def verdicts(self) -> dict[Verdict, int]:
        """Count compounds by what the layers say of them."""
        counts = Counter(row.verdict for row in self.compounds)
        return {verdict: counts[verdict] for verdict in Verdict}

    def kind(self, code: str) -> ConstraintLayer:
        """Return a kind of layer by its code."""
        return next(kind for kind in self.kinds if kind.code == code)
