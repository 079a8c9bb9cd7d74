"""Charts and maps, as data that the browser draws."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.plan.models import Scenario
from linli.plan.reads.outcome import year_rows
from linli.plan.reads.rolling import Rolling
from linli.plan.reads.tasks import TaskRow

if TYPE_CHECKING:
    from linli.foundation.people.models import User

NO_TASK = "var(--chart-task)"
STEPS = (
    (Decimal(1), "var(--step-4)"),
    (Decimal("0.8"), "var(--step-3)"),
    (Decimal("0.5"), "var(--step-2)"),
)
LEAST = "var(--step-1)"


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


def rolling_chart(found: Rolling) -> dict[str, Any]:
    """Return the households of each year, and the share of the early stock that is done by then."""
    shares = [round(float(row.share or 0) * 100, 1) for row in found.years]
    return {
        "tooltip": {"trigger": "axis"},
        "legend": {"top": 0},
        "grid": {"left": 8, "right": 8, "top": 48, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(row.year) for row in found.years]},
        "yAxis": [
            {"type": "value", "name": _("户"), "minInterval": 1},
            {"type": "value", "name": "%", "min": 0, "max": 100, "splitLine": {"show": False}},
        ],
        "series": [
            _columns(_("当年任务"), [row.task for row in found.years]),
            _columns(_("当年安排"), [row.households for row in found.years]),
            {"type": "line", "yAxisIndex": 1, "name": _("2000年底前存量完成比例"), "data": shares},
        ],
    }


def _columns(name: str, data: list[int]) -> dict[str, Any]:
    return {"type": "bar", "name": name, "data": data, "barMaxWidth": 28}


def comparison_chart(user: User, scenarios: Sequence[Scenario]) -> dict[str, Any]:
    """Return the households a year that each scenario plans, side by side."""
    years = sorted({year for each in scenarios for year in each.horizon})
    series = []
    for each in scenarios:
        planned = {row.year: row.households for row in year_rows(user, each)}
        series.append(_columns(each.name, [planned.get(year, 0) for year in years]))
    return {
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0, "type": "scroll"},
        "grid": {"left": 8, "right": 8, "top": 48, "bottom": 8, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(year) for year in years]},
        "yAxis": {"type": "value", "name": _("户"), "minInterval": 1},
        "series": series,
    }


def frontier_charts(scenario: Scenario) -> dict[str, Any]:
    """Return the frontiers that were computed: households by money, and by the pledged share."""
    drawn = scenario.frontiers
    if not drawn:
        return {}
    money = [[float(p["spent"]) / 10_000, p["households"]] for p in drawn["money"]]
    pledge = [[round(p["at"] * 100, 1), p["households"]] for p in drawn["pledge"]]
    return {
        "money": _line(_("财政资金（万元）"), money),
        "pledge": _line(_("企业和居民出资比例下限（%）"), pledge),
    }


def _line(name: str, points: list[list[float]]) -> dict[str, Any]:
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 24, "top": 36, "bottom": 32, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": name,
            "nameLocation": "middle",
            "nameGap": 28,
            "scale": True,
        },
        "yAxis": {"type": "value", "name": _("户"), "scale": True},
        "series": [{"type": "line", "data": sorted(points), "symbolSize": 7}],
    }
