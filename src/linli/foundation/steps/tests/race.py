"""Officers act on one step at once, each in a thread and with a database connection of their own.

Run as a program it makes a database of its own in ``LINLI_HOME`` first and prints what happened.
"""

import json
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
        answers.append(_at_once(officers, actions.open_step(None, asked)))
    return answers


def _at_once(officers, step) -> list[str]:
    from django.db import connections

    from linli.core.kernel.problem import ProblemError
    from linli.foundation.people.models import User
    from linli.foundation.steps import actions

    start, answers = threading.Barrier(len(officers)), []

    def act(officer, note):
        try:
            mine = User.objects.get(pk=officer.pk)
            start.wait(10)
            actions.close(mine, step, 1, actions.Outcome(note))
            answers.append("closed")
        except ProblemError as error:
            answers.append(error.problems[0].code)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=act, args=pair) for pair in zip(officers, NOTES, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(answers)


def outcomes() -> list[tuple[str, int, int]]:
    """Return each step's outcome, its version, and how often its history says it was closed."""
    from linli.foundation.steps.models import Step, StepEvent

    return [
        (step.outcome, step.version, step.events.filter(act=StepEvent.Act.CLOSED).count())
        for step in Step.objects.order_by("pk")
    ]


def main() -> None:
    """Race in a database of one's own."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    from linli.foundation.record.verify import verify

    print(json.dumps([race(), outcomes(), len(verify())], ensure_ascii=False))  # noqa: T201


if __name__ == "__main__":
    main()
