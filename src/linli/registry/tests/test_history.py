"""What did we know on day D: answered from the record, and equal to a replay of every change."""

import json
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from linli.foundation.record import triggers
from linli.foundation.record.models import Entry
from linli.foundation.record.words import lines
from linli.registry import history
from linli.registry.actions import change_facts, confirm_import
from linli.registry.history import as_known_on, buildings_known_on, sources_of_facts, versions
from linli.registry.models import Building, Compound, Home
from linli.registry.tests.browsing import HERE, text_of
from linli.registry.tests.examples import examples
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2021, 5, 1)
FACTS = {
    "households": st.none() | st.integers(1, 500),
    "address": st.none() | st.sampled_from(["新华路1号", "人民路2号", '引号"与、顿号']),
    "has_property_manager": st.none() | st.booleans(),
    "condition_water": st.none() | st.sampled_from(["intact", "damaged", "missing"]),
}
CHANGES = st.lists(
    st.tuples(
        st.integers(0, 3),  # days since the change before
        st.fixed_dictionaries({}, optional=FACTS),
    ),
    max_size=8,
)


@pytest.fixture
def clock(monkeypatch):
    """Return a function that makes it noon of a day for the record.

    SQLite's triggers ask Python for the time. PostgreSQL's own clock cannot be set: there, the
    ends of days are put at the moments when the days were set instead.
    """
    moments: list[tuple[date, str]] = []

    def set_to(day):
        moments.append((day, datetime.now(UTC).isoformat(timespec="microseconds")))

        noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        monkeypatch.setattr(triggers, "_now", lambda: noon.isoformat(timespec="microseconds"))

    def end_of(day):
        return next((moment for set_day, moment in moments if set_day > day), "9999")

    if connection.vendor != "sqlite":
        monkeypatch.setattr(history, "_end_of", end_of)
    set_to.again = moments.clear
    return set_to


@pytest.fixture
def compound(stocked):
    return Compound.objects.get(name="锦华园")


@given(changes=CHANGES)
@examples(10)
def test_what_was_known_on_a_day_equals_a_replay_of_all_changes(
    changes, clock, survey_round, lingshan_clerk
):
    day, name = FIRST_DAY, f"重放{uuid4().hex[:8]}"
    clock.again()
    clock(day)
    confirm_import(workbook((name, *HERE[1:])), "首批.xlsx", None, survey_round)
    compound = Compound.objects.get(name=name)
    known = {day: dict(compound.facts)}
    for days, facts in changes:
        day += timedelta(days=days)
        clock(day)
        change_facts(compound, facts, lingshan_clerk, "核对")
        before = known[max(known)]
        merged = {**before, **facts}
        known[day] = {name: value for name, value in merged.items() if value is not None}
    for asked in (FIRST_DAY + timedelta(days=n) for n in range((day - FIRST_DAY).days + 2)):
        expected = known[max(each for each in known if each <= asked)]
        assert as_known_on(compound, asked).facts == expected
    assert as_known_on(compound, FIRST_DAY - timedelta(days=1)) is None


def test_a_day_ends_at_midnight_here_not_at_midnight_in_greenwich(compound, monkeypatch):
    entry = Entry.objects.get(table="registry_compound", row=str(compound.pk))
    day = versions(compound)[0].day
    assert as_known_on(compound, day)
    assert as_known_on(compound, day - timedelta(days=1)) is None
    assert history._end_of(date(2021, 5, 1)) == "2021-05-01T16:00:00.000000+00:00"
    assert len(entry.at) == len(history._end_of(date(2021, 5, 1)))


def test_each_fact_names_the_file_row_or_the_person_that_gave_its_value(compound, lingshan_clerk):
    change_facts(compound, {"households": 50}, lingshan_clerk, "入户核对")
    sources = sources_of_facts(versions(compound))
    assert sources["address"].source == "首批.xlsx “小区”表第 2 行"
    assert sources["households"].source == "入户核对"
    assert sources["households"].actor == "lingshan"
    assert sources["households"].workbook is None
    assert sources["code"].workbook == compound.workbook


def test_a_second_import_is_a_version_of_its_own_and_an_idle_write_is_none(compound, survey_round):
    changed = workbook((HERE[0], HERE[1], 52, *HERE[3:]))
    second = confirm_import(changed, "第二批.xlsx", None, survey_round)
    Compound.objects.filter(pk=compound.pk).update(updated_at=datetime(2022, 1, 1, tzinfo=UTC))
    first, last = versions(compound)
    assert [(d.fact.name, d.old, d.new) for d in last.differences] == [
        ("households", "48 户", "52 户")
    ]
    assert (first.workbook.file_name, last.workbook) == ("首批.xlsx", second)


