"""Reports from the spot: whole, once, by the rules of every correction (S10, S12)."""

import json
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Division, Role, User
from linli.registry import visits
from linli.registry.actions import change_facts
from linli.registry.history import versions
from linli.registry.models import Attachment, Compound, Sighting, SurveyRound, Visit
from linli.registry.tests.browsing import text_of
from linli.registry.tests.pictures import png
from linli.registry.visit_reports import Photo, Report
from linli.registry.visits import record_visit

pytestmark = pytest.mark.django_db
SENT = {"Accept": "application/json"}


@pytest.fixture
def compound(stocked):
    return Compound.objects.get(name="锦华园")


def report(compound=None, **others) -> Report:
    given = {"facts": {}, "noted_at": datetime(2021, 5, 3, 2, tzinfo=UTC), **others}
    return Report(
        client_id=given.pop("client_id", uuid4()), code=compound.code if compound else "", **given
    )


def codes_of(refused) -> dict[str, str]:
    """Return what was wrong: code by field."""
    return {problem.place.key: problem.code for problem in refused.value.problems}


def refused(user, **given) -> dict[str, str]:
    """Have a report refused whole; return code by field."""
    before = [model.objects.count() for model in (Visit, Attachment, Compound, Sighting)]
    with pytest.raises(ProblemError) as seen:
        record_visit(report(**given), user)
    assert [model.objects.count() for model in (Visit, Attachment, Compound, Sighting)] == before
    return codes_of(seen)


# One report


def test_s12_a_visit_corrects_facts_keeps_photos_and_is_a_sighting_of_the_round(
    compound, lingshan_clerk, survey_round
):
    visit, is_new = record_visit(
        report(
            compound,
            facts={"households": "50", "built_on": "1992年6月", "address": " "},
            works={"water": "damaged", "greenery": "missing"},
            position=(Decimal("109.29"), Decimal("22.43")),
            photos=(Photo("门.png", png()),),
            note="北门积水",
        ),
        lingshan_clerk,
    )
    compound.refresh_from_db()
    assert is_new
    assert compound.facts["households"] == 50
    assert compound.facts["built_on"] == "1992-06"
    assert compound.facts["condition_water"] == "damaged"
    assert compound.facts["address"] == "人民路12号"
    assert visit.facts == {"households": 50, "built_on": "1992-06", "condition_water": "damaged"}
    assert visit.works == {"greenery": "missing"}
    assert visit.attachments.get().kind == "photo"
    assert visit.round == survey_round
    assert Sighting.objects.filter(round=survey_round, compound=compound).count() == 1


def test_the_history_leads_from_a_fact_back_to_the_visit(compound, lingshan_clerk):
    visit, _new = record_visit(report(compound, facts={"households": "50"}), lingshan_clerk)
    newest = versions(compound)[-1]
    assert newest.visit == visit
    assert newest.source == "现场调查 2021-05-03"
    assert newest.actor == "lingshan"


def test_said_aloud_unknown_erases_and_as_it_was_says_nothing(compound, lingshan_clerk):
    seen = {"households": 48, "built_on": "1992-05"}
    given = report(compound, facts={"households": "48", "built_on": "不详"}, seen=seen)
    visit, _new = record_visit(given, lingshan_clerk)
    assert visit.facts == {"built_on": None}
    assert "built_on" not in Compound.objects.get(pk=compound.pk).facts


def test_all_that_is_wrong_is_told_at_once_by_field_and_nothing_is_kept(compound, lingshan_clerk):
    given = {
        "facts": {"households": "约50", "built_on": "老早", "no_such": "1"},
        "works": {"water": "broken", "no_item": "intact"},
        "noted_at": timezone.now() + timedelta(days=2),
    }
    assert refused(lingshan_clerk, compound=compound, **given) == {
        "households": "cell-unreadable",
        "built_on": "cell-unreadable",
        "no_such": "unknown-fact",
        "water": "unknown-work-state",
        "no_item": "unknown-work-state",
        "noted_at": "noted-in-future",
        "condition_water": "cell-unreadable",
    }


def test_a_file_that_is_no_photo_keeps_the_whole_report_out(compound, lingshan_clerk):
    given = {"facts": {"households": "50"}, "photos": (Photo("a.jpg", b"%PDF-1.7"),)}
    assert refused(lingshan_clerk, compound=compound, **given) == {"photos": "not-a-photo"}
    assert Compound.objects.get(pk=compound.pk).facts["households"] == 48


