"""Two clerks import the same sheet at once: one stores it, the other is told or sees no change."""

import threading

import pytest
from django.db import connection, connections

from linli.core.kernel.problem import ProblemError
from linli.foundation.record.verify import verify
from linli.registry.actions import confirm_import
from linli.registry.intake import preview
from linli.registry.models import Compound, Workbook
from linli.registry.tests.workbooks import workbook

ROWS = [
    ("锦华园", "灵山县", 48, "1992-05", "人民路12号"),
    ("红旗小区", "灵山县", 30, "1988", "江滨路3号"),
]


@pytest.fixture
def at_once(transactional_db):
    """Return a function that runs another in two threads at once, and gives the results."""
    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database has one connection: see journeys/test_mapping.py")

    def run(action):
        start, results = threading.Barrier(2), []

        def one():
            try:
                start.wait(10)
                results.append(action())
            except ProblemError as error:
                results.append(error.problems[0].code)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

    return run


@pytest.mark.django_db(transaction=True)
def test_after_a_preview_one_stores_and_the_other_is_told(at_once, lingshan_clerk, survey_round):
    content = workbook(*ROWS)
    seen = preview(content, "x.xlsx", lingshan_clerk, survey_round).sha256
    results = at_once(
        lambda: (
            confirm_import(
                content, "x.xlsx", lingshan_clerk, survey_round, expected_sha256=seen
            ).added
        )
    )
    assert sorted(map(str, results)) == ["2", "changed-since-preview"]
    assert (Compound.objects.count(), Workbook.objects.count()) == (2, 1)
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_without_a_preview_the_second_sees_no_change(at_once, lingshan_clerk, survey_round):
    content = workbook(*ROWS)
    results = at_once(lambda: confirm_import(content, "x.xlsx", lingshan_clerk, survey_round).added)
    assert sorted(results) == [0, 2]
    assert Compound.objects.count() == 2
    assert verify() == []
