"""Facts as a map's attribute table holds them: numbers as numbers, every fact in every row."""

from __future__ import annotations

from typing import Any

from linli.core.policy.schema import Fact, FactType, Subject
from linli.registry.api.facts import Shape, shape_of
from linli.registry.bridge import dictionary
from linli.registry.models import Compound

DECIMALS = frozenset({FactType.DECIMAL, FactType.MONEY, FactType.RATIO})
_SAFE_DIGITS = 15  # that JSON's numbers keep


def columns() -> dict[str, Fact]:
    """Return the facts that stand in the table: all but positions."""
    facts = dictionary().facts_of(Subject.COMPOUND)
    return {name: fact for name, fact in facts.items() if fact.type is not FactType.POINT}


def properties(compound: Compound) -> dict[str, Any]:
    """Return a compound's facts, null where unknown."""
    known = {**compound.facts, "code": compound.code, "name": compound.name}
    known["jurisdiction"] = compound.jurisdiction.name
    values = {name: _value(fact, known.get(name)) for name, fact in columns().items()}
    return {**values, "updated_at": compound.updated_at.isoformat()}


def property_shape(fact: Fact) -> Shape:
    """Return the type of a property as OpenAPI 3.0 writes it."""
    kind = "number" if fact.type in DECIMALS else shape_of(fact)["type"]
    return {"type": kind, "nullable": True, "title": fact.label.zh, "description": fact.label.en}


def position(facts: dict[str, Any]) -> tuple[float, float] | None:
    """Return longitude and latitude in degrees, None where the place is not known."""
    asked = dictionary().facts_of(Subject.COMPOUND).items()
    points = [facts[name] for name, fact in asked if fact.type is FactType.POINT and name in facts]
    if not points:
        return None
    longitude, _comma, latitude = str(points[0]).partition(",")
    return float(longitude), float(latitude)


def _value(fact: Fact, raw: Any) -> Any:  # noqa: ANN401 - any JSON scalar
    if fact.type in DECIMALS and raw is not None and len(str(raw)) <= _SAFE_DIGITS:
        return float(raw)
    return raw
