"""The organisation's pages: tree, posts with their history, groups of the areas and the gaps."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.core.kernel.problem import ProblemError
from linli.foundation.offices import actions
from linli.foundation.offices.actions import Named
from linli.foundation.offices.finding import office
from linli.foundation.offices.reads import groups, seats
from linli.foundation.people.models import Organisation, Post
from linli.foundation.record.models import Entry

DAY = date(2022, 3, 1)
NEW = Named("新任者", DAY, "钦政办发〔2022〕1号", date(2022, 2, 28))


def visit(user, where, *given, data=None):
    client = Client()
    client.force_login(user)
    address = reverse(f"offices:{where}", args=given)
    return client.get(address) if data is None else client.post(address, data)


def codes(call, *given):
    with pytest.raises(ProblemError) as raised:
        call(*given)
    return [problem.code for problem in raised.value.problems]


@pytest.fixture
def head(organisation):
    return Post.objects.get(rank="组长")


def test_s02_the_tree_shows_the_families_of_addressees(lingshan):
    page = visit(lingshan, "tree").content.decode()
    for word in (
        "市、县、区人民政府",
        "开发区、管理区管委",
        "市直委、办、局",
        "供电企业",
        "灵山县发展和改革局",
    ):
        assert word in page


def test_s89_who_held_a_post_when(head, city):
    before = head.appointments.get()
    actions.appoint(city, head, NEW)
    before.refresh_from_db()
    assert (before.until, before.ended_by) == (date(2022, 2, 28), NEW.document)
    on = {day: seats(head.organisation, day)[0].now[0].holder for day in (date(2021, 5, 1), DAY)}
    assert on == {date(2021, 5, 1): before.holder, DAY: "新任者"}
    assert Entry.objects.filter(table="people_appointment", actor="办公室").count() == 2


def test_an_appointment_needs_a_document_and_a_later_day(head, city, lingshan):
    assert codes(actions.appoint, city, head, NEW._replace(document=" ")) == ["group-no-document"]
    early = NEW._replace(since=date(2021, 4, 1))
    assert codes(actions.appoint, city, head, early) == ["appointment-too-early"]
    assert codes(actions.appoint, lingshan, head, NEW) == ["group-not-yours"]


def test_posts_that_give_rights_are_not_filled_here(city):
    post = Post.objects.exclude(role="").first()
    assert codes(actions.appoint, city, post, NEW) == ["group-not-a-seat"]


def test_s29_areas_without_a_group_are_gaps_until_they_register_one(lingshan, pubei, places):
    assert [line.group for line in groups(DAY)] == [None] * len(places)
    area = places["450721"]
    assert codes(actions.found_group, pubei, area, "组", ["组长"], "文件") == ["group-not-yours"]
    made = actions.found_group(
        lingshan, area, "灵山县领导小组", ["组长（县长）", "成员"], "灵政办发1号"
    )
    (line,) = [line for line in groups(DAY) if line.group]
    assert (line.jurisdiction, line.seats, line.filled) == (area, 2, 0)
    actions.appoint(lingshan, made.posts.first(), NEW)
    (line,) = [line for line in groups(DAY) if line.group]
    assert line.filled == 1
    again = codes(actions.found_group, lingshan, area, "另一组", ["组长"], "文件")
    assert again == ["group-stands"]


def test_the_pages_of_groups_lead_from_the_gap_to_the_seats(lingshan, places):
    area = places["450721"]
    shown = visit(lingshan, "groups").content.decode()
    assert shown.count("未登记") == len(places)
    assert shown.count(reverse("offices:found", args=[area.pk])) == 1
    assert reverse("offices:found", args=[places["450722"].pk]) not in shown
    data = {"name": "灵山县领导小组", "document": "灵政办发1号", "titles": "组长\n成员"}
    made = visit(lingshan, "found", area.pk, data=data)
    assert made.status_code == 302
    assert (
        "空缺"
        in visit(lingshan, "organisation", Organisation.objects.latest("pk").pk).content.decode()
    )
    assert visit(lingshan, "found", places["450722"].pk, data=data).status_code == 422


def test_a_seat_is_given_on_its_page(head, city):
    data = {
        "holder": "新任者",
        "since": "2022-03-01",
        "document": "文",
        "document_day": "2022-02-28",
    }
    assert visit(city, "post", head.pk, data=data).status_code == 302
    page = visit(city, "organisation", head.organisation_id).content.decode()
    assert "新任者" in page
    assert "历任" in page
    assert visit(city, "post", head.pk, data={**data, "holder": ""}).status_code == 422


def test_pages_take_few_queries(city, django_assert_max_num_queries):
    client = Client()
    client.force_login(city)
    for where, given, most in (
        ("tree", (), 16),
        ("organisation", (office("group_office").pk,), 18),
    ):
        with django_assert_max_num_queries(most):
            client.get(reverse(f"offices:{where}", args=given))
