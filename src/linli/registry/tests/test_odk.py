"""Submissions of phones come in as their servers export them, and sent twice change nothing."""

import csv
import io

import pytest

from linli.foundation.people.models import Division
from linli.foundation.record.models import Entry
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.models import Compound
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db
TOWN, COMMUNITY = "450721001", "450721001001"
ODK = {
    "SubmissionDate": "2021-05-02T03:04:05.000Z",
    "code": "",
    "name": "锦华园",
    "jurisdiction": "450721",
    "town": TOWN,
    "community": COMMUNITY,
    "location-Latitude": "22.426",
    "location-Longitude": "109.291",
    "location-Altitude": "31.2",
    "location-Accuracy": "4.8",
    "households": "48",
    "heritage": "no",
    "structure": "frame",
    "built_on": "1992-05",
    "households_doubt": "",
    "photo_1": "1620000000000.jpg",
    "meta-instanceID": "uuid:6f2d",
    "KEY": "uuid:6f2d",
    "ReviewState": "",
}
KOBO = {
    "start": "2021-05-02T11:04:05.000+08:00",
    "place/name": "锦华园",
    "place/jurisdiction": "灵山县",
    "place/location": "22.426 109.291 31.2 4.8",
    "_place/location_latitude": "22.426",
    "_place/location_longitude": "109.291",
    "facts/households": "48",
    "facts/heritage": "no",
    "facts/structure": "frame",
    "facts/built_on": "1992-05",
    "_id": "7",
    "_uuid": "6f2d",
    "_validation_status": "",
}
SAME = {
    "name": "锦华园",
    "jurisdiction": "灵山县",
    "households": 48,
    "heritage": False,
    "structure": "frame",
    "built_on": "1992-05",
    "location": "109.291,22.426",
}


def as_csv(*rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


def as_xlsx(*rows):
    return workbook(*(list(row.values()) for row in rows), headings=list(rows[0]))


def store(content, survey_round, name="submissions.csv"):
    return confirm_import(content, name, None, survey_round)


@pytest.mark.parametrize("submission", [ODK, KOBO])
@pytest.mark.parametrize(("write", "ending"), [(as_csv, "csv"), (as_xlsx, "xlsx")])
def test_s12_a_submission_is_stored_with_its_position(survey_round, submission, write, ending):
    done = store(write(submission), survey_round, f"submissions.{ending}")
    assert (done.added, done.quarantined) == (1, 0)
    facts = Compound.objects.get(name="锦华园").facts
    assert {name: facts.get(name) for name in SAME} == SAME


def test_places_sent_by_code_are_kept_by_name(survey_round):
    store(as_csv(ODK), survey_round)
    compound = Compound.objects.get(name="锦华园")
    names = dict(Division.objects.values_list("code", "name"))
    assert compound.division.code == COMMUNITY
    assert compound.facts["town"] == names[TOWN]
    assert compound.facts["community"] == names[COMMUNITY]


@pytest.mark.parametrize("submission", [ODK, KOBO])
def test_sent_twice_changes_nothing(survey_round, submission):
    store(as_csv(submission), survey_round)
    before = Entry.objects.filter(table=Compound._meta.db_table).count()
    found = preview(as_csv(submission), "submissions.csv", None, survey_round)
    assert (len(found.added), len(found.changed), len(found.quarantined)) == (0, 0, 0)
    store(as_csv(submission), survey_round)
    assert Entry.objects.filter(table=Compound._meta.db_table).count() == before


def test_a_corrected_submission_changes_just_that(survey_round):
    store(as_csv(ODK), survey_round)
    found = preview(as_csv({**ODK, "households": "50"}), "again.csv", None, survey_round)
    (row,) = found.changed
    assert row.changes == {"households": (48, 50)}


@pytest.mark.parametrize(
    "rejected",
    [{**ODK, "name": "乙苑", "ReviewState": "rejected"}],
)
def test_what_a_reviewer_rejected_is_not_taken(survey_round, rejected):
    assert store(as_csv(ODK, rejected), survey_round).added == 1
    assert not Compound.objects.filter(name="乙苑").exists()


def test_what_kobos_validators_did_not_approve_is_not_taken(survey_round):
    rejected = {**KOBO, "place/name": "乙苑", "_validation_status": "Not Approved"}
    assert store(as_csv(KOBO, rejected), survey_round).added == 1


@pytest.mark.parametrize("position", ["22.426 109.291", "22.426 109.291 0 0", "22.426,109.291"])
def test_positions_are_read_latitude_first(survey_round, position):
    store(as_csv({**KOBO, "place/location": position}), survey_round)
    assert Compound.objects.get().facts["location"] == "109.291,22.426"


def test_a_position_that_cannot_be_read_waits_with_its_cell(survey_round):
    content = as_csv({**KOBO, "place/location": "somewhere"})
    found = preview(content, "submissions.csv", None, survey_round)
    (bad,) = found.quarantined
    assert [problem.place.column for problem in bad.problems] == ["place/location"]


def test_an_ordinary_workbook_stays_as_it_is(survey_round):
    headings = ("小区名称", "县区", "坐标")
    content = workbook(("甲苑", "灵山县", "109.291,22.426"), headings=headings)
    store(content, survey_round, "一.xlsx")
    assert Compound.objects.get(name="甲苑").facts["location"] == "109.291,22.426"
