"""The auditor reads words, and no names of tables or JSON."""

import pytest
from django.urls import reverse

from linli.foundation.people.models import Organisation
from linli.foundation.record.models import Entry
from linli.foundation.record.triggers import watched
from linli.foundation.record.words import lines, tables

pytestmark = pytest.mark.django_db


def newest():
    return lines([Entry.objects.first()])[0]


def test_every_recorded_table_has_words_of_its_own():
    assert set(tables()) == {each.table for each in watched()}
    assert not [words for words in tables().values() if words.isascii()]


def test_a_change_shows_only_what_it_changed():
    office = Organisation.objects.create(name="甲办")
    assert newest()[1:3] == ("单位", "新增")
    office.name = "乙办"
    office.save()
    assert newest().operation == "修改"
    assert [each[1:] for each in newest().differences] == [("甲办", "乙办")]


def test_the_page_shows_the_words(client, auditor):
    Organisation.objects.create(name="甲办")
    client.force_login(auditor)
    page = client.get(reverse("record:list")).content.decode()
    assert "单位</a>" in page
    assert "<dd>甲办</dd>" in page
    assert "people_organisation</a>" not in page
    assert "{&quot;" not in page
