"""Facts corrected one by one: typed, in scope, with a reason, names and divisions in step."""

import pytest

from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import Role
from linli.foundation.record.models import Entry
from linli.registry.actions import change_facts, may_change_facts
from linli.registry.models import Compound

pytestmark = pytest.mark.django_db


@pytest.fixture
def compound(stocked):
    return Compound.objects.get(name="锦华园")


def refused(compound, facts, user, reason="更正"):
    before = Entry.objects.count()
    with pytest.raises(ProblemError) as error:
        change_facts(compound, facts, user, reason)
    assert Entry.objects.count() == before
    return {(problem.place.key, problem.code) for problem in error.value.problems}


def test_s12_a_correction_writes_the_facts_and_says_what_changed(compound, lingshan_clerk):
    facts = {"households": 50, "built_on": None, "structure": "frame", "address": "人民路12号"}
    changes = change_facts(compound, facts, lingshan_clerk, "入户核实")
    assert changes == {
        "households": (48, 50),
        "built_on": ("1992-05", None),
        "structure": (None, "frame"),
    }
    stored = Compound.objects.get(pk=compound.pk).facts
    assert stored["households"] == 50
    assert stored["structure"] == "frame"
    assert "built_on" not in stored
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.reason) == (lingshan_clerk.username, "入户核实")


def test_writing_what_is_there_already_records_nothing(compound, lingshan_clerk):
    before = Entry.objects.count()
    assert change_facts(compound, dict(compound.facts), lingshan_clerk, "核对") == {}
    assert Entry.objects.count() == before


def test_numbers_are_kept_as_an_import_keeps_them(compound, lingshan_clerk):
    change_facts(compound, {"floor_area": "3520.50", "earthquake_resistant": True}, None, "核实")
    stored = Compound.objects.get(pk=compound.pk).facts
    assert stored["floor_area"] == "3520.5"
    assert stored["earthquake_resistant"] is True


def test_name_and_its_compared_form_stay_in_step(compound, lingshan_clerk):
    change_facts(compound, {"name": "锦华园Ａ 区"}, lingshan_clerk, "更名")
    stored = Compound.objects.get(pk=compound.pk)
    assert (stored.name, stored.name_key, stored.facts["name"]) == (
        "锦华园A 区",
        "锦华园a区",
        "锦华园A 区",
    )


def test_the_division_follows_town_and_community(compound, lingshan_clerk):
    assert compound.division is None
    change_facts(compound, {"town": "灵城街道", "community": "白木社区"}, lingshan_clerk, "补填")
    stored = Compound.objects.get(pk=compound.pk)
    assert stored.division is not None
    assert stored.division.code.startswith("450721")


def test_every_problem_is_told_at_once_and_nothing_is_written(compound, lingshan_clerk):
    facts = {
        "households": "48",
        "residents": -3,
        "structure": "glass",
        "built_on": "192",
        "floor_area": 3.5,
        "surveyed_on": "2199",
        "location": "116.4,39.9",
        "no_such": 1,
        "code": "9",
        "jurisdiction": "浦北县",
        "name": None,
        "willing_households": 49,
    }
    assert refused(compound, facts, lingshan_clerk) >= {
        ("households", "value-of-wrong-type"),
        ("residents", "value-negative"),
        ("structure", "value-of-wrong-type"),
        ("built_on", "value-of-wrong-type"),
        ("floor_area", "value-of-wrong-type"),
        ("surveyed_on", "date-to-come"),
        ("location", "position-outside-city"),
        ("no_such", "unknown-fact"),
        ("code", "fact-fixed"),
        ("jurisdiction", "fact-fixed"),
        ("name", "required-missing"),
        ("willing_households", "willing_within_households"),
    }


def test_a_name_that_another_compound_has_is_refused(compound, lingshan_clerk):
    other = Compound.objects.create(
        code="4507210000000009", name="新园", name_key="新园", jurisdiction=compound.jurisdiction
    )
    assert refused(compound, {"name": other.name}, lingshan_clerk) == {("name", "name-taken")}
    assert refused(compound, {"name": "长" * 121}, lingshan_clerk) == {("name", "name-too-long")}


def test_s10_nobody_writes_outside_the_scope(compound, qinnan_clerk, appoint):
    with pytest.raises(Compound.DoesNotExist):
        change_facts(compound, {"households": 1}, qinnan_clerk, "更正")
    department = appoint("department", Role.DEPARTMENT_OFFICER)
    assert refused(compound, {"households": 1}, department) == {("", "change-not-yours")}
    assert [problem.code for problem in may_change_facts(department)] == ["change-not-yours"]


def test_a_change_needs_a_reason(compound, lingshan_clerk):
    assert refused(compound, {"households": 1}, lingshan_clerk, " ") == {
        ("reason", "reason-missing")
    }
