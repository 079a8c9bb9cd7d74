"""Area bundles proposed by neighbourhood: near, in one place, sharing what they use (S47, S75).

Pairs of compounds within the distance are taken in order: first those that share most (community,
street, facilities), then the nearest. A pair joins the groups that its two stand in wherever the
joined group keeps every limit: all its compounds within the distance of each other, no more
compounds or households than allowed. So no two of the groups that come out could still be joined,
and the same compounds give the same groups, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians
from typing import NamedTuple

import numpy as np
from scipy.spatial import cKDTree

METRES_A_DEGREE = 111_195.0  # of latitude, on a globe of 6,371 km
Position = tuple[float, float]
"""Longitude and latitude in degrees."""


@dataclass(frozen=True, slots=True)
class Place:
    """A compound that may be bundled. ``facilities`` are names of what serves it nearby."""

    code: str
    position: Position
    town: str = ""
    community: str = ""
    households: int = 0
    facilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a bundle may reach: metres between any two of it, compounds, households."""

    metres: int
    compounds: int
    households: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """Compounds that could be bundled, by code.

    ``metres`` between the two farthest; ``town`` and ``community`` where all share one;
    ``facilities`` that two or more of them share.
    """

    codes: tuple[str, ...]
    households: int
    metres: int
    town: str
    community: str
    facilities: tuple[str, ...]


class _Pair(NamedTuple):
    """Two places by number, in the order in which pairs are taken."""

    shared: int
    decimetres: int
    first: int
    second: int


def metres_between(one: Position, other: Position) -> float:
    """Return the distance of two positions that lie within some kilometres of each other."""
    east = (other[0] - one[0]) * cos(radians((one[1] + other[1]) / 2))
    return hypot(east, other[1] - one[1]) * METRES_A_DEGREE


def propose(
    places: Iterable[Place], reach: Reach, whole: Iterable[Collection[str]] = ()
) -> list[Proposal]:
    """Return the groups of two or more compounds, those of the most households first.

    ``whole`` are groups that must stay together, such as street bundles inside area bundles; one
    that does not keep the limits by itself joins nothing.
    """
    ordered = sorted(places, key=lambda each: each.code)
    groups = _Groups(ordered, reach)
    for codes in sorted(map(sorted, whole)):
        groups.tie(codes)
    for pair in sorted(_pairs(ordered, reach.metres)):
        groups.join(pair.first, pair.second)
    found = [
        _proposal([ordered[number] for number in members])
        for members in groups.members.values()
        if len(members) > 1
    ]
    return sorted(found, key=lambda each: (-each.households, each.codes))


class _Groups:
    """Groups of places that grow together while they keep the limits."""

    def __init__(self, places: Sequence[Place], reach: Reach) -> None:
        self.places, self.reach = places, reach
        self.group = list(range(len(places)))
        self.members = {number: [number] for number in range(len(places))}

    def join(self, first: int, second: int) -> None:
        """Make one group of the two that hold a pair, where that keeps the limits."""
        one, other = self.group[first], self.group[second]
        if one != other and self.keeps(self.members[one], self.members[other]):
            self.unite(one, other)

    def tie(self, codes: Sequence[str]) -> None:
        """Make one group of places by code, whatever the limits; codes not among them are none."""
        numbers = [number for number, place in enumerate(self.places) if place.code in set(codes)]
        for number in numbers[1:]:
            one, other = self.group[numbers[0]], self.group[number]
            if one != other:
                self.unite(one, other)

    def unite(self, one: int, other: int) -> None:
        gone = self.members.pop(other)
        self.members[one] += gone
        for number in gone:
            self.group[number] = one

    def keeps(self, one: Sequence[int], other: Sequence[int]) -> bool:
        """Tell whether two groups together keep every limit."""
        places = [self.places[number] for number in (*one, *other)]
        return (
            len(places) <= self.reach.compounds
            and sum(place.households for place in places) <= self.reach.households
            and _farthest(places) <= self.reach.metres
        )


def _pairs(places: Sequence[Place], metres: int) -> Iterable[_Pair]:
    """Give every pair of places within a distance, by a tree over flattened positions."""
    if len(places) < 2:  # noqa: PLR2004 - a pair
        return
    degrees = np.array([place.position for place in places])
    widest = np.cos(np.radians(np.abs(degrees[:, 1]).max()))
    flat = degrees * METRES_A_DEGREE * np.array([widest, 1.0])
    # where positions lie nearer the equator than the farthest, they are farther apart than here
    for first, second in cKDTree(flat).query_pairs(metres * 1.001 + 1):
        pair = sorted((int(first), int(second)))
        one, other = places[pair[0]], places[pair[1]]
        apart = metres_between(one.position, other.position)
        if apart <= metres:
            yield _Pair(-_shared(one, other), round(apart * 10), *pair)


def _shared(one: Place, other: Place) -> int:
    """Return how much two compounds share: a community counts twice, a street or facility once."""
    same_town = bool(one.town) and one.town == other.town
    same_community = same_town and bool(one.community) and one.community == other.community
    return same_town + same_community * 2 + len(one.facilities & other.facilities)


def _farthest(places: Sequence[Place]) -> float:
    return max(
        (metres_between(one.position, other.position) for one, other in combinations(places, 2)),
        default=0.0,
    )


def proposal_of(places: Iterable[Place]) -> Proposal:
    """Return what can be said of places that somebody put together."""
    return _proposal(sorted(places, key=lambda each: each.code))


def _proposal(places: Sequence[Place]) -> Proposal:
    towns = {place.town for place in places}
    communities = {(place.town, place.community) for place in places}
    named = [name for place in places for name in place.facilities]
    return Proposal(
        codes=tuple(sorted(place.code for place in places)),
        households=sum(place.households for place in places),
        metres=round(_farthest(places)),
        town=towns.pop() if len(towns) == 1 else "",
        community=communities.pop()[1] if len(communities) == 1 else "",
        facilities=tuple(sorted({name for name in named if named.count(name) > 1})),
    )
