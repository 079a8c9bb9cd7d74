"""Two officers adopt or issue at the same moment: one does, the other is told."""

import threading

import pytest
from django.db import connection, connections

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.verify import verify
from linli.plan.actions import adopt, issue_tasks, newest_plan
from linli.plan.models import AnnualPlan, PlanLine, TaskIssue
from linli.plan.tests.test_tasks import WHOLE
from linli.plan.tests.test_tasks import YEAR as NEXT_YEAR
from linli.plan.tests.year import YEAR, small_year, solved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at_once(transactional_db):
    """Return a function that runs others in threads at once; each gives a code or what it made."""
    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database has one connection: see journeys/test_two_planners.py")

    def run(*actions):
        start, results = threading.Barrier(len(actions)), []

        def one(action):
            try:
                start.wait(10)
                action()
                results.append("done")
            except ProblemError as error:
                results.append(error.problems[0].code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one, args=[action]) for action in actions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return sorted(results)

    return run


def test_of_two_adoptions_one_wins_and_the_other_is_told(at_once, places, city_officer):
    small_year(places)
    seen = newest_plan([YEAR])
    scenarios = [solved(name="甲"), solved(name="乙", budget="3000000.00")]
    actions = [lambda s=s: adopt(city_officer, s, "定稿", seen) for s in scenarios]
    assert at_once(*actions) == ["adopted-meanwhile", "done"]
    plan = AnnualPlan.objects.get()
    assert plan.lines.count() == PlanLine.objects.count()
    assert plan.lines.count() == plan.scenario.choices.exclude(year=None).count()
    assert verify() == []


def test_one_scenario_adopted_twice_at_once_is_adopted_once(at_once, places, city_officer):
    small_year(places)
    scenario = solved()
    actions = [lambda: adopt(city_officer, scenario, "定稿")] * 2
    assert at_once(*actions) == ["already-adopted", "done"]


def test_of_two_issues_of_a_years_tasks_one_wins(at_once, places, city_officer):
    small_year(places)
    assert at_once(*[lambda: issue_tasks(city_officer, NEXT_YEAR, WHOLE)] * 2) == [
        "done",
        "issued-meanwhile",
    ]
    assert TaskIssue.objects.filter(year=NEXT_YEAR).count() == 1
