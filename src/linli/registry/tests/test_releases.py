"""The registry is frozen in numbered releases, with counts, checks and differences (S13)."""

import hashlib
import io
from base64 import b64decode

import polars as pl
import pytest
from django.urls import reverse
from django.utils import timezone

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.context import changing
from linli.registry.intake import preview
from linli.registry.models import Compound, Release
from linli.registry.reads import newest_release, release_frame
from linli.registry.releasing import make_release
from linli.registry.tests.browsing import text_of

pytestmark = pytest.mark.django_db


def change(code, **facts):
    with changing(None, "test"):
        found = Compound.objects.get(code=code)
        found.facts.update(facts)
        found.save()


def code_of(name):
    return Compound.objects.get(name=name).code


def test_s13_a_release_counts_what_it_holds(stocked):
    release = make_release(None, "年中")
    assert (release.number, release.compounds) == (1, 2)
    assert release.counts["450721"] == {"compounds": 1, "households": 48}
    assert release.counts["450702"]["households"] == 60
    assert release.differences == {}


def test_s13_a_release_says_how_many_lack_a_mandatory_fact(stocked):
    checks = {each.get("fact"): each["failed"] for each in make_release(None, "年中").checks}
    assert checks["built_on"] == 1
    assert checks["households"] == 0


def test_s13_the_next_release_counts_the_differences(stocked, places):
    make_release(None, "年中")
    change(code_of("锦华园"), households=50)
    Compound.objects.filter(name="江滨苑").delete()
    Compound.objects.create(code="9", name="新里", name_key="新里", jurisdiction=places["450721"])
    release = make_release(None, "年末")
    assert release.number == 2
    assert release.differences == {"added": 1, "changed": 1, "removed": 1}


def test_an_unchanged_registry_makes_no_new_release(stocked):
    assert make_release(None, "一").pk == make_release(None, "二").pk


def test_s10_a_county_freezes_its_own_area_only(stocked, places, lingshan_clerk, department):
    own = make_release(lingshan_clerk, "县级", places["450721"])
    assert release_frame(own)["name"].to_list() == ["锦华园"]
    for user, area in (
        (lingshan_clerk, None),
        (lingshan_clerk, places["450702"]),
        (department, None),
    ):
        with pytest.raises(ProblemError):
            make_release(user, "x", area)
    assert Release.objects.count() == 1


def test_later_rooms_stand_on_a_release_of_the_whole_city(stocked, places):
    whole = make_release(None, "全市")
    make_release(None, "县级", places["450721"])
    assert newest_release() == whole


def test_the_file_is_what_its_checksum_says(stocked, city):
    release = make_release(None, "年中")
    response = city.get(reverse("registry:release-file", args=[release.number]))
    content = b"".join(response.streaming_content)
    digest = hashlib.sha256(content).digest()
    assert digest.hex() == release.file_sha256
    assert b64decode(response["Repr-Digest"].removeprefix("sha-256=:").removesuffix(":")) == digest
    assert pl.read_parquet(io.BytesIO(content))["name"].to_list() == ["江滨苑", "锦华园"]


def test_the_city_freezes_and_reads_what_changed(stocked, city):
    address = reverse("registry:releases")
    assert "还没有冻结过的版本" in text_of(city.get(address))
    assert "这个字段是必填项" in text_of(city.post(address, {"reason": ""}))
    first = city.post(address, {"reason": "年中"})
    assert first.url == reverse("registry:release", args=[1])
    change(code_of("锦华园"), households=50)
    city.post(address, {"reason": "年末"})
    page = text_of(city.get(reverse("registry:release", args=[2])))
    assert "新增 0，变更 1，减少 0" in page
    assert "50 户" in page
    assert "江滨苑" not in page


def test_s10_a_clerk_sees_the_own_areas_releases(stocked, places, clerk):
    make_release(None, "全市")
    make_release(None, "外县", places["450702"])
    own = make_release(None, "本县", places["450721"])
    page = text_of(clerk.get(reverse("registry:releases")))
    assert "本县" in page
    assert "外县" not in page
    assert clerk.get(reverse("registry:release", args=[own.number])).status_code == 200
    assert clerk.get(reverse("registry:release", args=[1])).status_code == 404
    assert clerk.get(reverse("registry:release-file", args=[2])).status_code == 404


def test_a_clerk_freezes_the_own_area_on_the_page(stocked, places, clerk):
    made = clerk.post(
        reverse("registry:releases"), {"reason": "县级", "jurisdiction": places["450721"].pk}
    )
    assert made.status_code == 302
    assert Release.objects.get().jurisdiction == places["450721"]
    refused = clerk.post(
        reverse("registry:releases"), {"reason": "x", "jurisdiction": places["450702"].pk}
    )
    assert refused.status_code == 200
    assert Release.objects.count() == 1


def test_s11_the_clerk_downloads_what_was_known_on_a_day(
    stocked, clerk, survey_round, lingshan_clerk
):
    today = timezone.localdate()
    response = clerk.get(reverse("registry:past"), {"on": today.isoformat()})
    content = b"".join(response.streaming_content)
    found = preview(content, "当日.xlsx", lingshan_clerk, survey_round)
    assert (len(found.added), len(found.changed), found.same) == (0, 0, 1)
    assert clerk.get(reverse("registry:past"), {"on": "x"}).url == reverse("registry:releases")
