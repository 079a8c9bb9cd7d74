"""Two officers of the lead office decide one case at once, each with a connection of their own.

Run as a program it makes a database of its own in ``LINLI_HOME`` first and prints what happened.
"""

import json
from datetime import date

from linli.foundation.steps.tests.race import at_once, prepare

ROUNDS = 3


def race() -> list[list[str]]:
    """Return for each round what the two officers were answered: 'decided', or a problem's code."""
    from django.conf import settings

    from linli.approvals.actions.applying import submit
    from linli.approvals.actions.deciding import accept, give_opinion
    from linli.approvals.tests.office_day import EASY_FACTS, complete_scheme
    from linli.determination.actions import load_pack
    from linli.determination.reads import pack_of
    from linli.foundation.calendar_admin.actions import load_announced
    from linli.foundation.offices.loading import load_offices
    from linli.foundation.people.models import Jurisdiction
    from linli.reserve.models import Project

    load_offices(pack_of(load_pack(settings.PACK, None)), None)
    load_announced(None)
    area = Jurisdiction.objects.get(code="450721")
    officers = _officers(area)
    answers = []
    for number in range(ROUNDS):
        project = Project.objects.create(
            code=f"P{number}", name=f"{number}号院", jurisdiction=area, facts=dict(EASY_FACTS)
        )
        complete_scheme(project, None)
        case = accept(None, submit(None, project, "scheme"), None)
        for opinion in case.opinions.all():
            give_opinion(None, opinion, "agree", "")
        case.refresh_from_db()
        answers.append(at_once(*(_deciding(each, case) for each in officers)))
    return answers


def _officers(area):
    from linli.foundation.offices.finding import office
    from linli.foundation.people.models import Appointment, Post, Role, User

    post = Post.objects.create(
        organisation=office("area_reform", area.pk), title="经办", role=Role.DEPARTMENT_OFFICER
    )
    found = [User.objects.create_user(name) for name in ("first", "second")]
    for officer in found:
        Appointment.objects.create(user=officer, post=post, since=date(2021, 1, 1))
    return found


def _deciding(officer, case):
    """Return what lets an officer decide a case, each with a number of one's own."""
    from linli.approvals.actions.deciding import decide
    from linli.approvals.tests.office_day import ruling
    from linli.foundation.people.models import User

    def act():
        mine = User.objects.get(pk=officer.pk)
        decide(mine, case, case.version, ruling(serial=2 * case.pk + mine.pk % 2))
        return "decided"

    return act


def standing() -> list[list]:
    """Return of each case its state, its decisions, and its steps that are still on desks."""
    from linli.approvals.actions.steps import steps_of
    from linli.approvals.models import Case, Decision

    return [
        [
            case.state,
            Decision.objects.filter(case=case).count(),
            steps_of(case).unfinished().count(),
        ]
        for case in Case.objects.order_by("pk")
    ]


def main() -> None:
    """Race in a database of one's own."""
    import tomllib

    from django.conf import settings

    prepare()
    from linli.core.policy.schema import PackHead
    from linli.foundation.people.actions import load_jurisdictions
    from linli.foundation.record.verify import verify

    head = PackHead.model_validate(tomllib.loads((settings.PACK / "pack.toml").read_text("utf-8")))
    load_jurisdictions(head)
    print(json.dumps([race(), standing(), len(verify())]))  # noqa: T201


if __name__ == "__main__":
    main()
