"""OGC API - Features: what maps read, and GDAL's own client against a live server."""

import shutil
import subprocess
from base64 import b64encode
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.test.testcases import LiveServerThread
from django.utils import timezone

from linli.foundation.people.tokens import make_token
from linli.registry.actions import confirm_import
from linli.registry.api.features_api import CRS84
from linli.registry.api.tests.conftest import problems_of
from linli.registry.models import Compound
from linli.registry.tests.workbooks import workbook

ITEMS = "/ogc/collections/compounds/items"
db = pytest.mark.django_db


def features(client, query=""):
    response = client.get(f"{ITEMS}{query}")
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/geo+json"
    assert response["Content-Crs"] == f"<{CRS84}>"
    data = response.json()
    assert data["numberReturned"] == len(data["features"])
    return [each["properties"]["name"] for each in data["features"]], data


@pytest.fixture
def placed(stocked):
    for name, at in (("锦华园", "109.291000,22.426"), ("江滨苑", "108.62,21.95")):
        compound = Compound.objects.get(name=name)
        compound.facts["location"] = at
        compound.save()


@db
def test_the_service_leads_from_its_landing_page_to_the_features(city, stocked):
    page = city.get("/ogc/").json()
    to = {link["rel"]: link["href"].removeprefix("http://testserver") for link in page["links"]}
    assert city.get(to["service-desc"]).json()["openapi"].startswith("3.0")
    assert any("core" in each for each in city.get(to["conformance"]).json()["conformsTo"])
    (collection,) = city.get(to["data"]).json()["collections"]
    (items,) = [link for link in collection["links"] if link["rel"] == "items"]
    assert items["href"] == f"http://testserver{ITEMS}"


@db
def test_s10_features_are_those_of_the_scope(clerk, city, stocked):
    assert features(clerk)[0] == ["锦华园"]
    assert len(features(city)[0]) == 2
    there = Compound.objects.get(name="江滨苑")
    assert problems_of(clerk.get(f"{ITEMS}/{there.code}"), 404)
    assert city.get(f"{ITEMS}/{there.code}").json()["id"] == there.code


@db
def test_a_feature_has_its_place_and_every_fact_even_unknown(city, placed):
    names, data = features(city)
    one = data["features"][names.index("锦华园")]
    assert one["geometry"] == {"type": "Point", "coordinates": [109.291, 22.426]}
    assert one["properties"]["households"] == 48
    assert one["properties"]["jurisdiction"] == "灵山县"
    assert one["properties"]["structure"] is None
    (extent,) = city.get("/ogc/collections/compounds").json()["extent"]["spatial"]["bbox"]
    assert extent == [108.62, 21.95, 109.291, 22.426]


@db
def test_a_compound_without_a_position_is_a_feature_without_geometry(city, stocked):
    assert {each["geometry"] for each in features(city)[1]["features"]} == {None}


@db
def test_features_are_asked_by_box_facts_and_time_of_the_last_change(city, placed):
    assert features(city, "?bbox=109,22,110,23")[0] == ["锦华园"]
    assert features(city, "?bbox=109,22,0,110,23,99")[0] == ["锦华园"]
    assert features(city, "?households=60")[0] == ["江滨苑"]
    assert features(city, "?households=60&name=锦华园")[0] == []
    assert features(city, "?built_on=1992")[0] == ["锦华园"]
    today = timezone.localdate()
    assert len(features(city, f"?datetime={today}")[0]) == 2
    assert features(city, f"?datetime={today + timedelta(days=1)}/..")[0] == []
    assert features(city, "?datetime=../1999-12-31T00:00:00Z")[0] == []
    assert features(city, "?name=%00")[0] == features(city, "?name=不详")[0] == []


@db
def test_pages_are_linked_and_count_all(city, stocked):
    names, data = features(city, "?limit=1")
    (link,) = [link["href"] for link in data["links"] if link["rel"] == "next"]
    rest, last = features(city, link.partition("items")[2])
    assert {*names, *rest} == {"锦华园", "江滨苑"}
    assert data["numberMatched"] == last["numberMatched"] == 2
    assert {link["rel"] for link in last["links"]} == {"self", "prev"}


@db
def test_a_limit_above_the_greatest_is_cut_as_the_standard_says(city, stocked):
    assert "limit=1000&" in features(city, "?limit=99999999")[1]["links"][0]["href"]


@db
@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=x", "limit=1&limit=2", "offset=-1", "offset=99999999999999999999",
        "bbox=1,2,3", "bbox=a,b,c,d", "bbox=110,22,109,23", "bbox=nan,0,1,1", "bbox=",
        "datetime=2021", "datetime=", "datetime=../..", "datetime=2022-01-01/2021-01-01", "nix=1",
        "households=many", "households=-1", "name=", "structure=frame", "built_on=1998年",
        "floor_area=1e5",
    ],
)  # fmt: skip
def test_odd_parameters_are_refused_by_name(city, stocked, query):
    found = problems_of(city.get(f"{ITEMS}?{query}"), 400)
    assert found == {(f"/{query.partition('=')[0]}", "query-unfit")}


@db
def test_the_token_may_be_the_password_of_basic(city_officer, stocked):
    pair = b64encode(f"anyone:{make_token(city_officer, 'GIS')}".encode()).decode()
    assert Client(headers={"Authorization": f"Basic {pair}"}).get(ITEMS).status_code == 200


@db
@pytest.mark.parametrize("header", ["", "Bearer nix", "Bearer ", "Basic !!", "Basic bml4", "x"])
def test_without_a_right_token_there_is_a_401(stocked, header):
    for address in (ITEMS, "/ogc/collections", "/api/v1/compounds"):
        answer = Client(headers={"Authorization": header}).get(address)
        assert problems_of(answer, 401) == {("", "http-401")}
        assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.fixture
def address(db, monkeypatch):
    """The address of a server that shares this test's connection, and so sees its rows."""
    shared = connections["default"]
    monkeypatch.setattr(shared, "close", lambda: None)  # each request of the server would close it
    shared.inc_thread_sharing()
    server = LiveServerThread("localhost", lambda handler: handler, {"default": shared})
    server.daemon = True
    server.start()
    server.is_ready.wait()
    assert not server.error
    yield f"http://{server.host}:{server.port}"
    server.terminate()
    shared.dec_thread_sharing()


@pytest.mark.skipif(not shutil.which("ogrinfo"), reason="gdal-bin is not installed")
def test_gdal_reads_and_counts_the_features(address, city_officer, lingshan_clerk, survey_round):
    rows = [(f"苑{n}", "灵山县", n + 6, "1992", None) for n in range(2300)]
    rows.append(("江滨苑", "钦南区", 60, None, None))
    confirm_import(workbook(*rows), "一.xlsx", None, survey_round)
    placed = Compound.objects.get(name="苑7")
    placed.facts["location"] = "109.291,22.426"
    placed.save()
    for user, count in ((city_officer, 2301), (lingshan_clerk, 2300)):
        said = ogrinfo(address, user)
        assert f"Feature Count: {count}" in said
        assert "Geometry: Point" in said
        assert "households: Integer" in said
    said = ogrinfo(address, city_officer, "-where", "households = 13", "-al")
    assert said.count("OGRFeature(compounds)") == 1
    assert "POINT (109.291 22.426)" in said


def ogrinfo(address, user, *options):
    command = ["ogrinfo", "-ro", *(options or ("-so",)), f"OAPIF:{address}/ogc", "compounds"]
    login = f"linli:{make_token(user, 'GDAL')}"
    ran = subprocess.run(  # noqa: S603 - our own words
        [*command, "-oo", f"USERPWD={login}"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout
