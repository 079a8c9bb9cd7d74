"""Maps of the special plan: drawn on this server, without tiles, for internal use (S15)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import cos, radians
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import shapely
from django.conf import settings

from linli.engines.documents import render_pictures
from linli.plan.pictures import outlines
from linli.plan.special.layers import stored_features
from linli.plan.special.rows import Content, UnitRow

WIDTH, EDGE, LEGEND = 900.0, 24.0, 190.0
YEARS = "#0072b2 #e69f00 #009e73 #cc79a7 #d55e00 #56b4e9 #8c6bb1 #b8a500".split()
NO_YEAR = "#98a2ae"
LAYERS = "#7f1d1d #14532d #713f12 #4a1d6b #134e4a #44403c".split()
NOTE = "内部使用，不得公开；界线为示意，不作划界依据"
_TEMPLATE = (
    '#set page(width: {width}pt, height: {height}pt, margin: 0pt)\n#image("map.svg", width: 100%)'
)


class Frame(NamedTuple):
    """How degrees become points of the drawing."""

    west: float
    north: float
    across: float
    down: float
    height: float

    def at(self, place: Sequence[float]) -> tuple[float, float]:
        """Return where a place lies in the drawing."""
        return (
            EDGE + (place[0] - self.west) * self.across,
            EDGE + (self.north - place[1]) * self.down,
        )


def plan_map(content: Content) -> bytes:
    """Return a map as PNG: counties, layers, units, and compounds coloured by their year."""
    drawing, height = _drawing(content)
    template = _TEMPLATE.format(width=WIDTH, height=height)
    return render_pictures(template, {}, {"map.svg": drawing.encode()})[0]


def _drawing(content: Content) -> tuple[str, float]:
    counties = {name: shapely.geometry.shape(at) for name, at in outlines(settings.PACK).items()}
    frame = _frame(content, list(counties.values()))
    parts = [
        *(_area(frame, shape, 'fill="#f3f7fc" stroke="#52606d"') for shape in counties.values()),
        *_layers(frame, content),
        *(_unit(frame, unit) for unit in content.units),
        *_compounds(frame, content),
        *(_name(frame, name, shape) for name, shape in counties.items()),
        *_legend(content),
        _scale(frame),
    ]
    height = frame.height
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}">'
    ground = f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="#ffffff"/>'
    note = _text(EDGE, height - 8, NOTE, 13, "#a11b16")
    return f"{head}{ground}{''.join(parts)}{note}</svg>", height


def _frame(content: Content, counties: Sequence[Any]) -> Frame:
    """Fit the city, or what is known of places where the pack brings no map, into the width."""
    points = [shapely.Point(row.position) for row in content.compounds if row.position]
    shapes = [*counties, *points] or [shapely.Point(0, 0)]
    west, south, east, north = shapely.total_bounds(shapes)
    across = (WIDTH - LEGEND - 2 * EDGE) / max(east - west, 0.01)
    down = across / cos(radians((north + south) / 2))
    height = max((north - south) * down, 300) + 2 * EDGE + 16
    return Frame(west, north, across, down, height)


def _area(frame: Frame, shape: Any, look: str) -> str:  # noqa: ANN401 - shapely is untyped
    path = "".join(
        "M" + " L".join("{:.1f} {:.1f}".format(*frame.at(point)) for point in ring.coords) + "Z"
        for polygon in _polygons(shape)
        for ring in (polygon.exterior, *polygon.interiors)
    )
    return f'<path d="{path}" {look} stroke-width="0.8" fill-rule="evenodd"/>' if path else ""


def _polygons(shape: Any) -> Iterator[Any]:  # noqa: ANN401 - shapely is untyped
    return (part for part in shapely.get_parts(shape) if part.geom_type == "Polygon")


def _layers(frame: Frame, content: Content) -> Iterator[str]:
    colours = _layer_colours(content)
    for layer in content.layers:
        look = f'fill="{colours[layer.kind]}" fill-opacity="0.22" stroke="{colours[layer.kind]}"'
        for feature in stored_features(layer):
            yield _area(frame, feature.geometry, look)


def _layer_colours(content: Content) -> dict[str, str]:
    kinds = [kind.code for kind in content.kinds]
    return {code: LAYERS[place % len(LAYERS)] for place, code in enumerate(kinds)}


def _unit(frame: Frame, unit: UnitRow) -> str:
    """Draw a unit's outline; one without is shown by what encloses its compounds, dashed."""
    dashes = ""
    if unit.outline:
        shape = shapely.from_geojson(json.dumps(unit.outline))
    else:
        points = [row.position for row in unit.compounds if row.position]
        shape = shapely.MultiPoint(points).convex_hull.buffer(0.004) if points else None
        dashes = ' stroke-dasharray="4 3"'
    if shape is None:
        return ""
    filling = "none" if dashes else "#1a5cb8"
    look = f'fill="{filling}" fill-opacity="0.1" stroke="#123f7f"{dashes}'
    x, y = frame.at((shape.centroid.x, shape.bounds[3]))
    return _area(frame, shape, look) + _text(x, y - 3, str(unit.number), 11, "#123f7f", "middle")


