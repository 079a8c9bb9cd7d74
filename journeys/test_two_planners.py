"""On the demo city's SQLite file: two adoptions at once, and a worker killed over its solve."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from journeys.conftest import ROOT

ADOPT_AT_ONCE = """
import threading
from django.db import connections
from linli.core.kernel.problem import ProblemError
from linli.foundation.people.models import User
from linli.plan.actions import adopt, newest_plan, solve_scenario
from linli.plan.brief import Brief
user = User.objects.get(username="city")
scenarios = [solve_scenario(user, Brief(name=name, year=2021)) for name in "甲乙"]
seen, start, said = newest_plan([2021]), threading.Barrier(2), []
def one(scenario):
    start.wait(10)
    try:
        adopt(user, scenario, "定稿", seen)
        said.append("done")
    except ProblemError as error:
        said.append(error.problems[0].code)
    connections.close_all()
threads = [threading.Thread(target=one, args=[each]) for each in scenarios]
[each.start() for each in threads]
[each.join(60) for each in threads]
print("SAID", *sorted(said))
"""
ASK = """
from linli.foundation.people.models import User
from linli.plan.actions import ask_scenario
from linli.plan.brief import Brief
ask_scenario(User.objects.get(username="city"), Brief(name="中断", year=2021))
"""
LONG_SILENT = "update jobs_job set beat_at = '2021-01-01 00:00:00' where state = 'running'"


def test_of_two_adoptions_at_once_one_wins_and_the_other_is_told(city):
    assert "SAID adopted-meanwhile done" in city.linli("shell", "-c", ADOPT_AT_ONCE)
    assert city.query("select count(*) from plan_annualplan") == [(1,)]
    assert city.query("select count(*) from plan_planline") == city.query(
        "select count(*) from plan_choice c join plan_annualplan p"
        " on p.scenario_id = c.scenario_id where c.year is not null"
    )


def worker(city) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "linli.cli", "work"]
    return subprocess.Popen(command, env=city.environment, cwd=ROOT)


def wait_for(city, sql: str, expected: object, seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while city.query(sql) != expected:
        assert time.monotonic() < deadline, city.query(sql)
        time.sleep(0.05)


def test_a_scenario_outlives_the_worker_that_was_killed_over_it(city):
    city.linli("shell", "-c", ASK)
    state = "select state, attempts from jobs_job"
    first = worker(city)
    wait_for(city, state, [("running", 1)])
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert city.query("select count(*) from plan_scenario where solved_at is null") == [(1,)]
    city.change(LONG_SILENT)
    second = worker(city)
    wait_for(city, state, [("done", 2)])
    second.terminate()
    second.wait(10)
    assert city.query("select count(*) from plan_scenario where solved_at is null") == [(0,)]
