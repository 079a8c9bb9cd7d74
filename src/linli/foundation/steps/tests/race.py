"""Officers act on one step at once, each in a thread and with a database connection of their own.

Run as a program it makes a database of its own in ``LINLI_HOME`` first and prints what happened.
"""

import json
import os
import subprocess
import sys
import threading
from datetime import date

ROUNDS = 8
NOTES = ("甲办结：已核对清单", "乙办结：已报送文件")


def race() -> list[list[str]]:
    """Return for each round what the two officers were answered: 'closed', or a problem's code."""
    from linli.core.kernel.text import Text
    from linli.foundation.people.models import Appointment, Organisation, Post, Role, User
    from linli.foundation.steps import actions

    office = Organisation.objects.create(name="承办单位", code="office")
    post = Post.objects.create(organisation=office, title="经办", role=Role.DEPARTMENT_OFFICER)
    officers = [User.objects.create_user(name) for name in ("first", "second")]
    for officer in officers:
        Appointment.objects.create(user=officer, post=post, since=date(2021, 1, 1))
    answers = []
    for _round in range(ROUNDS):
        asked = actions.NewStep(title=Text("核对", "Check"), lead=office)
        step = actions.open_step(None, asked)
        answers.append(
            at_once(*(closing(*pair, step) for pair in zip(officers, NOTES, strict=True)))
        )
    return answers


def closing(officer, note, step):
    """Return what lets an officer close a step."""
    from linli.foundation.people.models import User
    from linli.foundation.steps import actions

    def close():
        actions.close(User.objects.get(pk=officer.pk), step, 1, actions.Outcome(note))
        return "closed"

    return close


def at_once(*acts) -> list[str]:
    """Run acts in threads that start together; return what each returned or was told, sorted."""
    from django.db import connections

    from linli.core.kernel.problem import ProblemError

    start, answers = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait(10)
            answers.append(act())
        except ProblemError as error:
            answers.append(error.problems[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(answers)


def in_a_file(module: str, home) -> list:
    """Run a module of races as a program with a database of its own; return what it printed.

    That database is a copy of the test's, where this lies in memory: to migrate one takes longer
    than all races.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.ensure_connection()
        (home / "linli.sqlite3").write_bytes(connection.connection.serialize())
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "LINLI"))}
    own = {"LINLI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "linli.settings"}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", module],
        env={**kept, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def outcomes() -> list[tuple[str, int, int]]:
    """Return each step's outcome, its version, and how often its history says it was closed."""
    from linli.foundation.steps.models import Step, StepEvent

    return [
        (step.outcome, step.version, step.events.filter(act=StepEvent.Act.CLOSED).count())
        for step in Step.objects.order_by("pk")
    ]


def prepare() -> None:
    """Set Django up, with its tables where the test handed none over."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)


def main() -> None:
    """Race in a database of one's own."""
    prepare()
    from linli.foundation.record.verify import verify

    print(json.dumps([race(), outcomes(), len(verify())], ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
