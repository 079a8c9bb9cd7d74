"""Positions of Chinese map services as surveyed degrees: GCJ-02 and BD-09 to CGCS2000.

GCJ-02 shifts WGS 84 by some hundred metres, by published formulas; BD-09 turns GCJ-02 once more.
There is no closed way back: the shift is taken off until what comes out is the position given,
within a tenth of a millimetre. WGS 84 and CGCS2000 agree within decimetres and are taken as one.
"""

from __future__ import annotations

import math
from enum import StrEnum

Position = tuple[float, float]
"""Longitude and latitude in degrees."""

_AXIS = 6_378_245.0  # of Krasovsky's ellipsoid, in metres, as the formulas have it
_ECCENTRICITY = 0.00669342162296594323  # squared
_TURN = math.pi * 3000 / 180
_BAIDU_EAST, _BAIDU_NORTH = 0.0065, 0.006
_CLOSE = 1e-9  # degrees
_CHINA = (72.004, 137.8347, 0.8293, 55.8271)  # west, east, south, north: outside nothing is shifted


class Datum(StrEnum):
    """Which coordinate system degrees are in; ``surveyed`` is CGCS2000 or WGS 84."""

    SURVEYED = "surveyed"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to_surveyed(position: Position, datum: Datum) -> Position:
    """Return a position in surveyed degrees."""
    if datum is Datum.BD09:
        position = gcj02_of_bd09(position)
    return position if datum is Datum.SURVEYED else surveyed_of_gcj02(position)


def gcj02_of(position: Position) -> Position:
    """Return the GCJ-02 position that a map service gives for surveyed degrees."""
    longitude, latitude = position
    if not (_CHINA[0] <= longitude <= _CHINA[1] and _CHINA[2] <= latitude <= _CHINA[3]):
        return position
    east, north = _shift(longitude - 105, latitude - 35)
    slope = math.radians(latitude)
    flattened = 1 - _ECCENTRICITY * math.sin(slope) ** 2
    meridian = _AXIS * (1 - _ECCENTRICITY) / (flattened * math.sqrt(flattened))
    parallel = _AXIS / math.sqrt(flattened) * math.cos(slope)
    return longitude + math.degrees(east / parallel), latitude + math.degrees(north / meridian)


def surveyed_of_gcj02(position: Position) -> Position:
    """Return the surveyed degrees of a GCJ-02 position."""
    longitude, latitude = position
    for _ in range(30):
        seen = gcj02_of((longitude, latitude))
        east, north = position[0] - seen[0], position[1] - seen[1]
        longitude, latitude = longitude + east, latitude + north
        if max(abs(east), abs(north)) < _CLOSE:
            break
    return longitude, latitude


def bd09_of_gcj02(position: Position) -> Position:
    """Return the BD-09 position of a GCJ-02 one."""
    east, north = position
    radius = math.hypot(east, north) + 0.00002 * math.sin(north * _TURN)
    angle = math.atan2(north, east) + 0.000003 * math.cos(east * _TURN)
    return radius * math.cos(angle) + _BAIDU_EAST, radius * math.sin(angle) + _BAIDU_NORTH


def gcj02_of_bd09(position: Position) -> Position:
    """Return the GCJ-02 position of a BD-09 one."""
    longitude, latitude = position[0] - _BAIDU_EAST, position[1] - _BAIDU_NORTH
    for _ in range(30):
        seen = bd09_of_gcj02((longitude, latitude))
        east, north = position[0] - seen[0], position[1] - seen[1]
        longitude, latitude = longitude + east, latitude + north
        if max(abs(east), abs(north)) < _CLOSE:
            break
    return longitude, latitude


def _shift(east: float, north: float) -> Position:
    """Return the shift of GCJ-02 in metres east and north, at degrees off 105° and 35°."""
    root, product = math.sqrt(abs(east)), east * north
    ripple = _waves(east, (20, 6), (20, 2))
    to_east = 300 + east + 2 * north + 0.1 * east * east + 0.1 * product + 0.1 * root
    to_east += (
        ripple + _waves(east, (20, 1), (40, 1 / 3)) + _waves(east, (150, 1 / 12), (300, 1 / 30))
    )
    to_north = -100 + 2 * east + 3 * north + 0.2 * north * north + 0.1 * product + 0.2 * root
    to_north += ripple + _waves(north, (20, 1), (40, 1 / 3))
    to_north += _waves(north, (160, 1 / 12), (320, 1 / 30))
    return to_east, to_north


def _waves(degrees: float, *waves: tuple[float, float]) -> float:
    return sum(height * math.sin(degrees * times * math.pi) for height, times in waves) * 2 / 3
