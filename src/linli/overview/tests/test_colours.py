"""Colours of charts stay apart for every eye, and stand out from the ground."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from django.contrib.staticfiles import finders

SEEN = {
    "all": np.eye(3),
    # Machado, Oliveira and Fernandes 2009, severity 1
    "no red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}
SIDE_BY_SIDE = ("chart-1", "chart-2", "chart-3", "chart-4", "chart-task")
LEAST_APART = 11
"""Difference in CIELAB from which two areas are told apart at a glance."""
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
WHITE = np.array([0.95047, 1.0, 1.08883])


def colours(sheet: str) -> dict[str, str]:
    text = Path(finders.find(f"linli/{sheet}.css")).read_text("utf-8")
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text))


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(colour: str, eye: np.ndarray) -> np.ndarray:
    ratio = XYZ @ np.clip(eye @ linear(colour), 0, 1) / WHITE
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("sheet", ["tokens", "dark"])
@pytest.mark.parametrize("eye", SEEN)
def test_colours_that_stand_side_by_side_are_told_apart_by_every_eye(sheet, eye):
    found = colours(sheet)
    for one, other in itertools.combinations(SIDE_BY_SIDE, 2):
        apart = np.linalg.norm(lab(found[one], SEEN[eye]) - lab(found[other], SEEN[eye]))
        assert apart >= LEAST_APART, (one, other, round(float(apart)))


@pytest.mark.parametrize(("sheet", "surface"), [("tokens", "#ffffff"), ("dark", "#18212b")])
def test_colours_of_charts_stand_out_from_the_page(sheet, surface):
    weights = np.array([0.2126, 0.7152, 0.0722])
    ground = float(weights @ linear(surface))
    for name in SIDE_BY_SIDE[:4]:
        light, dark = sorted((float(weights @ linear(colours(sheet)[name])), ground), reverse=True)
        least = 2.8 if name == "chart-2" else 3.0  # orange: the numbers stand beside every bar
        assert (light + 0.05) / (dark + 0.05) >= least, name


def test_options_of_charts_name_colours_and_hold_none():
    source = Path(__file__).parents[1]
    written = "".join(path.read_text("utf-8") for path in source.glob("*.py"))
    assert not re.search(r"#[0-9a-f]{6}", written)
    named = set(re.findall(r"var\(--([a-z-]+)\)", written))
    assert named
    assert named <= set(colours("tokens"))
