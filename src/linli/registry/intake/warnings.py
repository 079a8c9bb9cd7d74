"""Warnings of a preview: many, of which few are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import overload

from linli.core.kernel.problem import Problem
from linli.registry.intake.checks import Doubts


class Warnings(Sequence[Problem]):
    """Warnings of rows that may be stored; those by a rule are made only where looked at."""

    def __init__(self, told: list[Problem], doubts: list[Doubts]) -> None:
        self.told, self.doubts = told, doubts

    def __len__(self) -> int:
        return len(self.told) + sum(each.rows.height for each in self.doubts)

    def __iter__(self) -> Iterator[Problem]:
        return chain(self.told, *self.doubts)

    @overload
    def __getitem__(self, place: int) -> Problem: ...
    @overload
    def __getitem__(self, place: slice) -> list[Problem]: ...
    def __getitem__(self, place: int | slice) -> Problem | list[Problem]:
        if isinstance(place, slice):
            return list(islice(self, *place.indices(len(self))))
        if not 0 <= place < len(self):
            raise IndexError(place)
        return next(islice(self, place, None))