def test_s10_a_compound_elsewhere_cannot_be_reported_on(stocked, lingshan_clerk, department):
    there = Compound.objects.get(name="江滨苑")
    with pytest.raises(Compound.DoesNotExist):
        record_visit(report(there), lingshan_clerk)
    assert refused(department, compound=there) == {"": "change-not-yours"}


# What somebody else changed in between


def test_a_fact_changed_meanwhile_is_not_overwritten_but_told_with_both_values(
    compound, lingshan_clerk, city_officer
):
    change_facts(compound, {"households": 60}, city_officer, "核对")
    given = {"facts": {"households": "50"}, "seen": {"households": 48}}
    with pytest.raises(ProblemError) as seen:
        record_visit(report(compound, **given), lingshan_clerk)
    assert codes_of(seen) == {"households": "changed-meanwhile"}
    assert "60 户" in seen.value.problems[0].message.zh
    assert "50 户" in seen.value.problems[0].message.zh
    assert Compound.objects.get(pk=compound.pk).facts["households"] == 60


@pytest.mark.parametrize(("chosen", "stored"), [("50", 50), ("60", 60)])
def test_the_value_that_was_chosen_knowing_both_is_kept(
    compound, lingshan_clerk, city_officer, chosen, stored
):
    change_facts(compound, {"households": 60}, city_officer, "核对")
    given = report(compound, facts={"households": chosen}, seen={"households": 60})
    record_visit(given, lingshan_clerk)
    assert Compound.objects.get(pk=compound.pk).facts["households"] == stored


def test_two_who_write_the_same_have_no_dispute(compound, lingshan_clerk, city_officer):
    change_facts(compound, {"households": 50}, city_officer, "核对")
    given = report(compound, facts={"households": "50"}, seen={"households": 48})
    visit, _new = record_visit(given, lingshan_clerk)
    assert visit.facts == {}


# A compound that is new


NEW = {"name": "河畔小区", "jurisdiction": "灵山县", "address": "河边路1号", "households": "30"}


def test_s11_a_compound_found_on_the_spot_is_registered_by_the_rules_of_imports(
    lingshan_clerk, stocked, survey_round
):
    visit, _new = record_visit(report(facts=NEW, works={"roof": "damaged"}), lingshan_clerk)
    made = Compound.objects.get(name="河畔小区")
    assert visit.compound == made
    assert made.code.startswith("450721")
    assert made.facts["households"] == 30
    assert made.facts["condition_roof"] == "damaged"
    assert made.workbook.imported_by == lingshan_clerk
    assert Sighting.objects.filter(compound=made).count() == 1


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({**NEW, "name": ""}, {"name": "required-missing"}),
        ({**NEW, "jurisdiction": "钦南区"}, {"jurisdiction": "outside-jurisdiction"}),
        ({**NEW, "name": "锦华园"}, {"name": "suspected-duplicate"}),
        (
            {**NEW, "name": "锦华园", "address": "人民路12号"},
            {"name": "registered-already"},
        ),
        (
            {"name": "锦华园", "jurisdiction": "灵山县", "households": "48"},
            {"name": "registered-already"},
        ),
    ],
)
def test_a_doubt_about_a_new_compound_comes_back_to_the_phone(lingshan_clerk, stocked, facts, told):
    assert refused(lingshan_clerk, facts=facts) == told


def test_without_an_open_round_no_compound_is_new(lingshan_clerk, stocked):
    SurveyRound.objects.update(closed_on=date(2021, 6, 1))
    assert refused(lingshan_clerk, facts=NEW) == {"name": "no-open-round"}


def test_a_visit_outside_any_round_is_kept_and_no_sighting(compound, lingshan_clerk):
    SurveyRound.objects.update(closed_on=date(2021, 6, 1))
    visit, _new = record_visit(report(compound, note="看过"), lingshan_clerk)
    assert visit.round is None
    assert not Sighting.objects.filter(round__visits=visit).exists()


# Sent twice


def test_sent_twice_it_is_one_report_and_one_photo(compound, lingshan_clerk):
    given = report(compound, facts={"households": "50"}, photos=(Photo("门.png", png()),))
    first, second = (record_visit(given, lingshan_clerk) for _ in range(2))
    assert (first, second) == ((first[0], True), (first[0], False))
    assert Visit.objects.count() == Attachment.objects.count() == 1


