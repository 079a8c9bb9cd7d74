"""What layers say of places, three-valued, with the feature that decided it (S15)."""

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import ConstraintLayer, LayerEffect
from linli.engines.tables.geo_read import Feature
from linli.plan.special.checking import (
    Finding,
    Place,
    Sheet,
    check_compounds,
    check_outlines,
    combined,
)

YES, NO, OPEN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
WEST, EAST = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
EVERYWHERE: frozenset[str] = frozenset()


def kind(effect: LayerEffect, **more) -> ConstraintLayer:
    return ConstraintLayer(
        code="k",
        label=Text("图层", "Layer"),
        clause="二",
        serves=("S15",),
        effect=effect,
        office="市局",
        **more,
    )


USE = kind(LayerEffect.WITHIN, property="用途", values=("居住用地",))
RED = kind(LayerEffect.OUTSIDE)
OLD_TOWN = kind(LayerEffect.REVIEW)


def feature(shape, **properties) -> Feature:
    return Feature(shape, properties)


def said(asked: ConstraintLayer, features, at=(0.5, 0.5), covers=EVERYWHERE, area="A"):
    place = Place(at and shapely.Point(at), area)
    ((found,),) = check_compounds([place], [asked], {"k": [Sheet(features, covers)]})
    return found


HOUSING = feature(WEST, 名称="甲", 用途="居住用地")
FACTORY = feature(EAST, 名称="乙", 用途="工业用地")


@pytest.mark.parametrize(
    ("at", "verdict", "why", "features"),
    [
        ((0.5, 0.5), YES, "inside", ("甲（居住用地）",)),
        ((1.5, 0.5), NO, "wrong-use", ("乙（工业用地）",)),
        ((3, 3), OPEN, "uncovered", ()),
        (None, OPEN, "no-position", ()),
        ((1.0, 0.5), NO, "wrong-use", ("乙（工业用地）",)),
    ],
)
def test_s15_a_compound_must_lie_on_land_of_a_fitting_use(at, verdict, why, features):
    found = said(USE, [HOUSING, FACTORY], at)
    assert (found.verdict, found.why, found.features) == (verdict, why, features)


@pytest.mark.parametrize(("asked", "inside"), [(RED, (NO, "conflict")), (OLD_TOWN, (OPEN, "ask"))])
def test_s15_inside_a_line_is_refused_or_asked_and_outside_is_clear(asked, inside):
    line = [feature(WEST, name="一号红线")]
    assert (said(asked, line).verdict, said(asked, line).why) == inside
    assert said(asked, line).features == ("一号红线",)
    assert said(asked, line, (1.5, 0.5)).verdict is YES


def test_s15_the_silence_of_a_layer_is_no_answer_where_it_does_not_cover():
    line = [feature(WEST)]
    assert said(RED, line, (1.5, 0.5), covers=frozenset({"A"})).verdict is YES
    assert said(RED, line, (1.5, 0.5), covers=frozenset({"B"})).why == "uncovered"
    assert said(RED, line, (0.5, 0.5), covers=frozenset({"B"})).verdict is NO


def test_s15_without_a_layer_everything_stays_open():
    ((found,),) = check_compounds([Place(shapely.Point(0, 0), "A")], [RED], {})
    assert (found.verdict, found.why) == (OPEN, "no-layer")


def test_only_features_with_the_named_value_count():
    asked = kind(LayerEffect.OUTSIDE, property="类别", values=("核心区",))
    zones = [feature(WEST, 类别="缓冲区"), feature(EAST, 类别="核心区")]
    assert said(asked, zones).verdict is YES
    assert said(asked, zones, (1.5, 0.5)).verdict is NO


def test_s15_a_units_outline_that_overlaps_a_line_is_to_be_looked_at():
    outline = shapely.box(0.99, 0, 1.01, 0.01)
    line = {"k": [Sheet([feature(EAST, 名称="河道")], EVERYWHERE)]}
    (found,) = check_outlines([Place(outline, "A")], [USE, RED], line)
    assert [(each.verdict, each.why, each.features) for each in found] == [
        (OPEN, "overlap", ("河道",))
    ]
    assert found[0].hectares == pytest.approx(0.01 * 111_195 * 0.01 * 111_195 / 10_000, rel=0.01)
    assert check_outlines([Place(None, "A")], [RED], line) == [[]]


def test_findings_are_said_in_both_languages_with_the_feature():
    words = said(RED, [feature(WEST, 名称="一号红线")]).said(RED)
    assert words == Text(
        "图层：位于“一号红线”内，不得占用", 'Layer: lies in "一号红线", which must stay free'
    )


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [([], YES), ([YES, YES], YES), ([YES, OPEN], OPEN), ([OPEN, NO, YES], NO)],
)
def test_all_layers_together_are_as_strict_as_the_strictest(verdicts, expected):
    assert combined([Finding("k", verdict, "clear") for verdict in verdicts]) is expected


@given(
    st.lists(st.tuples(st.floats(-1, 3), st.floats(-1, 2)), min_size=1, max_size=8),
    st.lists(st.tuples(st.floats(0, 2), st.floats(0, 1), st.floats(0.1, 1)), max_size=5),
)
def test_many_places_at_once_are_answered_as_one_by_one(points, boxes):
    features = [feature(shapely.box(x, y, x + size, y + size)) for x, y, size in boxes]
    places = [Place(shapely.Point(at), "A") for at in points]
    found = check_compounds(places, [RED], {"k": [Sheet(features, EVERYWHERE)]})
    for at, (each,) in zip(points, found, strict=True):
        touched = any(f.geometry.intersects(shapely.Point(at)) for f in features)
        assert each.verdict is (NO if touched else YES)
