"""A real listing, not ours to publish: the test is skipped where the file is absent."""

import os
from pathlib import Path

import pytest

from linli.core.kernel.period import Period
from linli.registry.actions import confirm_import
from linli.registry.mapping import read_mapping
from linli.registry.models import Compound

ROOT = Path(__file__).parents[4]
SHARED = Path(os.environ.get("LINLI_SHARED", ROOT.parent / "shared"))
LISTING = SHARED / "data" / "real" / "nanning_listing.xlsx"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not LISTING.exists(), reason="the real listing is not on this machine"),
]


@pytest.fixture
def stored(survey_round):
    mapping = read_mapping((ROOT / "samples/nanning_listing.toml").read_bytes())
    return confirm_import(LISTING.read_bytes(), LISTING.name, None, survey_round, mapping)


def test_every_row_of_the_real_listing_is_stored_with_what_could_be_read(stored):
    assert (stored.added, stored.quarantined) == (752, 0)
    years = [c.facts["built_on"] for c in Compound.objects.all() if "built_on" in c.facts]
    assert len(years) == 268
    assert sum(Period.parse(year).last.year <= 2000 for year in years) == 56


def test_what_the_listing_does_not_know_stays_unknown(stored):
    compound = Compound.objects.get(name="沈阳小区")
    assert compound.facts == {
        "name": "沈阳小区",
        "jurisdiction": "钦南区",
        "address": "西乡塘-衡阳-沈阳路13-9号",
        "location": "108.309612,22.837881",
    }
