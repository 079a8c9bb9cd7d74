"""Options of ECharts; colours are names of custom properties, which the browser looks up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WIDE = {"left": 8, "right": "12%", "top": 36, "bottom": 8, "containLabel": True}
_LABEL = {"show": True, "position": "right"}
THICKEST = "34%"
"""Of a bar, of the room of its name."""


def colour(number: int) -> str:
    """Return a colour of the palette, from 1 (charts.css)."""
    return f"var(--chart-{number})"


def bars(
    names: Sequence[str], series: Sequence[tuple[str, str, Sequence[int | None]]]
) -> dict[str, Any]:
    """Return lying bars side by side; a series is a name, a colour and its values."""
    return {
        "color": [shade for _name, shade, _values in series],
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}},
        "legend": {"top": 0},
        "grid": WIDE,
        "xAxis": {"type": "value", "minInterval": 1, "axisLabel": {"hideOverlap": True}},
        "yAxis": {"type": "category", "inverse": True, "data": list(names)},
        "series": [
            {
                "type": "bar",
                "name": name,
                "data": list(values),
                "label": _LABEL,
                "barMaxWidth": THICKEST,
            }
            for name, _shade, values in series
        ],
    }


def funnel(steps: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return stations on a way, each as wide as its number."""
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "funnel",
                "sort": "none",
                "left": "4%",
                "right": "38%",
                "top": 8,
                "bottom": 8,
                "minSize": "0%",
                "gap": 3,
                "label": {"position": "right", "formatter": "{b}  {c}"},
                "data": [
                    {
                        "name": name,
                        "value": number,
                        "itemStyle": {"color": colour(1 if place % 2 == 0 else 7)},
                    }
                    for place, (name, number) in enumerate(steps)
                ],
            }
        ],
    }


def sankey(flows: Sequence[tuple[str, str, float]]) -> dict[str, Any]:
    """Return what flows from left to right, and how much."""
    left = list(dict.fromkeys(start for start, _end, _amount in flows))
    right = list(dict.fromkeys(end for _start, end, _amount in flows))
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": "26%",
                "top": 8,
                "bottom": 8,
                "nodeGap": 14,
                "lineStyle": {"color": "source", "opacity": 0.4},
                "data": [
                    {"name": name, "itemStyle": {"color": colour(place % 8 + 1)}}
                    for place, name in enumerate([*left, *right])
                ],
                "links": [{"source": a, "target": b, "value": amount} for a, b, amount in flows],
            }
        ],
    }


def timeline(first: str, last: str, events: Sequence[tuple[str, str, int]]) -> dict[str, Any]:
    """Return days on one line from ``first`` to ``last``: a name, a day, a colour's number each."""
    return {
        "grid": {"left": 40, "right": 60, "top": 24, "bottom": 28},
        "xAxis": {"type": "time", "min": first, "max": last},
        "yAxis": {"type": "value", "show": False, "min": 0, "max": len(events) + 1},
        "series": [
            {
                "type": "scatter",
                "symbolSize": 12,
                "data": [
                    {
                        "name": f"{day}  {name}",
                        "value": [day, len(events) - place],
                        "itemStyle": {"color": colour(number)},
                        "label": {
                            "show": True,
                            "formatter": "{b}",
                            "position": "left" if day[5:7] > "06" else "right",
                        },
                    }
                    for place, (name, day, number) in enumerate(events)
                ],
            }
        ],
    }


def pyramid(
    names: Sequence[str], left: tuple[str, Sequence[int]], right: tuple[str, Sequence[int]]
) -> dict[str, Any]:
    """Return two measures back to back, the first name at the bottom."""
    axis = {"type": "value", "minInterval": 1, "splitNumber": 3, "axisLabel": {"hideOverlap": True}}
    rows = {"type": "category", "data": list(names), "axisTick": {"show": False}}
    bar = {"type": "bar", "barMaxWidth": THICKEST}
    return {
        "color": [colour(1), colour(2)],
        "legend": {"top": 0},
        "tooltip": {"trigger": "item"},
        "grid": [
            {"left": 32, "right": "58%", "top": 36, "bottom": 28},
            {"left": "58%", "right": 48, "top": 36, "bottom": 28},
        ],
        "xAxis": [{**axis, "inverse": True, "gridIndex": 0}, {**axis, "gridIndex": 1}],
        "yAxis": [
            {**rows, "gridIndex": 0, "position": "right", "axisLabel": {"show": False}},
            {**rows, "gridIndex": 1, "axisLabel": {"margin": 14}},
        ],
        "series": [
            {
                **bar,
                "name": left[0],
                "data": list(left[1]),
                "label": {"show": True, "position": "left"},
            },
            {
                **bar,
                "name": right[0],
                "data": list(right[1]),
                "xAxisIndex": 1,
                "yAxisIndex": 1,
                "label": {"show": True, "position": "right"},
            },
        ],
    }
