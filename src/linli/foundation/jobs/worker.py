"""A worker takes up jobs one at a time, gives signs of life, and stores how each ended.

A job is claimed by an update that only one worker can win, on SQLite and PostgreSQL alike. A second
thread writes its progress and its beat and asks whether it shall stop. Whose beats have ceased for
``PATIENCE`` is taken for killed: its job is taken up once more, then given up.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.jobs.models import Job

BEAT_SECONDS = 1.0
PATIENCE = timedelta(seconds=30)
IDLE_SECONDS = 0.5
MOST_ATTEMPTS = 2
State = Job.State
Work = Callable[["Run"], None]
logger = logging.getLogger(__name__)

LOST = Problem(
    "worker-lost",
    Text("执行任务的程序两次中断。", "The program that did this work ended unexpectedly twice."),
    Text("请缩小规模后重试，或联系系统管理员。", "Try a smaller task, or ask the administrator."),
)
BROKEN = Problem(
    "work-broken",
    Text(
        "任务因程序错误没有完成，没有保存任何结果。", "A fault ended the work; nothing was stored."
    ),
    Text("请联系系统管理员查看日志。", "Ask the system administrator to look at the log."),
)


class StoppedError(Exception):
    """The work was stopped before it had anything worth keeping."""


class LostError(Exception):
    """The job is no longer this worker's: it was taken for dead, and another has it."""


class Run:
    """A job under way, as its work sees it."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.progress: dict[str, Any] = {}
        self.stopping = threading.Event()

    def tell(self, **progress: object) -> None:
        """Say how far the work is; the page shows it within a second."""
        self.progress = progress

    @contextmanager
    def ending(self) -> Iterator[dict[str, Any]]:
        """Store the work's outcome and the job's end in one transaction, or neither.

        Yields the result to fill, e.g. with the key of what was stored.
        """
        with transaction.atomic():
            self.end(State.DONE)
            result: dict[str, Any] = {}
            yield result
            Job.objects.filter(pk=self.job.pk).update(result=result, progress=self.progress)

    def end(self, state: str, *problems: Problem) -> None:
        """Mark the job as ended; raises ``LostError`` where another worker has it."""
        told = [problem.as_data() for problem in problems]
        if not self.own().update(state=state, ended_at=timezone.now(), problems=told):
            raise LostError(self.job)

    def own(self) -> QuerySet[Job]:
        """Return the job as long as it is this worker's."""
        return Job.objects.filter(pk=self.job.pk, worker=self.job.worker, state=State.RUNNING)


def works() -> dict[str, str]:
    """Return the kinds of work that the rooms offer, each with the path of its function."""
    return {
        kind: path
        for config in apps.get_app_configs()
        for kind, path in getattr(config, "jobs", {}).items()
    }


def claim(worker: str) -> Job | None:
    """Take the next job that waits or was left behind; None where there is none."""
    left_behind = Q(state=State.RUNNING, beat_at__lt=timezone.now() - PATIENCE)
    for job in Job.objects.filter(Q(state=State.WAITING) | left_behind).order_by("pk")[:5]:
        as_seen = Job.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts)
        now = timezone.now()
        if job.attempts >= MOST_ATTEMPTS:
            as_seen.update(state=State.FAILED, ended_at=now, problems=[LOST.as_data()])
        elif as_seen.update(
            state=State.RUNNING,
            worker=worker,
            attempts=job.attempts + 1,
            beat_at=now,
            started_at=now,
            progress={},
        ):
            return Job.objects.select_related("asked_by").get(pk=job.pk)
    return None


def perform(job: Job, beat_seconds: float = BEAT_SECONDS) -> None:
    """Do a claimed job, to whatever end."""
    run, ended = Run(job), threading.Event()
    heart = threading.Thread(target=_beat, args=(run, ended, beat_seconds), daemon=True)
    heart.start()
    try:
        _work(run)
    except LostError:
        logger.warning("%s was taken up by another worker", job)
    finally:
        ended.set()
        heart.join()


def _work(run: Run) -> None:
    try:
        work: Work = import_string(works()[run.job.kind])
        work(run)
    except ProblemError as error:
        run.end(State.FAILED, *error.problems)
    except StoppedError:
        run.end(State.STOPPED)
    except LostError:
        raise
    except Exception:
        logger.exception("%s failed", run.job)
        run.end(State.FAILED, BROKEN)


def _beat(run: Run, ended: threading.Event, seconds: float) -> None:
    """Write signs of life until the work has ended; a busy database is tried again."""
    while not ended.wait(seconds):
        try:
            run.own().update(beat_at=timezone.now(), progress=run.progress)
            if _ends_early(run):
                run.stopping.set()
        except OperationalError:
            logger.warning("the beat of %s was not written", run.job, exc_info=True)
    connection.close()


def _ends_early(run: Run) -> bool:
    """Tell whether the job was asked to stop, or is another worker's by now."""
    lost = ~Q(worker=run.job.worker) | ~Q(state=State.RUNNING)
    return Job.objects.filter(Q(stop_asked=True) | lost, pk=run.job.pk).exists()


def work_off() -> int:
    """Do all that waits, one after the other; return how many jobs were done."""
    worker, done = uuid4().hex, 0
    while job := claim(worker):
        perform(job)
        done += 1
    return done


def keep_working(goes_on: Callable[[], bool]) -> None:
    """Do jobs as they come, as long as ``goes_on`` says so."""
    while goes_on():
        try:
            close_old_connections()
            work_off()
        except OperationalError:
            logger.warning("the database does not answer", exc_info=True)
        time.sleep(IDLE_SECONDS)
