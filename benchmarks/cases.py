"""Serve the desk and the pages of the approvals room at 100 and at 10,000 open cases; ratios.

Each page is asked for in process, through all of Django's layers, by an officer who leads a fifth
of the cases. As many cases again are decided, and there are as many registrations. Given are p50
and p95 in milliseconds of the processor, and queries. CASES=2000 makes a quicker run.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from page_times import Times, compare, measured, timed

CASES = int(os.environ.get("CASES", "10000"))
SMALL, TIMES = 100, 80
PAGES = {
    "desk": "/desk/",
    "steps": "/desk/steps/?state=open",
    "cases": "/approvals/",
    "late": "/approvals/?state=late",
    "case": "/approvals/cases/{case}/",
    "registrations": "/approvals/registrations/",
    "breaches": "/approvals/registrations/?state=breach",
    "figures": "/approvals/figures/",
}


def fill(number: int) -> list[int]:
    """Make open and decided cases with their steps, and registrations; return the open cases."""
    from django.contrib.contenttypes.models import ContentType
    from django.utils import timezone

    from linli.approvals.models import Case, Registration, Scheme
    from linli.determination.reads import current_pack_version
    from linli.foundation.offices.finding import office
    from linli.foundation.people.models import Jurisdiction
    from linli.foundation.steps.models import Step
    from linli.reserve.models import Project

    rng, today, now = random.Random(1), timezone.localdate(), timezone.now()
    areas = list(Jurisdiction.objects.all())
    pack = current_pack_version()
    reform = {area.pk: office("area_reform", area.pk) for area in areas}
    builders = {area.pk: office("territory", area.pk) for area in areas}
    window = office("natural_resources")

    def rows(model: Any, make: Callable[[int], Any], how_many: int = number) -> list[Any]:
        return model.objects.bulk_create(map(make, range(how_many)), batch_size=500)

    projects = rows(
        Project,
        lambda n: Project(
            code=f"P{n:08}", name=f"第{n}小区改造项目", jurisdiction=areas[n % len(areas)]
        ),
        2 * number,
    )
    schemes = rows(Scheme, lambda n: Scheme(project=projects[n], version=1, state="submitted"))

    def case(n: int) -> Case:
        project, is_open = projects[n], n < number
        begun = today - timedelta(days=rng.randint(5, 60))
        return Case(
            project=project,
            jurisdiction_id=project.jurisdiction_id,
            procedure="scheme",
            pack=pack,
            scheme=schemes[n] if is_open else None,
            applicant=builders[project.jurisdiction_id],
            lead=reform[project.jurisdiction_id],
            state="accepted" if is_open else "approved",
            submitted_on=begun,
            accepted_on=begun,
            due_on=begun + timedelta(days=30),
            ended_on=None if is_open else today,
            days_used=None if is_open else rng.randint(1, 30),
        )

    cases = rows(Case, case, 2 * number)[:number]
    kind = ContentType.objects.get_for_model(Case)
    rows(
        Step,
        lambda n: Step(
            subject_type=kind,
            subject_id=cases[n].pk,
            subject_label=str(projects[n]),
            subject_url=f"/approvals/cases/{cases[n].pk}/",
            jurisdiction_id=projects[n].jurisdiction_id,
            title="改造方案审批：作出决定",
            code="approvals.scheme.decide",
            lead=cases[n].lead,
            started_on=cases[n].accepted_on,
            due_on=cases[n].due_on,
            closes_in_room=True,
        ),
    )
    rows(
        Registration,
        lambda n: Registration(
            project=projects[n],
            jurisdiction_id=projects[n].jurisdiction_id,
            kind="title",
            subject=f"{n}号楼",
            window=window,
            state="accepted" if n % 2 else "done",
            received_on=today,
            accepted_at=now - timedelta(days=3),
            due_at=now + timedelta(hours=rng.randint(-48, 24)),
            registered_at=None if n % 2 else now,
        ),
    )
    return [each.pk for each in cases]


def open_city() -> None:
    """Make a city with its offices, calendar and pack."""
    from import_survey import open_city as open_places

    open_places()
    from django.conf import settings

    from linli.determination.actions import load_pack
    from linli.determination.reads import pack_of
    from linli.foundation.calendar_admin.actions import load_announced
    from linli.foundation.offices.loading import load_offices

    load_offices(pack_of(load_pack(settings.PACK, None)), None)
    load_announced(None)


def officer() -> object:
    """Return an officer of one area's office that leads the cases."""
    from datetime import date

    from linli.foundation.offices.finding import office
    from linli.foundation.people.models import Appointment, Jurisdiction, Post, Role, User

    area = Jurisdiction.objects.get(code="450721")
    post = Post.objects.create(
        organisation=office("area_reform", area.pk), title="经办", role=Role.DEPARTMENT_OFFICER
    )
    user = User.objects.create_user("bench")
    Appointment.objects.create(user=user, post=post, since=date(2021, 1, 1))
    return user


def serve(number: int) -> dict[str, Times]:
    """Fill a city of its own and time its pages."""
    open_city()
    cases = fill(number)
    from django.test import Client

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(officer())
    found = {}
    for page, path in PAGES.items():
        rng = random.Random(page)
        found[page] = timed(
            client,
            lambda path=path, rng=rng: path.format(case=rng.choice(cases)),
            TIMES,
            warm=2,
            clock=time.process_time,
        )
    return found


if __name__ == "__main__":
    if len(sys.argv) == 1:
        compare(measured(__file__, SMALL), measured(__file__, CASES), PAGES)
    else:
        print(json.dumps(serve(int(sys.argv[1]))))
