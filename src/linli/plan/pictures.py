"""The dashboard's charts and map, as data that the browser draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.plan.reads.tasks import TaskRow

NO_TASK = "#b8c2cc"
STEPS = ((Decimal(1), "#6ea8e6"), (Decimal("0.8"), "#a3c8f0"), (Decimal("0.5"), "#cfe2f7"))
LEAST = "#f3f7fc"


def task_chart(rows: Sequence[TaskRow], measure: str) -> dict[str, Any]:
    """Return a bar chart of tasks beside what is planned; ``measure`` is projects or households."""
    planned = [getattr(row.planned, measure) for row in rows]
    tasks = [getattr(row.target, measure) for row in rows]
    return {
        "color": ["#b8c2cc", "#1a5cb8"],
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 48, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "inverse": True, "data": [row.name for row in rows]},
        "series": [_bars(_("年度任务"), tasks), _bars(_("已安排"), planned)],
    }


def _bars(name: str, data: list[int]) -> dict[str, Any]:
    label = {"show": True, "position": "right"}
    return {"type": "bar", "name": name, "data": data, "label": label, "barMaxWidth": 16}


def task_map(rows: Sequence[TaskRow]) -> dict[str, Any]:
    """Return a map of the jurisdictions, coloured by the share of the task's households planned."""
    shapes = outlines(settings.PACK)
    features = [_feature(shapes[row.name], row) for row in rows if row.name in shapes]
    return {"geojson": {"type": "FeatureCollection", "features": features}, "legend": _legend()}


def without_outline(rows: Sequence[TaskRow]) -> list[TaskRow]:
    """Return the jurisdictions that the official map draws no outline of."""
    shapes = outlines(settings.PACK)
    return [row for row in rows if row.name not in shapes]


@lru_cache(maxsize=4)
def outlines(folder: Path) -> dict[str, Any]:
    """Return the pack's official outlines by name; none where the pack brings no map."""
    path = folder / "boundaries.geojson"
    if not path.exists():
        return {}
    features = json.loads(path.read_text("utf-8"))["features"]
    return {feature["properties"]["name"]: feature["geometry"] for feature in features}


def _feature(shape: Any, row: TaskRow) -> dict[str, Any]:  # noqa: ANN401 - GeoJSON
    share = row.households_share
    written = _("无任务") if share is None else f"{share * 100:.1f}%"
    figures = (row.name, row.planned.households, row.target.households, written)
    popup = _("%s：已安排 %d 户，任务 %d 户（%s）") % figures
    properties = {"colour": _colour(share), "label": f"{row.name}\n{written}", "popup": popup}
    return {"type": "Feature", "geometry": shape, "properties": properties}


def _colour(share: Decimal | None) -> str:
    if share is None:
        return NO_TASK
    return next((colour for least, colour in STEPS if share >= least), LEAST)


def _legend() -> list[dict[str, str]]:
    names = (_("达到或超过任务"), _("任务的 80%～100%"), _("任务的 50%～80%"), _("不足任务的 50%"))
    colours = (*(colour for _least, colour in STEPS), LEAST)
    return [{"colour": colour, "label": name} for colour, name in zip(colours, names, strict=True)]
