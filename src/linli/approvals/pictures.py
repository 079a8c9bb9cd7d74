"""A route as a picture: boxes in columns by what waits for what, and lines between them."""

from __future__ import annotations

from typing import NamedTuple

from linli.core.policy.route import Route, RouteStep

WIDTH, HEIGHT, GAP_X, GAP_Y, EDGE = 196, 64, 40, 18, 8
"""Sizes in units of the picture; a box holds a name, an office and its days."""


class Box(NamedTuple):
    """A taken step, and where its box stands."""

    step: RouteStep
    x: int
    y: int

    @property
    def width(self) -> int:
        """How wide the box is."""
        return WIDTH

    @property
    def height(self) -> int:
        """How high the box is."""
        return HEIGHT

    @property
    def text_x(self) -> int:
        """Where the words begin."""
        return self.x + 10

    @property
    def lines_y(self) -> tuple[int, int, int]:
        """Where the three lines of words stand."""
        return self.y + 20, self.y + 38, self.y + 55


class Line(NamedTuple):
    """A line from one box to the next, as the path of an SVG."""

    path: str
    is_critical: bool


class Picture(NamedTuple):
    """A drawn route."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def picture(route: Route) -> Picture:
    """Return a route drawn from left to right; steps of one column may go on side by side."""
    columns = _columns(route)
    rows: dict[int, int] = {}
    boxes = {}
    for step in route.taken:
        column = columns[step.code]
        row = rows.get(column, 0)
        rows[column] = row + 1
        x, y = EDGE + column * (WIDTH + GAP_X), EDGE + row * (HEIGHT + GAP_Y)
        boxes[step.code] = Box(step, x, y)
    lines = tuple(
        _line(boxes[before], boxes[step.code]) for step in route.taken for before in step.after
    )
    return Picture(
        width=2 * EDGE + len(rows) * (WIDTH + GAP_X) - GAP_X,
        height=2 * EDGE + max(rows.values(), default=0) * (HEIGHT + GAP_Y) - GAP_Y,
        boxes=tuple(boxes.values()),
        lines=lines,
    )


def _columns(route: Route) -> dict[str, int]:
    """Return the column of each step: one after the last of those that it waits for."""
    columns: dict[str, int] = {}
    for step in route.taken:  # in an order in which they may be taken
        columns[step.code] = max((columns[each] + 1 for each in step.after), default=0)
    return columns


def _line(start: Box, end: Box) -> Line:
    x1, y1 = start.x + WIDTH, start.y + HEIGHT // 2
    x2, y2 = end.x, end.y + HEIGHT // 2
    bend = x2 - GAP_X // 2
    is_critical = start.step.is_critical and end.step.is_critical
    return Line(f"M{x1} {y1}H{bend}V{y2}H{x2 - 6}", is_critical)
