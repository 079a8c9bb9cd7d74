"""Jobs are claimed once, end with what they stored, stop when asked, and outlive their worker."""

import logging
import threading
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection, connections
from django.utils import timezone

from linli.foundation.jobs import worker
from linli.foundation.jobs.actions import ask, stop
from linli.foundation.jobs.models import Job
from linli.foundation.jobs.worker import claim, perform, work_off

HERE = "linli.foundation.jobs.tests.works"


@pytest.fixture(autouse=True)
def _offered(monkeypatch):
    kinds = ("add", "refuse", "crash", "wait_for_the_stop", "stop_with_nothing")
    offered = {name: f"{HERE}.{name}" for name in kinds}
    monkeypatch.setattr(apps.get_app_config("jobs"), "jobs", offered, raising=False)


def asked(kind: str, **arguments) -> Job:
    return ask(None, kind, arguments)


def ended(job: Job) -> Job:
    job.refresh_from_db()
    return job


@pytest.mark.django_db
def test_work_is_done_in_the_order_asked_and_keeps_its_result():
    first, second = asked("add", numbers=[1, 2]), asked("add", numbers=[3])
    assert claim("a").pk == first.pk
    perform(ended(first))
    assert work_off() == 1
    assert (ended(first).state, first.result) == ("done", {"sum": 3})
    assert (ended(second).state, second.result) == ("done", {"sum": 3})
    assert first.progress == {"share": 0.5}
    assert first.started_at <= first.ended_at
    assert work_off() == 0


@pytest.mark.django_db
def test_what_speaks_against_the_work_is_told():
    job = asked("refuse")
    work_off()
    assert ended(job).state == "failed"
    assert [each["code"] for each in job.problems] == ["not-so"]


@pytest.mark.django_db
def test_a_fault_stores_nothing_and_goes_to_the_log(caplog):
    job = asked("crash")
    with caplog.at_level(logging.ERROR):
        work_off()
    assert (ended(job).state, job.result) == ("failed", {})
    assert job.problems[0]["code"] == "work-broken"
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.django_db
def test_a_waiting_job_that_is_stopped_never_begins():
    job = asked("add", numbers=[1])
    stop(job)
    assert work_off() == 0
    assert ended(job).state == "stopped"
    assert not job.is_open


@pytest.mark.django_db
def test_work_that_is_stopped_with_nothing_says_so():
    job = asked("stop_with_nothing")
    work_off()
    assert ended(job).state == "stopped"


@pytest.mark.django_db
def test_the_job_of_a_killed_worker_is_taken_up_once_more_then_given_up():
    job = asked("add", numbers=[1])
    assert claim("killed").attempts == 1
    assert claim("second") is None
    long_ago = timezone.now() - worker.PATIENCE - timedelta(seconds=1)
    Job.objects.update(beat_at=long_ago)
    taken = claim("second")
    assert (taken.pk, taken.attempts, taken.worker) == (job.pk, 2, "second")
    Job.objects.update(beat_at=long_ago)
    assert claim("third") is None
    assert (ended(job).state, job.problems[0]["code"]) == ("failed", "worker-lost")


@pytest.mark.django_db
def test_a_worker_taken_for_dead_stores_nothing(caplog):
    asked("add", numbers=[1])
    slow = claim("slow")
    Job.objects.update(worker="another")
    perform(slow)
    assert (ended(slow).state, slow.result) == ("running", {})
    assert "taken up by another worker" in caplog.text


@pytest.fixture
def open_database(transactional_db):
    """Skip where threads cannot each have a connection: journeys/test_jobs.py shows it there."""
    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database has one connection")


def in_threads(*actions):
    """Run actions at once, each with its own connection; return what they gave."""
    given, start = {}, threading.Barrier(len(actions))

    def one(place, action):
        start.wait(10)
        try:
            given[place] = action()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [given.get(place) for place in range(len(actions))]


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_job(open_database):
    for _ in range(6):
        asked("add", numbers=[1])
    claimed = in_threads(*(lambda: [claim("x"), claim("y"), claim("z")] for _ in range(2)))
    keys = [job.pk for group in claimed for job in group if job]
    assert len(keys) == len(set(keys)) >= 3


@pytest.mark.django_db(transaction=True)
def test_running_work_shows_its_progress_and_stops_with_the_best(open_database):
    job = asked("wait_for_the_stop")

    def watch():
        while not ended(job).progress:
            threading.Event().wait(0.02)
        stop(job)
        return job.progress

    told, _ = in_threads(watch, lambda: perform(claim("w"), beat_seconds=0.05))
    assert told == {"share": 0.1, "best": 7}
    assert (ended(job).state, job.result, job.stop_asked) == ("done", {"best": 7}, True)
