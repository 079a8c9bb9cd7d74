"""What a special plan consists of: its chapters, and the layers that bind it (S15)."""

from __future__ import annotations

from enum import StrEnum

from linli.core.policy.schema.entries import Words
from linli.core.policy.schema.tables import Row


class LayerEffect(StrEnum):
    """What a layer's features mean for a place that is to be renovated.

    ``within``: it must lie in one; ``outside``: it must lie in none; ``review``: in one, the
    office that answers for the layer is asked first.
    """

    WITHIN = "within"
    OUTSIDE = "outside"
    REVIEW = "review"


class ConstraintLayer(Row):
    """A kind of layer that a special plan is checked against (S15).

    Where ``property`` is named, a feature counts if that property has one of ``values``; for
    ``within`` a feature of another value is one in which the place must not lie.
    """

    effect: LayerEffect
    office: str
    property: str = ""
    values: tuple[str, ...] = ()


class ChapterPart(StrEnum):
    """What Linli writes below a chapter's own words."""

    NONE = ""
    UNITS = "units"
    CHECKS = "checks"
    PHASES = "phases"
    MONEY = "money"
    MAPS = "maps"


class PlanChapter(Row):
    """A chapter of the special plan; ``draft`` are the words that it begins with (S15)."""

    part: ChapterPart = ChapterPart.NONE
    draft: Words | None = None
