"""Programs read and change compounds, in their user's scope, without losing anybody's change."""

import pytest
from django.utils import timezone

from linli.foundation.people.models import Role
from linli.foundation.record.models import Entry
from linli.registry.api.tests.conftest import problems_of, program, send
from linli.registry.models import Building, Compound, Home, Workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(stocked):
    return Compound.objects.get(name="锦华园")


@pytest.fixture
def there(stocked):
    return Compound.objects.get(name="江滨苑")


def listed(client, query="") -> list[str]:
    response = client.get(f"/api/v1/compounds{query}")
    assert response.status_code == 200, response.content
    return [each["name"] for each in response.json()["items"]]


def test_s10_a_program_sees_what_its_user_sees(clerk, city, here, there):
    assert listed(clerk) == ["锦华园"]
    assert set(listed(city)) == {"锦华园", "江滨苑"}
    assert problems_of(clerk.get(f"/api/v1/compounds/{there.code}"), 404)


def test_a_list_is_asked_by_jurisdiction_text_initials_and_time(city, here, there):
    assert listed(city, "?jurisdiction=450721") == ["锦华园"]
    assert listed(city, "?text=jby") == ["江滨苑"]
    assert listed(city, "?text=锦华") == ["锦华园"]
    assert listed(city, "?changed_since=2999-01-01T00:00:00Z") == []
    moment = max(here.updated_at, there.updated_at).isoformat().replace("+", "%2B")
    assert listed(city, f"?changed_since={moment}")
    assert len(listed(city, f"?changed_since={timezone.localdate()}")) == 2


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("5", "request-unfit"),
        ("yesterday", "request-unfit"),
        ("2021-02-30", "moment-unreadable"),
        ("0000-01-01", "moment-unreadable"),
        ("0001-01-01T00:00:00%2B23:00", "moment-unreadable"),
    ],
)
def test_odd_moments_are_refused(city, stocked, moment, code):
    answer = city.get(f"/api/v1/compounds?changed_since={moment}")
    assert code in {found for _pointer, found in problems_of(answer, 422)}


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("jurisdicton=450721", ("/jurisdicton", "parameter-unknown")),
        ("limit=1&limit=2", ("/limit", "parameter-twice")),
    ],
)
def test_a_misspelt_or_repeated_filter_is_refused_not_passed_over(city, stocked, query, problem):
    assert problems_of(city.get(f"/api/v1/compounds?{query}"), 400) == {problem}
    assert problems_of(city.get(f"/api/v1/jurisdictions?{query}"), 400)


@pytest.mark.parametrize("text", ["%00", "%ED%A0%80", "x" * 61])
def test_odd_text_is_refused_or_finds_nothing(city, stocked, text):
    response = city.get(f"/api/v1/compounds?text={text}")
    assert response.status_code in {200, 422}
    assert response.status_code == 422 or not response.json()["items"]


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "nix",
        '{"facts": {"households": NaN}, "reason": "x"}',
        '{"facts": {"former_name": "\\u0000"}, "reason": "x"}',
        '{"facts": {"former_name": "\\ud800"}, "reason": "x"}',
        '{"facts": {"households": 1e999}, "reason": "x"}',
        '{"facts": {"households": %s}, "reason": "x"}' % ("9" * 5000),
        "[" * 100_000,
        "\ud83d",
    ],
)
def test_bodies_that_no_database_keeps_are_refused(clerk, here, body):
    raw = body.encode("utf-8", "surrogatepass")
    address = f"/api/v1/compounds/{here.code}"
    before = Entry.objects.count()
    answer = clerk.patch(address, raw, content_type="application/json", headers={"If-Match": "*"})
    assert problems_of(answer, answer.status_code)
    assert answer.status_code in {400, 422}
    assert Entry.objects.count() == before


def test_pages_follow_one_another_and_hold_each_compound_once(city, here, there):
    first = city.get("/api/v1/compounds?limit=1").json()
    second = city.get(f"/api/v1/compounds?limit=1&cursor={first['next']}").json()
    assert {first["items"][0]["code"], second["items"][0]["code"]} == {here.code, there.code}
    assert (first["total"], second["total"], second["next"]) == (2, 2, None)


def test_facts_are_as_the_registry_keeps_them(city, here):
    Compound.objects.filter(pk=here.pk).update(
        facts={**here.facts, "floor_area": "3520.5", "heritage": False, "of another pack": 1}
    )
    answer = city.get(f"/api/v1/compounds/{here.code}").json()
    assert answer["facts"]["floor_area"] == "3520.5"
    assert answer["facts"]["households"] == 48
    assert answer["facts"]["built_on"] == "1992-05"
    assert answer["facts"]["heritage"] is False
    assert "of another pack" not in answer["facts"]
    assert answer["jurisdiction"] == "450721"


def change(client, compound, facts, revision="*"):
    headers = {"If-Match": revision} if revision else {}
    data = {"facts": facts, "reason": "入户核实"}
    return send(client, "patch", f"/compounds/{compound.code}", data, **headers)


