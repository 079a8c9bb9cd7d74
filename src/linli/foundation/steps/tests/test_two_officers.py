"""Two officers close one step at once: one wins, the other is told, nothing is lost."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from linli.foundation.record.verify import verify
from linli.foundation.steps.tests import race


def holds(answers, outcomes):
    assert answers == [["closed", "step-moved-on"]] * race.ROUNDS
    assert all(note in race.NOTES and rest == [2, 1] for note, *rest in outcomes)
    assert len(outcomes) == race.ROUNDS


def test_on_sqlite_in_a_file(tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "LINLI"))}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", race.__name__],
        env={
            **environment,
            "LINLI_HOME": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "linli.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    answers, outcomes, broken = json.loads(done.stdout)
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
