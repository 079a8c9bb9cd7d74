"""A special plan of the demo city, with invented layers, as its office would have drafted it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle

import shapely

from linli.core.policy.schema import Pack
from linli.plan.special.actions.editing import begin, draw_divisions, set_money, set_years
from linli.plan.special.actions.layers import LayerNote, add_layer
from linli.plan.special.content import content_of
from linli.plan.special.models import SpecialPlan
from linli.plan.special.rows import CompoundRow

NAME = "城镇老旧小区改造专项规划"
_YEARS = 5
_LAYERS = (("ecology_red_line", "演示红线（虚构）"), ("heritage", "演示街区（虚构）"))
_REACH = 0.004  # degrees: some 400 metres
_AMOUNT = Decimal(8_000_000)


def plan_special(pack: Pack) -> None:
    """Begin a plan of five years, units by town, two layers that touch a compound each, money."""
    first = pack.totals[0].year
    last = first + _YEARS - 1
    name = f"{NAME}（{first}—{last}年）"
    plan = begin(None, name, "市城镇老旧小区改造工作领导小组办公室", first, last)
    draw_divisions(None, plan, "town", reserve_only=True)
    years: dict[int, list[int]] = {}
    for unit, year in zip(plan.units.all(), cycle(plan.years)):
        years.setdefault(year, []).append(unit.pk)
    for year, units in years.items():
        set_years(None, plan, units, year)
    _add_layers(pack, plan)
    kinds = [source.code for source in pack.sources[:3]]
    set_money(None, plan, {(source, year): _AMOUNT for source in kinds for year in plan.years})


def _add_layers(pack: Pack, plan: SpecialPlan) -> None:
    kinds = {kind.code for kind in pack.constraint_layers}
    dated = pack.head.in_force_from
    for (kind, name), row in zip(_LAYERS, _placed(plan), strict=False):
        if kind in kinds and row.position:
            around = shapely.Point(row.position).buffer(_REACH, quad_segs=4)
            note = LayerNote(kind, name, "演示数据", dated)
            add_layer(None, plan, _geojson(name, around), note)


def _placed(plan: SpecialPlan) -> Iterator[CompoundRow]:
    """Give a compound of each unit that has one with a position."""
    for unit in content_of(plan, None).units:
        yield from [row for row in unit.compounds if row.position][:1]


def _geojson(name: str, shape: shapely.Polygon) -> bytes:
    geometry = json.loads(shapely.to_geojson(shape))
    feature = {"type": "Feature", "properties": {"名称": name}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