def test_s12_a_change_is_typed_recorded_and_answers_the_new_revision(clerk, here, lingshan_clerk):
    before = clerk.get(f"/api/v1/compounds/{here.code}")
    facts = {"households": 50, "built_on": None, "floor_area": "3520.50"}
    response = change(clerk, here, facts, before["ETag"])
    assert response.status_code == 200, response.content
    stored = Compound.objects.get(pk=here.pk).facts
    assert (stored["households"], stored["floor_area"]) == (50, "3520.5")
    assert "built_on" not in stored
    assert response["ETag"] != before["ETag"] == f'"{before.json()["revision"]}"'
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.reason) == (lingshan_clerk.username, "入户核实")


def test_two_who_read_the_same_do_not_overwrite_each_other(clerk, here):
    read = clerk.get(f"/api/v1/compounds/{here.code}")["ETag"]
    assert change(clerk, here, {"households": 50}, read).status_code == 200
    assert problems_of(change(clerk, here, {"storeys": 6}, read), 412) == {("", "compound-changed")}
    assert problems_of(change(clerk, here, {"storeys": 6}, ""), 428) == {("", "revision-missing")}
    assert "storeys" not in Compound.objects.get(pk=here.pk).facts


def test_every_wrong_fact_is_named_at_its_place_and_nothing_is_stored(clerk, here):
    facts = {
        "households": "48",
        "buildings": -1,
        "floor_area": 3520.5,
        "built_on": "2021-02-30",
        "structure": "paper",
        "name": None,
        "jurisdiction": "钦南区",
        "nix": 1,
        "willing_households": 99,
    }
    before = Entry.objects.count()
    assert problems_of(change(clerk, here, facts), 422) == {
        ("/facts/households", "fact-unfit"),
        ("/facts/buildings", "fact-unfit"),
        ("/facts/floor_area", "fact-unfit"),
        ("/facts/built_on", "value-of-wrong-type"),
        ("/facts/structure", "fact-unfit"),
        ("/facts/name", "fact-unfit"),
        ("/facts/jurisdiction", "fact-not-here"),
        ("/facts/nix", "unknown-fact"),
    }
    response = change(clerk, here, {"willing_households": 99})
    assert problems_of(response, 422) == {
        ("/facts/willing_households", "willing_within_households")
    }
    assert Entry.objects.count() == before


def test_a_departments_program_reads_and_changes_nothing(department, here):
    reader = program(department)
    assert listed(reader)
    assert problems_of(change(reader, here, {"households": 50}), 403) == {("", "http-403")}


def test_a_county_does_not_change_anothers_compound(clerk, there):
    assert problems_of(change(clerk, there, {"households": 50}), 404)


def add(client, facts, **others):
    return send(client, "post", "/compounds", {"facts": facts, "reason": "补报", **others})


def test_s11_a_new_compound_gets_a_code_and_an_address(clerk, here):
    response = add(clerk, {"name": "新苑", "jurisdiction": "灵山县", "built_on": "1999"})
    assert response.status_code == 201, response.content
    made = Compound.objects.get(name="新苑")
    assert response["Location"] == f"/api/v1/compounds/{made.code}"
    assert clerk.get(response["Location"])["ETag"] == response["ETag"]
    assert made.workbook == Workbook.objects.latest("pk")


@pytest.mark.parametrize("households", [48, 49])
def test_a_compound_is_not_added_twice(clerk, here, households):
    facts = {"name": "锦华园", "jurisdiction": "灵山县", "households": households}
    before = Entry.objects.count()
    assert problems_of(add(clerk, facts), 409) == {("/facts/name", "compound-exists")}
    assert Entry.objects.count() == before


def test_s10_a_county_does_not_add_to_anothers_area(clerk, here):
    response = add(clerk, {"name": "新苑", "jurisdiction": "钦南区"})
    assert problems_of(response, 422) == {("/facts/jurisdiction", "outside-jurisdiction")}


def test_nothing_is_added_while_no_round_is_open(clerk, here, survey_round):
    survey_round.closed_on = survey_round.opened_on
    survey_round.save()
    facts = {"name": "新苑", "jurisdiction": "灵山县"}
    assert problems_of(add(clerk, facts), 409) == {("/round", "no-open-round")}
    named = add(clerk, facts, round=survey_round.name)
    assert problems_of(named, 409) == {("", "round-closed")}


def test_s13_buildings_and_homes_of_a_compound_can_be_read(clerk, here, there):
    building = Building.objects.create(compound=here, name="1栋", facts={"storeys_above": 6})
    for number in ("101", "102", "103"):
        Home.objects.create(building=building, name=number)
    (only,) = clerk.get(f"/api/v1/compounds/{here.code}/buildings").json()
    assert (only["name"], only["homes"]) == ("1栋", 3)
    first = clerk.get(f"/api/v1/compounds/{here.code}/homes?limit=2").json()
    rest = clerk.get(f"/api/v1/compounds/{here.code}/homes?cursor={first['next']}").json()
    assert [each["name"] for each in first["items"] + rest["items"]] == ["101", "102", "103"]
    assert rest["next"] is None
    for part in ("buildings", "homes"):
        assert problems_of(clerk.get(f"/api/v1/compounds/{there.code}/{part}"), 404)


def test_people_without_programme_data_are_shut_out(system_administrator, appoint, here):
    for user in (system_administrator, appoint("someone", Role.RESIDENT)):
        response = program(user).get("/api/v1/compounds")
        assert problems_of(response, 403) == {("", "http-403")}
