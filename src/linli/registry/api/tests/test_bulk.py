"""Many rows at once: all or none, every problem told, twice is once."""

from datetime import date

import pytest

from linli.foundation.record.models import Entry
from linli.registry.api.tests.conftest import problems_of, send
from linli.registry.models import Compound, Sighting, SurveyRound, Workbook

pytestmark = pytest.mark.django_db
NEW = {"name": "新苑", "jurisdiction": "灵山县", "households": 30, "built_on": "1999-02"}
KNOWN = {"name": "锦华园", "jurisdiction": "灵山县", "households": 50, "heritage": False}


def store(client, *facts, **others):
    rows = [{"facts": each} for each in facts]
    return send(client, "post", "/compounds/bulk", {"rows": rows, "reason": "对接", **others})


def outcome(response):
    data = response.json()
    assert response.status_code == 200, data
    return data["stored"], [(row["outcome"], row["changes"]) for row in data["rows"]]


WOULD = [("added", {}), ("changed", {"households": [48, 50], "heritage": [None, False]})]


def test_a_dry_run_says_what_would_happen_and_stores_nothing(clerk, stocked):
    before = Entry.objects.count()
    assert outcome(store(clerk, NEW, KNOWN, dry_run=True)) == (False, WOULD)
    assert Entry.objects.count() == before


def test_rows_are_added_and_changed_and_sent_twice_change_nothing(clerk, stocked):
    assert outcome(store(clerk, NEW, KNOWN)) == (True, WOULD)
    codes = [Compound.objects.get(name=each["name"]).code for each in (NEW, KNOWN)]
    before = Entry.objects.count()
    again = store(clerk, NEW, KNOWN)
    assert outcome(again) == (False, [("same", {}), ("same", {})])
    assert [row["code"] for row in again.json()["rows"]] == codes
    assert Entry.objects.count() == before


def test_s11_what_is_stored_belongs_to_an_import_of_the_round(clerk, stocked, lingshan_clerk):
    store(clerk, NEW, KNOWN)
    made = Workbook.objects.latest("pk")
    assert (made.imported_by, made.added, made.changed) == (lingshan_clerk, 1, 1)
    assert Compound.objects.get(name="新苑").workbook == made


def test_s11_what_a_new_round_reports_unchanged_was_seen_in_it(clerk, stocked, lingshan_clerk):
    later = SurveyRound.objects.create(
        name="2022", year=2022, cutoff=date(2005, 12, 31), opened_on=date(2022, 1, 1)
    )
    same = {"name": "锦华园", "jurisdiction": "灵山县", "households": 48}
    assert outcome(store(clerk, same)) == (True, [("same", {})])
    assert [each.compound.name for each in Sighting.objects.filter(round=later)] == ["锦华园"]
    assert outcome(store(clerk, same)) == (False, [("same", {})])


def test_a_code_finds_a_compound_whose_name_changed(clerk, stocked):
    code = Compound.objects.get(name="锦华园").code
    row = {"code": code, "facts": {"name": "锦华苑", "jurisdiction": "灵山县"}}
    data = {"rows": [row], "reason": "更名"}
    assert outcome(send(clerk, "post", "/compounds/bulk", data))[0]
    assert Compound.objects.get(code=code).name == "锦华苑"


def test_null_erases_and_an_absent_fact_stays(clerk, stocked):
    facts = {"name": "锦华园", "jurisdiction": "灵山县", "built_on": None}
    assert outcome(store(clerk, facts)) == (True, [("changed", {"built_on": ["1992-05", None]})])
    stored = Compound.objects.get(name="锦华园").facts
    assert "built_on" not in stored
    assert stored["households"] == 48


def test_one_bad_row_keeps_all_out_and_every_problem_is_told(clerk, stocked):
    bad = {"name": "乙苑", "jurisdiction": "灵山县", "households": -3, "structure": 1}
    before = Entry.objects.count()
    assert problems_of(store(clerk, NEW, bad, {"name": "丙苑"}), 422) == {
        ("/rows/1/facts/households", "fact-unfit"),
        ("/rows/1/facts/structure", "fact-unfit"),
        ("/rows/2/facts/jurisdiction", "required-missing"),
    }
    assert Entry.objects.count() == before


def test_the_importers_own_checks_point_at_the_fact(clerk, stocked):
    rows = (
        {"name": "江滨苑", "jurisdiction": "钦南区"},
        {"name": "乙苑", "jurisdiction": "月球"},
        {**NEW, "households": 10, "willing_households": 99},
        NEW,
    )
    found = problems_of(store(clerk, *rows), 422)
    assert ("/rows/0/facts/jurisdiction", "outside-jurisdiction") in found
    assert ("/rows/1/facts/jurisdiction", "unknown-jurisdiction") in found
    assert ("/rows/2/facts/willing_households", "willing_within_households") in found
    assert ("/rows/3/facts/name", "twice-in-file") in found
    assert Compound.objects.count() == 2


def test_what_is_unlikely_is_stored_with_a_warning(clerk, stocked):
    response = store(clerk, {**NEW, "households": 9000})
    assert outcome(response)[0]
    (warning,) = response.json()["warnings"]
    assert warning["pointer"] == "/rows/0/facts/households"


def test_texts_that_look_like_formulas_numbers_or_lines_stay_texts(clerk, stocked):
    texts = {
        "address": "=1+1",
        "former_name": "'-3",
        "services_nearby": '甲\n乙,丙"丁"',
        "town": "007",
    }
    store(clerk, {"name": "+苑", "jurisdiction": "灵山县", **texts})
    facts = Compound.objects.get(name="+苑").facts
    assert {name: facts[name] for name in texts} == {**texts, "services_nearby": '甲 乙,丙"丁"'}


@pytest.mark.parametrize("count", [0, 1001])
def test_there_is_at_least_one_row_and_at_most_a_thousand(clerk, stocked, count):
    rows = [{"name": f"苑{n}", "jurisdiction": "灵山县"} for n in range(count)]
    assert problems_of(store(clerk, *rows), 422) == {("/rows", "request-unfit")}


def test_a_request_that_is_too_large_is_refused(clerk, stocked):
    rows = [{**NEW, "address": "路" * 2000}] * 1000
    assert problems_of(store(clerk, *rows, *rows), 400) == {("", "http-400")}


def test_a_thousand_long_rows_are_no_request_too_large(clerk, stocked):
    rows = [{**NEW, "name": f"苑{n}", "former_name": "名" * 1000} for n in range(1000)]
    assert store(clerk, *rows, dry_run=True).json()["added"] == 1000


def test_a_thousand_rows_are_stored(clerk, stocked):
    rows = [{"name": f"苑{n}", "jurisdiction": "灵山县", "households": n + 1} for n in range(1000)]
    assert store(clerk, *rows).json()["added"] == 1000
    assert Compound.objects.count() == 1002
