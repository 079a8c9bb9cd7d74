"""What is filed with the regional department: one archive with a list of checksums (S16)."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import shapely

from linli.engines.tables.geo import Field, GeoLayer, geopackage_of
from linli.engines.workbook import write_tables
from linli.plan.special.document import Approval, filing_letter, plan_document
from linli.plan.special.layers import stored_features
from linli.plan.special.rows import Content
from linli.plan.special.tables import sheets, years_of

SUMS = "SHA256SUMS.txt"


def filing_package(content: Content, approval: Approval) -> bytes:
    """Return the archive: plan, letter, layers and tables, and the SHA-256 of each."""
    files = {
        "01-规划文本.docx": plan_document(content, approval),
        "02-备案报告.docx": filing_letter(content, approval),
        "03-规划图层.gpkg": plan_geopackage(content),
        "04-规划表格.xlsx": write_tables(sheets(content)),
    }
    sums = "".join(f"{hashlib.sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in {**files, SUMS: sums.encode()}.items():
            archive.writestr(name, body)
    return file.getvalue()


def plan_geopackage(content: Content) -> bytes:
    """Return units, compounds with their years, and constraints as a GeoPackage in CGCS2000."""
    return geopackage_of([_units(content), _compounds(content), _constraints(content)])


def _units(content: Content) -> GeoLayer:
    units = content.units
    return GeoLayer(
        "units",
        "MultiPolygon",
        [_many(unit.outline) for unit in units],
        [
            Field("number", "int64", [unit.number for unit in units]),
            _text("name", [unit.name for unit in units]),
            _text("jurisdiction", [unit.jurisdiction for unit in units]),
            _text("origin", [unit.origin for unit in units]),
            _text("years", [years_of(unit.compounds) for unit in units]),
            Field("compounds", "int64", [len(unit.compounds) for unit in units]),
            Field("households", "int64", [unit.households for unit in units]),
            _text("check", [unit.verdict.label.zh for unit in units]),
        ],
    )


def _many(outline: Any) -> Any:  # noqa: ANN401 - GeoJSON in, shapely out
    if not outline:
        return None
    return shapely.multipolygons(shapely.get_parts(shapely.from_geojson(json.dumps(outline))))


def _compounds(content: Content) -> GeoLayer:
    rows = content.compounds
    return GeoLayer(
        "compounds",
        "Point",
        [row.position and shapely.Point(row.position) for row in rows],
        [
            _text("code", [row.code for row in rows]),
            _text("name", [row.name for row in rows]),
            _text("jurisdiction", [row.jurisdiction for row in rows]),
            Field("unit", "int64", [row.unit for row in rows]),
            Field("phase", "int64", [row.year for row in rows]),
            Field("households", "int64", [row.households for row in rows]),
            _text(
                "estimate_yuan",
                [None if row.estimate is None else str(row.estimate) for row in rows],
            ),
            _text("check", [row.verdict.label.zh for row in rows]),
        ],
    )


def _constraints(content: Content) -> GeoLayer:
    rows = [(layer, feature) for layer in content.layers for feature in stored_features(layer)]
    return GeoLayer(
        "constraints",
        "Unknown",
        [feature.geometry for _layer, feature in rows],
        [
            _text("kind", [content.kind(layer.kind).label.zh for layer, _feature in rows]),
            _text("layer", [layer.name for layer, _feature in rows]),
            _text("source", [layer.origin for layer, _feature in rows]),
            _text("dated", [layer.dated.isoformat() for layer, _feature in rows]),
            _text(
                "properties",
                [json.dumps(f.properties, ensure_ascii=False) for _layer, f in rows],
            ),
        ],
    )


def _text(name: str, values: Sequence[str | None]) -> Field:
    return Field(name, "object", values)