def _compounds(frame: Frame, content: Content) -> Iterator[str]:
    for row in content.compounds:
        if row.position:
            x, y = frame.at(row.position)
            yield (
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{_colour(content, row.year)}" '
                'stroke="#ffffff" stroke-width="0.6"/>'
            )


def _colour(content: Content, year: int | None) -> str:
    years = list(content.plan.years)
    return YEARS[years.index(year) % len(YEARS)] if year in years else NO_YEAR


def _name(frame: Frame, name: str, shape: Any) -> str:  # noqa: ANN401 - shapely is untyped
    inside = shape.representative_point()
    x, y = frame.at((inside.x, inside.y))
    return _text(x, y, name, 15, "#1c2733", "middle")


def _legend(content: Content) -> Iterator[str]:
    x, y = WIDTH - LEGEND, EDGE + 14
    yield _text(x, y, "图例", 15, "#1c2733")
    colours = _layer_colours(content)
    entries = [(f"{year} 年实施", _colour(content, year), 1.0) for year in content.plan.years]
    entries.append(("年度未定", NO_YEAR, 1.0))
    shown = {layer.kind for layer in content.layers}
    entries += [
        (kind.label.zh, colours[kind.code], 0.35) for kind in content.kinds if kind.code in shown
    ]
    entries.append(("改造单元（虚线为示意）", "#1a5cb8", 0.2))
    for place, (label, colour, strength) in enumerate(entries, start=1):
        top = y + place * 20
        yield (
            f'<rect x="{x:.0f}" y="{top - 10:.0f}" width="12" height="12" fill="{colour}" '
            f'fill-opacity="{strength}" stroke="{colour}"/>'
        )
        yield _text(x + 18, top, label, 12, "#1c2733")


def _scale(frame: Frame) -> str:
    """Draw a bar of 20 km and the north arrow."""
    length = 20_000 / 111_195 * frame.down
    x, y = WIDTH - LEGEND, frame.height - 40
    bar = f'<path d="M{x:.1f} {y:.1f}h{length:.1f}" stroke="#1c2733" stroke-width="3"/>'
    arrow = (
        f'<path d="M{x + length + 40:.1f} {y:.1f}v-28m-5 9l5 -9l5 9" fill="none" stroke="#1c2733"/>'
    )
    return (
        bar
        + arrow
        + _text(x, y - 6, "20 千米", 11, "#1c2733")
        + _text(x + length + 40, y - 32, "北", 11, "#1c2733", "middle")
    )


def _text(x: float, y: float, words: str, size: int, colour: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-family="Noto Sans SC" '
        f'fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
    )
