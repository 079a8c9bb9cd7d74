import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.kernel.coordinates import (
    Datum,
    bd09_of_gcj02,
    gcj02_of,
    gcj02_of_bd09,
    to_surveyed,
)

in_china = st.tuples(st.floats(73, 135), st.floats(4, 54))
CENTIMETRE = 1e-7  # degrees


def apart(one, other):
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


# The values that programs with the published formulas print for 天安门.
def test_gcj02_of_tiananmen():
    assert gcj02_of((116.404, 39.915)) == pytest.approx((116.41024449916938, 39.91640428150164))


def test_bd09_of_tiananmen():
    shown = (116.41036949371029, 39.92133699351021)
    assert bd09_of_gcj02((116.404, 39.915)) == pytest.approx(shown, abs=1e-12)


@given(in_china)
def test_there_and_back_is_the_same_place(position):
    assert apart(to_surveyed(gcj02_of(position), Datum.GCJ02), position) < CENTIMETRE
    shown = bd09_of_gcj02(gcj02_of(position))
    assert apart(gcj02_of_bd09(shown), gcj02_of(position)) < CENTIMETRE
    assert apart(to_surveyed(shown, Datum.BD09), position) < CENTIMETRE


@given(st.tuples(st.floats(107, 110), st.floats(21, 23)))
def test_around_qinzhou_the_shift_is_about_five_hundred_metres(position):
    east, north = (a - b for a, b in zip(gcj02_of(position), position, strict=True))
    metres = math.hypot(east * math.cos(math.radians(position[1])), north) * 111_000
    assert 450 < metres < 600


@given(st.tuples(st.floats(-60, 60), st.floats(-50, 50)))
def test_abroad_nothing_is_shifted(position):
    assert to_surveyed(position, Datum.GCJ02) == position
    assert to_surveyed(position, Datum.SURVEYED) == position
