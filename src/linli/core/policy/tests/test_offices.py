"""Offices and duties of a pack: whoever is called upon is there, triggers have what they need."""

import pytest

from linli.core.policy.checks.offices import check_offices
from linli.core.policy.pack import read_pack
from linli.core.policy.tests.sample import QINZHOU as FOLDER
from linli.core.policy.tests.sample import files

QINZHOU = read_pack(files(FOLDER))


def codes(pack):
    return [(problem.code, problem.value) for problem in check_offices(pack)]


def changed(**tables):
    return QINZHOU.model_copy(update=tables)


def with_task(**values):
    first, *others = QINZHOU.duties
    task = first.tasks[0].model_copy(update=values)
    return changed(duties=(first.model_copy(update={"tasks": (task,)}), *others))


def test_the_pack_of_qinzhou_calls_upon_nobody_unknown():
    assert codes(QINZHOU) == []


def test_an_unknown_lead_office_is_named():
    first, *others = QINZHOU.procedures
    wrong = changed(procedures=(first.model_copy(update={"lead_office": "市某局"}), *others))
    assert codes(wrong) == [("pack.unknown-office", "市某局")]


def test_without_offices_a_pack_names_none_yet():
    first, *others = QINZHOU.procedures
    wrong = first.model_copy(update={"lead_office": "市某局"})
    assert codes(changed(offices=(), procedures=(wrong, *others))) == []


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"trigger": "stage"}, ("pack.trigger", "stage")),
        ({"trigger": "date"}, ("pack.trigger", "date")),
        ({"on": ("06-30",)}, ("pack.trigger", "request")),
        ({"trigger": "date", "on": ("start_day",)}, ("pack.unknown-figure", "start_day")),
        ({"helpers": ("市某局",)}, ("pack.unknown-office", "市某局")),
    ],
)
def test_a_task_that_could_not_fire_is_a_problem(values, expected):
    trigger = type(QINZHOU.duties[0].tasks[0].trigger)
    if "trigger" in values:
        values = {**values, "trigger": trigger(values["trigger"])}
    assert codes(with_task(**values)) == [expected]


def test_an_area_that_the_pack_does_not_cover_is_a_problem():
    offices = [office for office in QINZHOU.offices if office.areas]
    area = offices[0].areas[0].model_copy(update={"code": "999999"})
    wrong = offices[0].model_copy(update={"areas": (area,), "zones": ()})
    others = [office for office in QINZHOU.offices if office != offices[0]]
    assert ("pack.target-jurisdiction", "999999") in codes(changed(offices=(wrong, *others)))


def test_the_same_task_twice_is_a_problem():
    first, *others = QINZHOU.duties
    twice = first.model_copy(update={"tasks": (first.tasks[0], first.tasks[0])})
    assert codes(changed(duties=(twice, *others))) == [("pack.duplicate", first.tasks[0].code)]
