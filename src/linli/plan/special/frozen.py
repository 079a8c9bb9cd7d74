"""A gathered plan as plain JSON, as a version keeps it."""

from __future__ import annotations

from typing import Any

from linli.plan.special.rows import CompoundRow, Content, UnitRow
from linli.registry.models import Release


def as_data(content: Content) -> dict[str, Any]:
    """Return the whole of a plan: words, units, compounds with findings, phases, money, layers."""
    plan = content.plan
    release = Release.objects.order_by("-number").first()
    return {
        "name": plan.name,
        "office": plan.office,
        "first_year": plan.first_year,
        "last_year": plan.last_year,
        "release": release.number if release else None,
        "chapters": [
            {"number": each.number, "title": each.title, "text": each.text}
            for each in content.chapters
        ],
        "units": [_unit(content, unit) for unit in content.units],
        "phases": [
            {name: _plain(getattr(row, name)) for name in row.__dataclass_fields__}
            for row in content.phases
        ],
        "money": [
            {"source": row.source, "label": row.label.zh, "amounts": [*map(str, row.amounts)]}
            for row in content.money
        ],
        "layers": [
            {
                "kind": layer.kind,
                "name": layer.name,
                "origin": layer.origin,
                "dated": layer.dated.isoformat(),
                "covers": layer.covers,
                "sha256": layer.sha256,
            }
            for layer in content.layers
        ],
    }


def _unit(content: Content, unit: UnitRow) -> dict[str, Any]:
    return {
        "number": unit.number,
        "name": unit.name,
        "origin": unit.origin,
        "jurisdiction": unit.jurisdiction,
        "outline": unit.outline,
        "verdict": unit.verdict,
        "compounds": [_compound(content, row) for row in unit.compounds],
    }


def _compound(content: Content, row: CompoundRow) -> dict[str, Any]:
    figures = ("households", "buildings", "floor_area", "estimate")
    return {
        "code": row.code,
        "name": row.name,
        "jurisdiction": row.jurisdiction,
        "year": row.year,
        **{name: _plain(getattr(row, name)) for name in figures},
        "position": row.position,
        "verdict": row.verdict,
        "findings": [each.said(content.kind(each.kind)).zh for each in row.findings],
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - a figure
    return value if value is None or isinstance(value, int) else str(value)
