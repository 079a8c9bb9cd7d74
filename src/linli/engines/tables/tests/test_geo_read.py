import json

import pytest
import shapely

from linli.engines.tables.geo import Field, GeoLayer, geopackage_of
from linli.engines.tables.geo_read import MAX_FEATURES, UnreadableLayerError, read_features

SQUARE = [[108.6, 21.9], [108.7, 21.9], [108.7, 22.0], [108.6, 22.0], [108.6, 21.9]]


def geojson(*rings, **extra) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"名称": f"第{place}块"},
            "geometry": ring and {"type": "Polygon", "coordinates": [ring]},
        }
        for place, ring in enumerate(rings, start=1)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **extra}).encode()


def layer(name: str = "red", **fields) -> GeoLayer:
    columns = [Field(key, kind, [value]) for key, (kind, value) in fields.items()]
    return GeoLayer(name, "Polygon", [shapely.Polygon(SQUARE)], columns)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableLayerError) as caught:
        read_features(content)
    return caught.value.kind


def test_geojson_gives_shapes_and_properties():
    first, second = read_features(b"\xef\xbb\xbf" + geojson(SQUARE, None))
    assert first.geometry.equals(shapely.Polygon(SQUARE))
    assert first.properties == {"名称": "第1块"}
    assert second.geometry is None


def test_a_geopackage_gives_the_same_as_was_written():
    content = geopackage_of(
        [layer(title=("object", "红线"), size=("float64", 2.5), n=("int64", 3))]
    )
    (found,) = read_features(content)
    assert found.geometry.equals(shapely.Polygon(SQUARE))
    assert found.properties == {"title": "红线", "size": 2.5, "n": 3}


def test_lines_that_cross_themselves_are_mended_and_heights_dropped():
    bow = [[108.6, 21.9, 5], [108.7, 22.0, 5], [108.7, 21.9, 5], [108.6, 22.0, 5], [108.6, 21.9, 5]]
    (found,) = read_features(geojson(bow))
    assert found.geometry.is_valid
    assert not found.geometry.has_z


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"PK\x03\x04",
        b"SQLite format 3\0" + b"\0" * 90,
        b"SQLite format 3\0" + b"\0" * 52 + b"GPKG" + b"\0" * 90,
        b'{"type": "FeatureCollection", "features": [{"geometry": {"type": "Polygon"}}]}',
        b'{"type": "FeatureCollection", "features": [3]}',
        b'{"type":"Feature","geometry":{"type":"Point","coordinates":[NaN,1]}}',
        b"<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>",
        b"[" * 100_000,
    ],
)
def test_what_is_no_layer_is_refused(content):
    assert refused(content) == "format"


def test_another_coordinate_system_is_refused():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4545"}}
    assert refused(geojson(SQUARE, crs=crs)) == "system"
    crs["properties"]["name"] = "urn:ogc:def:crs:EPSG::4490"
    assert len(read_features(geojson(SQUARE, crs=crs))) == 1


def test_a_geopackage_of_several_layers_is_refused():
    assert refused(geopackage_of([layer("a"), layer("b")])) == "layers"


def test_too_many_features_are_refused():
    point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [108.6, 21.9]}}
    many = {"type": "FeatureCollection", "features": [point] * (MAX_FEATURES + 1)}
    assert refused(json.dumps(many).encode()) == "many"
