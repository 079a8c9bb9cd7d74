"""Layers as they are handed in: read, placed within the city, kept as GeoJSON in degrees (S15)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import shapely
from django.conf import settings

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import ConstraintLayer
from linli.engines.tables.geo_read import (
    MAX_FEATURES,
    Feature,
    UnreadableLayerError,
    read_features,
)
from linli.plan.special.checking import Sheet
from linli.plan.special.models import Layer
from linli.registry.intake.positions import city_outline

MAX_BYTES = 20 * 2**20
_SHOWN = 3
_PLACE = Place(key="file")


def features_of_file(content: bytes, kind: ConstraintLayer | None = None) -> list[Feature]:
    """Return the features of an uploaded file; raises ``ProblemError`` saying what is wrong.

    ``kind`` names the property that its features must carry, if it asks for one.
    """
    if len(content) > MAX_BYTES:
        raise ProblemError(_too_large(len(content)))
    try:
        found = read_features(content)
    except UnreadableLayerError as error:
        raise ProblemError(_unreadable(error)) from error
    if not found:
        raise ProblemError(_EMPTY)
    if problems := [*_without_shape(found), *_misplaced(found), *_without_use(found, kind)]:
        raise ProblemError(*problems)
    return found


def written(features: Sequence[Feature]) -> bytes:
    """Return features as GeoJSON in degrees."""
    rows = [
        {
            "type": "Feature",
            "properties": feature.properties,
            "geometry": json.loads(shapely.to_geojson(feature.geometry)),
        }
        for feature in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": rows}, ensure_ascii=False).encode()


def sheets_of(layers: Sequence[Layer]) -> dict[str, list[Sheet]]:
    """Return the layers by kind, as they are checked against."""
    found: dict[str, list[Sheet]] = {}
    for layer in layers:
        sheet = Sheet(stored_features(layer), frozenset(layer.covers))
        found.setdefault(layer.kind, []).append(sheet)
    return found


def stored_features(layer: Layer) -> tuple[Feature, ...]:
    """Return a stored layer's features; each content is read once."""
    return _read_once(layer.content.name, layer.sha256)


@lru_cache(maxsize=32)
def _read_once(name: str, _sha256: str) -> tuple[Feature, ...]:
    with Layer._meta.get_field("content").storage.open(name) as file:
        return tuple(read_features(file.read()))


def _without_shape(features: Sequence[Feature]) -> list[Problem]:
    rows = [place for place, feature in enumerate(features, start=1) if feature.geometry is None]
    if not rows:
        return []
    return [
        Problem(
            "layer-no-shape",
            Text(
                f"{len(rows)} 个要素没有图形：第 {_some(rows)} 个。",
                f"{len(rows)} features have no shape: no. {_some(rows)}.",
            ),
            Text(
                "请在原软件中补上或删去这些要素后再上传。",
                "Mend or remove them, then upload again.",
            ),
            _PLACE,
        )
    ]


def _misplaced(features: Sequence[Feature]) -> list[Problem]:
    """Give what lies outside the city, told apart by what a swap of the two degrees would mend."""
    outline = city_outline(settings.PACK)
    if outline is None:
        return []
    outside = [
        (place, feature.geometry)
        for place, feature in enumerate(features, start=1)
        if feature.geometry is not None and not shapely.intersects(outline, feature.geometry)
    ]
    if not outside:
        return []
    turned = all(shapely.intersects(outline, _turned(geometry)) for _place, geometry in outside)
    rows = [place for place, _geometry in outside]
    if turned:
        return [_swapped(rows)]
    metres = any(max(map(abs, geometry.bounds)) > _MOST_DEGREES for _place, geometry in outside)
    return [_in_metres(rows) if metres else _elsewhere(rows)]


_MOST_DEGREES = 180


def _turned(geometry: Any) -> Any:  # noqa: ANN401 - shapely is untyped
    return shapely.transform(geometry, lambda points: points[:, ::-1])


