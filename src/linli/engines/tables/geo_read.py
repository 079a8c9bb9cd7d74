"""Read features from GeoJSON or a GeoPackage; nothing else is opened, and no file beside it."""

from __future__ import annotations

import json
import math
import warnings
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyogrio
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from shapely.errors import GEOSException

MAX_FEATURES = 20_000
_SQLITE, _APPLICATION, _IDS = b"SQLite format 3\0", slice(68, 72), {b"GPKG", b"GP10", b"GP11"}
_DEGREES = ("4326", "4490", "CRS84")
"""How the names of systems end that give degrees on the national datum or WGS 84."""


class UnreadableLayerError(ValueError):
    """What is wrong with a file: ``kind`` is ``format``, ``system``, ``layers`` or ``many``."""

    def __init__(self, kind: str, value: str = "") -> None:
        super().__init__(f"{kind}: {value}")
        self.kind, self.value = kind, value


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature in degrees; ``geometry`` is shapely's, valid, or None where the file has none."""

    geometry: Any
    properties: dict[str, Any]


def read_features(content: bytes) -> list[Feature]:
    """Return the features of a file's only layer; raises ``UnreadableLayerError``.

    Lines that cross themselves are mended. Another coordinate system than degrees is refused.
    """
    found = _geopackage(content) if content.startswith(_SQLITE) else _geojson(content)
    if len(found) > MAX_FEATURES:
        raise UnreadableLayerError("many", str(len(found)))
    return found


def _geojson(content: bytes) -> list[Feature]:
    try:
        data = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
        _check_system(str((data.get("crs") or {}).get("properties", {}).get("name", "CRS84")))
        rows = data["features"] if data["type"] == "FeatureCollection" else [data]
        return [
            Feature(_shape(row.get("geometry")), dict(row.get("properties") or {})) for row in rows
        ]
    except UnreadableLayerError:
        raise
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        GEOSException,
    ) as error:
        raise UnreadableLayerError("format") from error


def _refuse(constant: str) -> float:
    raise ValueError(f"not a number: {constant}")


def _check_system(name: str) -> None:
    if not name.endswith(_DEGREES):
        raise UnreadableLayerError("system", name[:80])


def _shape(geometry: Any) -> Any:  # noqa: ANN401 - GeoJSON in, shapely out
    return _mended(shapely.from_geojson(json.dumps(geometry))) if geometry else None


def _mended(geometry: Any) -> Any:  # noqa: ANN401 - shapely is untyped
    flat = shapely.force_2d(geometry)
    return None if flat.is_empty else shapely.make_valid(flat)


def _geopackage(content: bytes) -> list[Feature]:
    if content[_APPLICATION] not in _IDS:
        raise UnreadableLayerError("format")
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a file that is odd but can be read is no trouble
        path = Path(folder, "layer.gpkg")
        path.write_bytes(content)
        try:
            layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
            if len(layers) != 1:
                raise UnreadableLayerError("layers", "、".join(layers)[:80])
            about, _ids, shapes, columns = pyogrio.raw.read(
                path, layer=layers[0], datetime_as_string=True, max_features=MAX_FEATURES + 1
            )
        except (DataSourceError, DataLayerError, UnicodeDecodeError) as error:
            raise UnreadableLayerError("format") from error
    _check_system(str(about["crs"]))
    names = list(about["fields"])
    geometries = shapely.from_wkb(shapes, on_invalid="ignore")
    return [
        Feature(
            None if shape is None else _mended(shape),
            {name: _plain(column[row]) for name, column in zip(names, columns, strict=True)},
        )
        for row, shape in enumerate(geometries)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - numpy in, JSON out
    """Return a value as JSON has it: numpy's numbers as Python's, what is missing as None."""
    if value is None or isinstance(value, str):
        return value
    found = value.item() if hasattr(value, "item") else value
    if isinstance(found, float) and not math.isfinite(found):
        return None
    return found if isinstance(found, bool | int | float) else str(found)
