"""A small town with positions, a special plan of it, and layers around them."""

from __future__ import annotations

import json
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from linli.determination.actions import load_pack
from linli.plan.special.actions.editing import begin, draw_divisions, set_years
from linli.plan.special.actions.layers import LayerNote, add_layer
from linli.plan.special.actions.rounds import close_round, open_round
from linli.plan.special.models import SpecialPlan
from linli.reserve.tests.town import compound

LINGSHAN, QINNAN = "450721", "450702"
NAME = "城镇老旧小区改造专项规划（2021—2025年）"
DATED = date(2021, 3, 1)
HOMES = [[109.27, 22.42], [109.31, 22.42], [109.31, 22.45], [109.27, 22.45], [109.27, 22.42]]
"""Around L1 and L2, not L3; all in 灵山县."""
RED = [[109.34, 22.39], [109.36, 22.39], [109.36, 22.41], [109.34, 22.41], [109.34, 22.39]]
"""Around L3."""


def town(places) -> None:
    """Three compounds in 灵山县 and two in 钦南区, one of these without a position."""
    for code, area, position in (
        ("L1", LINGSHAN, "109.28,22.43"),
        ("L2", LINGSHAN, "109.30,22.44"),
        ("L3", LINGSHAN, "109.35,22.40"),
        ("Q1", QINNAN, "108.62,21.95"),
        ("Q2", QINNAN, None),
    ):
        compound(places, code, area, location=position, estimated_investment="1000000.00")
    load_pack(settings.PACK, None)


def begun() -> SpecialPlan:
    """Begin a plan of five years."""
    return begin(None, NAME, "钦州市住房和城乡建设局", 2021, 2025)


def drawn() -> SpecialPlan:
    """Begin a plan with a unit a jurisdiction, all in 2022."""
    plan = begun()
    draw_divisions(None, plan, "county", reserve_only=False)
    set_years(None, plan, [unit.pk for unit in plan.units.all()], 2022)
    return plan


def asked(plan: SpecialPlan) -> SpecialPlan:
    """Hold a round without comments."""
    open_round(None, plan, timezone.localdate() + timedelta(days=10))
    close_round(None, plan)
    return plan


def geojson(*rings, **properties) -> bytes:
    """Return areas as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"名称": f"{place} 号地块"} | properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for place, ring in enumerate(rings, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def layer(plan: SpecialPlan, kind: str, content: bytes, covers=()):
    """Hand in a layer of a kind."""
    note = LayerNote(kind, f"{kind} 图层", "市自然资源局", DATED, covers)
    return add_layer(None, plan, content, note)
