"""Compounds and planning units against the layers that bind them, three-valued (S15).

A place of which nothing is known stays open: without a position, outside what a layer covers, or
where no layer of a kind was handed in. Nothing is guessed from a layer's silence.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import shapely

from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import ConstraintLayer, LayerEffect
from linli.engines.tables.geo_read import Feature

_NAMES = ("名称", "name", "NAME", "MC", "mc", "XMMC")
_METRES_A_DEGREE = 111_195.0
_HECTARE = 10_000


class Place(NamedTuple):
    """What is checked: a point or an outline in degrees, None if unknown; its jurisdiction."""

    geometry: Any
    jurisdiction: str


class Sheet(NamedTuple):
    """A layer's features; ``covers`` are codes of jurisdictions, empty for the whole city."""

    features: Sequence[Feature]
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a kind of layer says of a place; ``why`` is a key of ``_WHY``."""

    kind: str
    verdict: Verdict
    why: str
    features: tuple[str, ...] = ()
    hectares: float | None = None

    @property
    def is_told(self) -> bool:
        """Tell whether it is worth a word of its own: not where a kind has no layer at all."""
        return self.verdict is not Verdict.YES and self.why != "no-layer"

    def said(self, kind: ConstraintLayer) -> Text:
        """Return the finding in words, with the features that decided it."""
        zh, en = _WHY[self.why]
        listed = "、".join(self.features)
        area = "" if self.hectares is None else f"{self.hectares:.2f}"
        values = {"features": listed, "office": kind.office, "hectares": area}
        return Text(
            f"{kind.label.zh}：{zh.format(**values)}", f"{kind.label.en}: {en.format(**values)}"
        )


_WHY = {
    "inside": ("位于“{features}”内", 'lies in "{features}"'),
    "clear": ("未涉及", "not touched"),
    "wrong-use": ("位于“{features}”，用途不符", 'lies in "{features}", another use'),
    "conflict": ("位于“{features}”内，不得占用", 'lies in "{features}", which must stay free'),
    "ask": (
        "位于“{features}”内，须征求{office}意见",
        'lies in "{features}": ask {office} first',
    ),
    "overlap": (
        "单元范围与“{features}”相交约 {hectares} 公顷，须核对建设是否涉及",
        'overlaps "{features}" by about {hectares} ha: check whether works touch it',
    ),
    "uncovered": ("图层未覆盖该处", "the layer does not cover the place"),
    "no-layer": ("尚未上传图层", "no layer was handed in"),
    "no-position": ("小区没有坐标", "the compound has no position"),
}


def combined(findings: Sequence[Finding]) -> Verdict:
    """Return 不符合 if one says so, else 待核 if one is open, else 符合."""
    verdicts = {finding.verdict for finding in findings}
    return next((v for v in (Verdict.NO, Verdict.UNKNOWN) if v in verdicts), Verdict.YES)


def check_compounds(
    places: Sequence[Place], kinds: Sequence[ConstraintLayer], sheets: dict[str, list[Sheet]]
) -> list[list[Finding]]:
    """Return the findings of each compound's point, one a kind, in the kinds' order."""
    columns = [_point_findings(places, kind, sheets.get(kind.code, [])) for kind in kinds]
    return [list(row) for row in zip(*columns, strict=True)] if kinds else [[] for _ in places]


def check_outlines(
    places: Sequence[Place], kinds: Sequence[ConstraintLayer], sheets: dict[str, list[Sheet]]
) -> list[list[Finding]]:
    """Return what outlines of units overlap: open, for works may still keep clear of it."""
    found: list[list[Finding]] = [[] for _ in places]
    for kind in kinds:
        if kind.effect is LayerEffect.WITHIN:
            continue
        hits = _hits(places, [f for s in sheets.get(kind.code, []) for f in s.features], kind)
        for at, features in enumerate(hits):
            if features:
                found[at].append(_overlap(kind, places[at].geometry, features))
    return found


def _point_findings(
    places: Sequence[Place], kind: ConstraintLayer, sheets: Sequence[Sheet]
) -> Iterator[Finding]:
    features = [feature for sheet in sheets for feature in sheet.features]
    whole_city = any(not sheet.covers for sheet in sheets)
    covered = frozenset().union(*(sheet.covers for sheet in sheets))
    for place, hits in zip(places, _hits(places, features, kind), strict=True):
        if not sheets:
            yield Finding(kind.code, Verdict.UNKNOWN, "no-layer")
        elif place.geometry is None:
            yield Finding(kind.code, Verdict.UNKNOWN, "no-position")
        elif hits:
            yield _hit(kind, hits)
        elif kind.effect is LayerEffect.WITHIN or not (whole_city or place.jurisdiction in covered):
            yield Finding(kind.code, Verdict.UNKNOWN, "uncovered")
        else:
            yield Finding(kind.code, Verdict.YES, "clear")


def _hits(
    places: Sequence[Place], features: Sequence[Feature], kind: ConstraintLayer
) -> list[list[Feature]]:
    """Return the features that each place touches and that count for the kind."""
    counting = [
        feature
        for feature in features
        if feature.geometry is not None
        and (kind.effect is LayerEffect.WITHIN or not kind.property or _is_meant(feature, kind))
    ]
    found: list[list[Feature]] = [[] for _ in places]
    if counting and places:
        tree = shapely.STRtree([feature.geometry for feature in counting])
        shapes = np.array([place.geometry for place in places], dtype=object)
        for at, which in zip(*tree.query(shapes, predicate="intersects"), strict=True):
            found[at].append(counting[which])
    return found


def _is_meant(feature: Feature, kind: ConstraintLayer) -> bool:
    return not kind.property or str(feature.properties.get(kind.property)) in kind.values


def _hit(kind: ConstraintLayer, hits: Sequence[Feature]) -> Finding:
    names = tuple(dict.fromkeys(_name(feature, kind) for feature in hits))
    match kind.effect:
        case LayerEffect.OUTSIDE:
            return Finding(kind.code, Verdict.NO, "conflict", names)
        case LayerEffect.REVIEW:
            return Finding(kind.code, Verdict.UNKNOWN, "ask", names)
    if all(_is_meant(feature, kind) for feature in hits):
        return Finding(kind.code, Verdict.YES, "inside", names)
    wrong = tuple(_name(feature, kind) for feature in hits if not _is_meant(feature, kind))
    return Finding(kind.code, Verdict.NO, "wrong-use", tuple(dict.fromkeys(wrong)))


def _overlap(kind: ConstraintLayer, outline: Any, features: Sequence[Feature]) -> Finding:  # noqa: ANN401 - shapely is untyped
    names = tuple(dict.fromkeys(_name(feature, kind) for feature in features))
    shared = shapely.intersection(
        outline, shapely.union_all([feature.geometry for feature in features])
    )
    squeeze = math.cos(math.radians(outline.centroid.y))
    hectares = shared.area * _METRES_A_DEGREE**2 * squeeze / _HECTARE
    return Finding(kind.code, Verdict.UNKNOWN, "overlap", names, round(hectares, 2))


def _name(feature: Feature, kind: ConstraintLayer) -> str:
    """Return what a feature calls itself; with its use, where the kind asks for one."""
    given = (str(feature.properties[key]) for key in _NAMES if feature.properties.get(key))
    name = next(given, kind.label.zh)
    use = feature.properties.get(kind.property) if kind.property else None
    return f"{name}（{use}）" if use else name