def test_a_new_compound_sent_twice_is_one_compound(lingshan_clerk, stocked):
    given = report(facts=NEW)
    for _ in range(2):
        record_visit(given, lingshan_clerk)
    assert Compound.objects.filter(name="河畔小区").count() == 1


@pytest.mark.parametrize("is_new", [True, False])
def test_a_report_that_stumbles_over_itself_is_the_one_that_came_first(
    compound, lingshan_clerk, monkeypatch, is_new
):
    """The other was stored after this one had looked, and before it stores."""
    given = report(None if is_new else compound, facts=NEW if is_new else {"households": "50"})
    first, _new = record_visit(given, lingshan_clerk)
    look = visits._received

    def looked_too_early(*_asked):
        monkeypatch.setattr(visits, "_received", look)

    monkeypatch.setattr(visits, "_received", looked_too_early)
    assert record_visit(given, lingshan_clerk) == (first, False)
    assert Visit.objects.count() == 1


def test_the_number_of_another_s_report_is_not_taken(compound, lingshan_clerk, city_officer):
    given = report(compound, note="看过")
    record_visit(given, lingshan_clerk)
    with pytest.raises(ProblemError) as seen:
        record_visit(given, city_officer)
    assert codes_of(seen) == {"client_id": "client-id-taken"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite: see journeys/test_field.py")
@pytest.mark.parametrize("is_new", [True, False])
def test_two_at_once_are_one_report(stocked, lingshan_clerk, is_new):
    compound = None if is_new else Compound.objects.get(name="锦华园")
    facts = NEW if is_new else {"households": "50"}
    given = report(compound, facts=facts, photos=(Photo("门.png", png()),))
    ready, answers = threading.Barrier(4), []

    def send():
        user = User.objects.get(pk=lingshan_clerk.pk)
        ready.wait()
        try:
            answers.append(record_visit(given, user)[1])
        except (ProblemError, DatabaseError) as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers, key=str) == [False, False, False, True]
    assert Visit.objects.count() == Attachment.objects.count() == 1
    assert Compound.objects.filter(name="河畔小区").count() == int(is_new)


# The pages


def post(browser, compound=None, *photos, **others):
    data = {
        "client_id": str(uuid4()),
        "compound": compound.code if compound else "",
        "noted_at": "2021-05-03T10:00",
        "photos": [SimpleUploadedFile(name, content) for name, content in photos],
        **others,
    }
    headers = data.pop("headers", SENT)
    return browser.post(reverse("registry:field-visits"), data, headers=headers)


def test_the_phone_sends_a_report_and_hears_that_it_is_stored(clerk, compound):
    given = {"fact.households": "50", "work.water": "intact", "work.greenery": ""}
    given |= {"longitude": "109.29", "latitude": "22.43", "use_position": "1"}
    first = post(clerk, compound, ("门.png", png()), client_id=str(uuid4()), **given)
    assert (first.status_code, first.json()) == (201, {"compound": compound.code, "new": True})
    facts = Compound.objects.get(pk=compound.pk).facts
    assert facts["location"] == "109.2900000,22.4300000"
    assert (facts["households"], facts["condition_water"]) == (50, "intact")
    assert Visit.objects.get().noted_at == datetime(2021, 5, 3, 2, tzinfo=UTC)


def test_sent_again_the_phone_hears_that_it_was_there(clerk, compound):
    number = str(uuid4())
    answers = [post(clerk, compound, client_id=number).status_code for _ in range(2)]
    assert answers == [201, 200]


def test_problems_come_back_by_field_with_what_the_registry_holds_now(
    clerk, compound, city_officer
):
    change_facts(compound, {"households": 60}, city_officer, "核对")
    seen = json.dumps({"households": 48})
    response = post(clerk, compound, **{"fact.households": "50", "seen": seen})
    answer = response.json()
    assert response.status_code == 422
    assert [(p["code"], p["key"]) for p in answer["problems"]] == [
        ("changed-meanwhile", "households")
    ]
    assert answer["current"]["households"] == 60


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("client_id", "1"),
        ("noted_at", "昨天"),
        ("seen", "[1]"),
        ("seen", "{"),
        ("longitude", "NaN"),
        ("longitude", "181"),
        ("latitude", "北纬"),
    ],
)
def test_a_field_that_cannot_be_read_is_told(clerk, compound, field, text):
    others = {"longitude": "109.29", "latitude": "22.43", field: text}
    answer = post(clerk, compound, **others).json()
    assert [problem["key"] for problem in answer["problems"]] == [field]


