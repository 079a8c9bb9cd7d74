"""Rounds and returned workbooks stand on the desks of their areas (S11, S63)."""

import pytest
from django.conf import settings
from django.urls import reverse

from linli.engines.packfiles import load_pack
from linli.foundation.offices.loading import load_offices
from linli.foundation.offices.tests.officers import seated
from linli.foundation.people.models import Role
from linli.foundation.steps.loading import load_duties
from linli.foundation.steps.models import Step
from linli.registry.actions import confirm_import
from linli.registry.tests.browsing import BAD, HERE, text_of
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(places):
    """An officer of 灵山, in a city with the offices and duties of the pack."""
    pack = load_pack(settings.PACK)
    load_offices(pack, None)
    load_duties(pack, None)
    return seated("灵山", "territory", places["450721"], Role.COUNTY_OFFICE)


def test_s11_rows_that_were_not_stored_come_back_to_their_areas_desk_with_the_reason(
    client, county, survey_round
):
    stored = confirm_import(workbook(HERE, BAD), "调查表.xlsx", county, survey_round)
    task = Step.objects.about(stored).unfinished().get()
    assert (str(task.lead), task.title) == ("灵山县政府", "补正未入库的调查数据")
    client.force_login(county)
    assert task.title in text_of(client.get(reverse("desk:inbox")))
    assert "约50" in text_of(client.get(task.subject_url))