def _without_use(features: Sequence[Feature], kind: ConstraintLayer | None) -> list[Problem]:
    if kind is None or not kind.property:
        return []
    rows = [
        place
        for place, feature in enumerate(features, start=1)
        if not feature.properties.get(kind.property)
    ]
    if not rows:
        return []
    return [
        Problem(
            "layer-no-property",
            Text(
                f"{len(rows)} 个要素没有属性“{kind.property}”：第 {_some(rows)} 个。",
                f'{len(rows)} features lack the property "{kind.property}": no. {_some(rows)}.',
            ),
            Text(
                f"“{kind.label.zh}”图层须有属性“{kind.property}”，请补上后再上传。",
                f'Layers of "{kind.label.en}" carry it; add it and upload again.',
            ),
            _PLACE,
        )
    ]


def _some(rows: Sequence[int]) -> str:
    return "、".join(map(str, rows[:_SHOWN])) + ("……" if len(rows) > _SHOWN else "")


def _swapped(rows: Sequence[int]) -> Problem:
    return Problem(
        "layer-swapped",
        Text(
            f"经度和纬度填反了（第 {_some(rows)} 个要素）。",
            f"Longitude and latitude are swapped (feature {_some(rows)}).",
        ),
        Text("请把坐标改为先经度、后纬度，再上传。", "Give longitude first, then upload again."),
        _PLACE,
    )


def _in_metres(rows: Sequence[int]) -> Problem:
    return Problem(
        "layer-in-metres",
        Text(
            f"坐标是米制的投影坐标，不是经纬度（第 {_some(rows)} 个要素）。",
            f"The coordinates are metres of a projection (feature {_some(rows)}).",
        ),
        _CONVERT,
        _PLACE,
    )


_CONVERT = Text(
    "请在 GIS 软件中转换为 CGCS2000 经纬度（EPSG:4490）后再上传。",
    "Convert it to degrees of CGCS2000 (EPSG:4490), then upload again.",
)


def _elsewhere(rows: Sequence[int]) -> Problem:
    return Problem(
        "layer-outside-city",
        Text(
            f"{len(rows)} 个要素不在本市范围内：第 {_some(rows)} 个。",
            f"{len(rows)} features lie outside the city: no. {_some(rows)}.",
        ),
        Text(
            "请核对坐标系，并只保留本市范围内的要素。",
            "Check the system; keep the city's features.",
        ),
        _PLACE,
    )


def _too_large(size: int) -> Problem:
    return Problem(
        "layer-too-large",
        Text(
            f"文件有 {size / 2**20:.0f} MB，上限 {MAX_BYTES // 2**20} MB。",
            f"The file has {size / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB are taken.",
        ),
        Text("请简化边界或按县区拆分后再上传。", "Simplify the lines or split it by county."),
        _PLACE,
    )


_EMPTY = Problem(
    "layer-empty",
    Text("文件中没有要素。", "The file holds no features."),
    Text("请检查导出的范围后再上传。", "Check what was exported, then upload again."),
    _PLACE,
)


def _unreadable(error: UnreadableLayerError) -> Problem:
    message, next_step = {
        "format": (
            Text("不是可以读取的 GeoJSON 或 GeoPackage。", "It is no GeoJSON or GeoPackage."),
            Text(
                "请在 GIS 软件中另存为其中一种格式。", "Save it as one of the two in a GIS program."
            ),
        ),
        "system": (
            Text("坐标系不是经纬度。", "The coordinate system is not degrees."),
            _CONVERT,
        ),
        "layers": (
            Text("文件中须恰好有一个图层。", "The file must hold just one layer."),
            Text("请把要上传的图层单独导出。", "Export the layer on its own."),
        ),
        "many": (
            Text(f"要素超过 {MAX_FEATURES} 个。", f"It has more than {MAX_FEATURES} features."),
            Text("请合并或按县区拆分后再上传。", "Merge them or split it by county."),
        ),
    }[error.kind]
    return Problem(f"layer-{error.kind}", message, next_step, _PLACE, value=error.value)