def test_s10_a_compound_elsewhere_is_told_as_unknown(clerk, stocked):
    there = Compound.objects.get(name="江滨苑")
    answer = post(clerk, there).json()
    assert [problem["code"] for problem in answer["problems"]] == ["compound-out-of-sight"]
    assert answer["current"] == {}
    assert clerk.get(reverse("registry:field"), {"compound": there.code}).status_code == 404


def test_without_a_script_it_is_an_ordinary_form(clerk, compound):
    page = text_of(clerk.get(reverse("registry:field"), {"compound": compound.code}))
    assert 'name="fact.households" value="48"' in page
    assert page.count('type="radio"') == 41 * 4
    done = post(clerk, compound, headers={}, **{"fact.households": "50"})
    assert done.url == reverse("registry:compound", args=[compound.code])
    refused = post(clerk, compound, headers={}, **{"fact.households": "约50", "note": "记着"})
    assert refused.status_code == 422
    assert 'value="约50"' in text_of(refused)
    assert "记着" in text_of(refused)
    assert "无法确定其含义" in text_of(refused)


def test_the_plain_page_finds_compounds_of_the_own_area(clerk, stocked):
    page = text_of(clerk.get(reverse("registry:field"), {"text": "园"}))
    assert "锦华园" in page
    assert "江滨苑" not in text_of(clerk.get(reverse("registry:field")))


def test_s10_the_phone_keeps_the_own_communities_only(clerk, client, appoint, stocked, places):
    found = clerk.get(reverse("registry:field-list")).json()
    assert [each["name"] for each in found["compounds"]] == ["锦华园"]
    assert found["compounds"][0]["facts"]["households"] == 48
    assert found["user"] == "lingshan"
    client.force_login(appoint("utility", Role.UTILITY))
    assert client.get(reverse("registry:field-list")).status_code == 403


def test_a_large_area_is_taken_town_by_town(city, stocked, places, monkeypatch):
    town = Division.objects.filter(level="community", code__startswith="450721")[0]
    Compound.objects.update(division=town)
    address = reverse("registry:field-list")
    assert len(city.get(address).json()["compounds"]) == 2
    monkeypatch.setattr("linli.registry.field_list.MOST", 1)
    found = city.get(address).json()
    assert found["compounds"] == []
    assert [(each["code"], each["count"]) for each in found["towns"]] == [(town.code[:9], 2)]
    Compound.objects.filter(name="锦华园").update(division=town.parent.children.all()[1])
    assert len(city.get(address, {"town": town.code}).json()["compounds"]) == 1


def test_a_session_that_has_ended_is_told_and_a_fresh_token_works(compound, lingshan_clerk):
    browser = Client(enforce_csrf_checks=True)
    address = reverse("registry:field-token")
    assert browser.get(address).status_code == 401
    browser.force_login(lingshan_clerk)
    assert post(browser, compound).status_code == 403
    given = browser.get(address).json()
    headers = {**SENT, "X-CSRFToken": given["token"]}
    assert post(browser, compound, headers=headers).status_code == 201


def test_the_worker_keeps_everything_that_it_names_and_rules_the_form_only(client, db):
    response = client.get(reverse("registry:field-worker"))
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert response.request["PATH_INFO"].startswith(reverse("registry:field"))
    given = json.loads(text_of(response).split("\n", 1)[0].removeprefix("self.LINLI = ")[:-1])
    assert len(given["version"]) == 16
    for asset in given["assets"]:
        assert client.get(asset).status_code == 200, asset
    page = Client()
    assert page.get(given["shell"]).status_code == 302


def test_the_page_allows_workers_and_manifests_from_here_only(clerk, stocked):
    response = clerk.get(reverse("registry:field"))
    policy = response.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "default-src 'self'" in policy
    manifest = json.loads(b"".join(clerk.get("/static/linli/field.webmanifest").streaming_content))
    assert manifest["scope"] == manifest["start_url"] == reverse("registry:field")
