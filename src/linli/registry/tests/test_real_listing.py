"""A real listing, not ours to publish: the test is skipped where the file is absent."""

import os
from pathlib import Path

import pytest

from linli.core.kernel.period import Period
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.mapping import read_mapping
from linli.registry.merging import decide_namesake
from linli.registry.models import Compound
from linli.registry.undecided import undecided

ROOT = Path(__file__).parents[4]
SHARED = Path(os.environ.get("LINLI_SHARED", ROOT.parent / "shared"))
LISTING = SHARED / "data" / "real" / "nanning_listing.xlsx"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LISTING.exists(), reason="the real listing is not on this machine"),
]


@pytest.fixture
def mapping():
    return read_mapping((ROOT / "samples/nanning_listing.toml").read_bytes())


@pytest.fixture
def stored(survey_round, mapping):
    return confirm_import(LISTING.read_bytes(), LISTING.name, None, survey_round, mapping)


def test_every_row_is_stored_but_those_that_look_like_an_earlier_one(stored):
    reasons = {
        problem["code"]
        for row in stored.quarantined_rows.all()
        for problem in row.problems
        if problem["severity"] == "blocks"
    }
    assert stored.added + stored.quarantined == 752
    assert stored.quarantined < 20
    assert reasons == {"suspected-twice"}


def test_once_those_are_decided_every_row_is_stored(stored, survey_round, mapping):
    found = preview(LISTING.read_bytes(), LISTING.name, None, survey_round, mapping)
    for each in undecided(found, 100):
        decide_namesake(each.compound, each.key, None, "实为两个小区", same=False)
    confirm_import(LISTING.read_bytes(), LISTING.name, None, survey_round, mapping)
    years = [c.facts["built_on"] for c in Compound.objects.all() if "built_on" in c.facts]
    assert Compound.objects.count() == 752
    assert len(years) == 268
    assert sum(Period.parse(year).last.year <= 2000 for year in years) == 56


def test_what_the_listing_does_not_know_stays_unknown(stored):
    assert Compound.objects.get(name="沈阳小区").facts == {
        "name": "沈阳小区",
        "jurisdiction": "钦南区",
        "address": "西乡塘-衡阳-沈阳路13-9号",
    }


def test_positions_in_another_city_are_not_kept(survey_round, mapping):
    found = preview(LISTING.read_bytes(), LISTING.name, None, survey_round, mapping)
    outside = [problem for problem in found.warnings if problem.code == "position-outside-city"]
    assert len(outside) > 700
    assert not any("location" in row.facts for row in found.added)
