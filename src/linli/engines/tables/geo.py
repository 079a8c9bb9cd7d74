"""Tables with positions as GeoPackage, the file that GIS programs open directly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio.raw
import shapely

CGCS2000 = "EPSG:4490"
"""The national coordinate system of China, in degrees; WGS 84 agrees with it within decimetres."""
_EMPTY = {"bool": False, "int64": 0, "float64": 0.0}


@dataclass(frozen=True, slots=True)
class Field:
    """A column: ``kind`` is ``bool``, ``int64``, ``float64`` or ``object`` (text); None is null."""

    name: str
    kind: str
    values: Sequence[Any]


@dataclass(frozen=True, slots=True)
class GeoLayer:
    """A layer: its name, the geometries' kind as OGR calls it, and its columns.

    ``geometries`` are shapely's, in degrees; a row with None goes out without a geometry.
    """

    name: str
    kind: str
    geometries: Sequence[Any]
    fields: Sequence[Field]


def geopackage(
    layer: str, positions: Sequence[tuple[float, float] | None], fields: Sequence[Field]
) -> bytes:
    """Return points (longitude, latitude) with fields as a GeoPackage in CGCS2000.

    A row without a position goes out with a null geometry.
    """
    points = [None if at is None else shapely.Point(at) for at in positions]
    return geopackage_of([GeoLayer(layer, "Point", points, fields)])


def geopackage_of(layers: Sequence[GeoLayer]) -> bytes:
    """Return layers as one GeoPackage in CGCS2000."""
    with TemporaryDirectory() as folder:  # only files take a second layer
        path = Path(folder, "layers.gpkg")
        for layer in layers:
            pyogrio.raw.write(
                path,
                shapely.to_wkb(np.array(layer.geometries, dtype=object)),
                [_data(field) for field in layer.fields],
                [field.name for field in layer.fields],
                field_mask=[_mask(field) for field in layer.fields],
                layer=layer.name,
                driver="GPKG",
                geometry_type=layer.kind,
                crs=CGCS2000,
            )
        return path.read_bytes()


def _data(field: Field) -> np.ndarray:
    if field.kind == "object":
        return np.array(field.values, dtype=object)
    empty = _EMPTY[field.kind]
    values = [empty if value is None else value for value in field.values]
    return np.array(values, dtype=field.kind)


def _mask(field: Field) -> np.ndarray | None:
    if field.kind == "object":
        return None
    return np.array([value is None for value in field.values], dtype=bool)
