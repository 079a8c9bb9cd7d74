"""A whole plan bettered piece by piece: an area and a year are planned anew, the rest stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from math import inf
from time import monotonic
from typing import Final

import numpy as np

from linli.core.planning.instance import Flags, Instance
from linli.core.planning.matrix import Floats, Model
from linli.core.planning.port import Answer, Effort, Ending, Engine, Standing, Watch, nothing
from linli.core.planning.space import CHOICE, Space

A_PIECE: Final = 1.5
"""Seconds that one piece may take."""


@dataclass(frozen=True, eq=False, slots=True)
class Piece:
    """A model with all choices but a piece's held, and the plan to begin with."""

    model: Model
    known: Floats
    effort: Effort


def optimise(
    instance: Instance,
    space: Space,
    model: Model,
    engine: Engine,
    effort: Effort,
    found: Answer,
    watch: Watch | None = None,
) -> Answer:
    """Return the best plan that planning pieces anew leads to from ``found``; it proves nothing."""
    if found.values is None:
        return nothing(Ending.OUT_OF_TIME, inf, 0.0)
    began, draw, best = monotonic(), np.random.default_rng(0), found
    choice, ending = space.columns[CHOICE].slice, Ending.OUT_OF_TIME
    work = partial(_planned, engine)
    while (left := effort.seconds - (monotonic() - began)) > 0:
        if watch and watch(Standing.of(best.objective, found.bound, effort.seconds - left)):
            ending = Ending.STOPPED
            break
        stands = np.asarray(best.values)[choice] > 0.5  # noqa: PLR2004 - whole, but for noise
        own = Effort(min(left, A_PIECE), effort.gap)
        pieces = [
            _piece(model, choice, stands, _free(instance, space, draw), own)
            for _ in range(effort.threads)
        ]
        for each in engine.each(work, pieces, threads=effort.threads):
            if each.values is not None and each.objective > best.objective:
                best = each
    return replace(best, ending=ending, bound=inf, seconds=monotonic() - began)


def _free(instance: Instance, space: Space, draw: np.random.Generator) -> Flags:
    """Return which choices a piece plans anew; of a single year, half of all with an area's."""
    area = instance.item_area[space.item] == draw.integers(len(instance.areas))
    if len(instance.years) > 1:
        return np.asarray(area | (space.year == draw.integers(len(instance.years))))
    return np.asarray(area | (draw.random(len(instance.items)) < 0.5)[space.item])  # noqa: PLR2004


def _piece(model: Model, choice: slice, stands: Flags, free: Flags, effort: Effort) -> Piece:
    known = np.full(len(model.weight), np.nan)
    known[choice] = stands
    held = choice.start + np.nonzero(~free)[0]
    return Piece(model.holding(held, known[held]), known, effort)


def _planned(engine: Engine, piece: Piece) -> Answer:
    return engine.optimise(piece.model, piece.effort, start=piece.known)
