"""Two officers decide one case at once: one decision stands, the other officer is told (S32)."""

import pytest
from django.db import connection

from linli.approvals.tests import race
from linli.foundation.record.verify import verify
from linli.foundation.steps.tests.race import in_a_file


def holds(answers, standing):
    assert answers == [["case-moved-on", "decided"]] * race.ROUNDS
    assert standing == [["approved", 1, 0]] * race.ROUNDS


@pytest.mark.django_db
def test_s32_on_sqlite_in_a_file(tmp_path):
    answers, standing, broken = in_a_file(race.__name__, tmp_path)
    holds(answers, standing)
    assert broken == 0


@pytest.mark.skipif(connection.vendor == "sqlite", reason="needs LINLI_TEST_DATABASE_URL")
@pytest.mark.django_db(transaction=True)
def test_s32_on_postgresql(places):
    holds(race.race(), race.standing())
    assert verify() == []