def test_buildings_and_homes_stand_as_they_did_on_a_day(compound, clock):
    clock(date(2021, 5, 1))
    kept = Building.objects.create(compound=compound, name="1栋", facts={"building_storeys": 6})
    clock(date(2021, 6, 1))
    Building.objects.filter(pk=kept.pk).update(facts={"building_storeys": 7})
    Building.objects.create(compound=compound, name="2栋")
    Home.objects.create(building=kept, name="101")

    def known(day):
        found = buildings_known_on(compound, day)
        homes = history.homes_known_on(found, day)
        return [(b.name, b.facts) for b in found], [home.name for home in homes]

    assert known(date(2021, 4, 30)) == ([], [])
    assert known(date(2021, 5, 31)) == ([("1栋", {"building_storeys": 6})], [])
    assert known(date(2021, 6, 1)) == (
        [("1栋", {"building_storeys": 7}), ("2栋", {})],
        ["101"],
    )


def test_before_it_was_registered_a_file_says_so(clerk, compound, lingshan_clerk):
    change_facts(compound, {"households": 50}, lingshan_clerk, "入户核对")
    address = reverse("registry:compound", args=[compound.code])
    day = versions(compound)[0].day
    assert "50 户" in text_of(clerk.get(address))
    today = clerk.get(address, {"on": day - timedelta(days=1)})
    assert "还没有这个小区" in text_of(today)


def test_a_file_of_an_earlier_day_is_marked_and_keeps_the_old_value(
    clerk, compound, clock, lingshan_clerk, monkeypatch
):
    day = versions(compound)[0].day
    later = SimpleNamespace(localdate=lambda: day + timedelta(days=9))
    monkeypatch.setattr("linli.registry.views.compounds.timezone", later)
    clock(day + timedelta(days=5))
    change_facts(compound, {"households": 50}, lingshan_clerk, "入户核对")
    address = reverse("registry:compound", args=[compound.code])
    earlier = text_of(clerk.get(address, {"on": day + timedelta(days=4)}))
    assert "48 户" in earlier
    assert "不是现在的情况" in earlier
    assert "50 户" not in earlier
    assert "50 户" in text_of(clerk.get(address, {"on": day + timedelta(days=5)}))


def test_a_day_that_is_none_is_told_at_its_field(clerk, compound):
    page = text_of(clerk.get(reverse("registry:compound", args=[compound.code]), {"on": "昨天"}))
    assert "field-error" in page


def test_the_history_shows_old_and_new_and_filters_by_fact(clerk, compound, lingshan_clerk):
    change_facts(compound, {"households": 50}, lingshan_clerk, "入户核对")
    address = reverse("registry:compound-history", args=[compound.code])
    assert [len(v.differences) > 1 for v in clerk.get(address).context["versions"]] == [False, True]
    page = clerk.get(address, {"fact": "households"})
    assert [[d.new for d in v.differences] for v in page.context["versions"]] == [
        ["50 户"],
        ["48 户"],
    ]
    assert "入户核对" in text_of(page)
    nothing = clerk.get(address, {"fact": "residents"})
    assert "从未变更" in text_of(nothing)


def test_s10_the_history_of_a_compound_elsewhere_is_not_found(clerk, stocked):
    there = Compound.objects.get(name="江滨苑")
    for page in ("compound-history", "compound-files", "compound-print"):
        assert clerk.get(reverse(f"registry:{page}", args=[there.code])).status_code == 404


def test_the_record_holds_facts_as_json_on_every_database(compound):
    entry = Entry.objects.get(table="registry_compound", row=str(compound.pk))
    assert json.loads(entry.after)["facts"] == compound.facts


def test_in_the_auditor_s_record_each_fact_stands_for_itself(places):
    def newest():
        return lines([Entry.objects.first()])[0]

    own = Compound.objects.create(
        code="1", name="甲", name_key="甲", jurisdiction=places["450721"], facts={"households": 40}
    )
    assert ("属地", "—", str(own.jurisdiction_id)) in newest().differences
    Compound.objects.filter(pk=own.pk).update(facts={"households": 50, "lift": True})
    assert newest().differences == [
        ("调查数据 · households", "40", "50"),
        ("调查数据 · lift", "—", "是"),
    ]
    Compound.objects.filter(pk=own.pk).delete()
    assert newest().operation == "删除"
    assert {each.after for each in newest().differences} == {"—"}
