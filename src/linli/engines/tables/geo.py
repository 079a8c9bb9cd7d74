"""Tables with positions as GeoPackage, the file that GIS programs open directly."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
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


def geopackage(
    layer: str, positions: Sequence[tuple[float, float] | None], fields: Sequence[Field]
) -> bytes:
    """Return points (longitude, latitude) with fields as a GeoPackage in CGCS2000.

    A row without a position goes out with a null geometry.
    """
    points = [None if at is None else shapely.Point(at) for at in positions]
    file = io.BytesIO()
    pyogrio.raw.write(
        file,
        shapely.to_wkb(np.array(points, dtype=object)),
        [_data(field) for field in fields],
        [field.name for field in fields],
        field_mask=[_mask(field) for field in fields],
        layer=layer,
        driver="GPKG",
        geometry_type="Point",
        crs=CGCS2000,
    )
    return file.getvalue()


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
