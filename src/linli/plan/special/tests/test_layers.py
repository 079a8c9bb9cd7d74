"""Layers as handed in: bad files get a clear letter, only the city's data is kept (S15)."""

import json

import pytest
import shapely

from linli.core.kernel.problem import ProblemError
from linli.core.policy.answer import Verdict
from linli.engines.tables.geo import Field, GeoLayer, geopackage_of
from linli.plan.special.actions.layers import put_aside
from linli.plan.special.content import content_of
from linli.plan.special.layers import MAX_BYTES, stored_features
from linli.plan.special.models import Layer
from linli.plan.special.tests.town import HOMES, LINGSHAN, QINNAN, RED, geojson, layer

pytestmark = pytest.mark.django_db


def refused(plan, content: bytes, kind: str = "ecology_red_line") -> str:
    with pytest.raises(ProblemError) as caught:
        layer(plan, kind, content)
    assert not Layer.objects.exists()
    (problem,) = caught.value.problems
    assert problem.place.key in {"file", "kind"}
    return problem.code


def turned(ring):
    return [[y, x] for x, y in ring]


def test_s15_swapped_degrees_are_told_apart(plan):
    assert refused(plan, geojson(turned(RED))) == "layer-swapped"


def test_s15_metres_of_a_projection_are_told_apart(plan):
    metres = [[x * 10_000, y * 100_000] for x, y in RED]
    assert refused(plan, geojson(metres)) == "layer-in-metres"
    crs = {"type": "name", "properties": {"name": "EPSG:4545"}}
    assert refused(plan, json.dumps(json.loads(geojson(RED)) | {"crs": crs}).encode()) == (
        "layer-system"
    )


def test_s15_only_data_of_the_city_is_taken(plan):
    beijing = [[x + 7, y + 17] for x, y in RED]
    assert refused(plan, geojson(RED, beijing)) == "layer-outside-city"


def test_bad_files_are_refused(plan):
    assert refused(plan, b"no layer") == "layer-format"
    assert refused(plan, geojson()) == "layer-empty"
    assert refused(plan, b" " * (MAX_BYTES + 1)) == "layer-too-large"
    assert refused(plan, geojson(RED), "no_such_kind") == "layer-kind"
    empty = {"type": "Feature", "properties": {}, "geometry": None}
    several = json.dumps({"type": "FeatureCollection", "features": [empty]}).encode()
    assert refused(plan, several) == "layer-no-shape"


def test_a_layer_of_land_use_must_say_the_use(plan):
    assert refused(plan, geojson(HOMES), "land_use") == "layer-no-property"
    assert layer(plan, "land_use", geojson(HOMES, 用途="居住用地")).features == 1


def test_the_same_content_is_kept_once(plan):
    layer(plan, "ecology_red_line", geojson(RED))
    with pytest.raises(ProblemError, match="已经上传"):
        layer(plan, "ecology_red_line", geojson(RED))


def test_a_geopackage_is_kept_as_it_was(plan):
    content = geopackage_of(
        [GeoLayer("red", "Polygon", [shapely.Polygon(RED)], [Field("名称", "object", ["红线"])])]
    )
    (found,) = stored_features(layer(plan, "ecology_red_line", content))
    assert found.geometry.equals(shapely.Polygon(RED))
    assert found.properties == {"名称": "红线"}


def verdicts(plan, kind: str) -> dict[str, Verdict]:
    content = content_of(plan, None)
    return {
        row.code: finding.verdict
        for row in content.compounds
        for finding in row.findings
        if finding.kind == kind
    }


def test_s15_each_compound_is_checked_with_clause_and_feature(plan):
    layer(plan, "ecology_red_line", geojson(RED), [LINGSHAN])
    yes, no, unknown = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
    assert verdicts(plan, "ecology_red_line") == {
        "L1": yes,
        "L2": yes,
        "L3": no,
        "Q1": unknown,
        "Q2": unknown,
    }
    content = content_of(plan, None)
    units = {unit.jurisdiction: unit.verdict for unit in content.units}
    assert units["灵山县"] is no
    assert units["钦南区"] is unknown
    kind = content.kind("ecology_red_line")
    said = [f.said(kind).zh for row in content.compounds for f in row.findings if f.verdict is no]
    assert said == ["生态保护红线：位于“1 号地块”内，不得占用"]
    assert kind.serves == ("S15",)


def test_what_is_put_aside_says_nothing_any_more(plan):
    kept = layer(plan, "ecology_red_line", geojson(RED), [LINGSHAN, QINNAN])
    put_aside(None, kept)
    assert set(verdicts(plan, "ecology_red_line").values()) == {Verdict.UNKNOWN}
    assert Layer.objects.count() == 1
