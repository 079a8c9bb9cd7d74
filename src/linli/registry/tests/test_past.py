"""What was known on an earlier day stays answerable (S11)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from linli.foundation.people.models import Role
from linli.foundation.record.context import changing
from linli.registry.merging import merge
from linli.registry.models import Compound
from linli.registry.past import registry_before, registry_on
from linli.registry.reads import release_frame
from linli.registry.releasing import make_release

pytestmark = pytest.mark.django_db


def test_s11_today_the_registry_is_what_it_is(stocked, city_officer):
    now = registry_on(city_officer, timezone.localdate())
    assert now.equals(release_frame(make_release(None, "x")))


def test_s11_before_the_first_survey_nothing_was_known(stocked, city_officer):
    assert registry_on(city_officer, timezone.localdate() - timedelta(1)).is_empty()


def test_s11_later_revisions_leave_the_earlier_answers(stocked, city_officer, places):
    moments, answers = [], []

    def remember():
        moments.append(timezone.now())
        answers.append(release_frame(make_release(None, f"{len(moments)}")))

    remember()
    with changing(None, "复查"):
        first, second = Compound.objects.all()
        Compound.objects.filter(pk=first.pk).update(facts={**first.facts, "households": 99})
        other = Compound.objects.create(
            code="9", name="新里", name_key="新里", jurisdiction=first.jurisdiction
        )
    remember()
    merge(Compound.objects.get(pk=first.pk), other, None, "同一小区")
    remember()
    Compound.objects.filter(pk=second.pk).delete()
    remember()
    assert [each.height for each in answers] == [2, 3, 2, 1]
    for moment, answer in zip(moments, answers, strict=True):
        assert registry_before(city_officer, moment).equals(answer)


def test_s10_the_past_is_scoped_as_the_present_is(stocked, lingshan_clerk, appoint):
    today = timezone.localdate()
    assert registry_on(lingshan_clerk, today)["name"].to_list() == ["锦华园"]
    assert registry_on(appoint("resident", Role.RESIDENT), today).is_empty()
