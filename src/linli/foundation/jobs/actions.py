"""Ask for long work, and ask it to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from linli.foundation.jobs.models import Job

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Job.State


def ask(user: User | None, kind: str, arguments: dict[str, Any]) -> Job:
    """Put a piece of work in the queue; a worker begins it within a second or two.

    Whoever asks has made sure that the user may: the work itself is done in the user's name.
    """
    return Job.objects.create(kind=kind, arguments=arguments, asked_by=user)


def stop(job: Job) -> None:
    """Ask a job to stop: one that waits never begins, one that runs ends with the best it has."""
    waiting = Job.objects.filter(pk=job.pk, state=State.WAITING)
    if not waiting.update(state=State.STOPPED, ended_at=timezone.now(), stop_asked=True):
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(stop_asked=True)
