"""Two officers close one step at once: one wins, the other is told, nothing is lost."""

import pytest
from django.db import connection

from linli.foundation.record.verify import verify
from linli.foundation.steps.tests import race


def holds(answers, outcomes):
    assert answers == [["closed", "step-moved-on"]] * race.ROUNDS
    assert all(note in race.NOTES and rest == [2, 1] for note, *rest in outcomes)
    assert len(outcomes) == race.ROUNDS


@pytest.mark.django_db
def test_on_sqlite_in_a_file(tmp_path):
    answers, outcomes, broken = race.in_a_file(race.__name__, tmp_path)
    holds(answers, outcomes)
    assert broken == 0


@pytest.mark.skipif(
    connection.vendor == "sqlite",
    reason="in memory there is one connection; the test above races on a file",
)
@pytest.mark.django_db(transaction=True)
def test_on_postgresql():
    holds(race.race(), [list(each) for each in race.outcomes()])
    assert verify() == []
