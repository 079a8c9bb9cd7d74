"""Saved filters, the panel of filters, and what a list may cost."""

import pytest
from django.urls import reverse

from linli.core.policy.schema import Subject
from linli.registry.bridge import dictionary
from linli.registry.models import SavedFilter
from linli.registry.saved_filters import MOST
from linli.registry.tests.browsing import text_of
from linli.registry.tests.stock import make_stock

pytestmark = pytest.mark.django_db
LIST = "registry:list"
QUERY = "fact-1=households&is-1=at-least&value-1=30&sort=-households&column=storeys"


def test_a_filter_is_saved_opened_and_deleted(clerk, stocked):
    done = clerk.post(reverse("registry:filter-keep"), {"name": " 大小区 ", "query": QUERY})
    kept = SavedFilter.objects.get()
    assert (kept.name, done.url) == ("大小区", f"{reverse(LIST)}?{kept.query}")
    page = clerk.get(done.url)
    assert [line.name for line in page.context["page"]] == ["锦华园"]
    assert page.context["selection"].columns == ("storeys",)
    assert "大小区" in text_of(page)
    clerk.post(reverse("registry:filter-drop", args=[kept.pk]))
    assert not SavedFilter.objects.exists()


def test_the_same_name_again_replaces_the_filter(clerk, stocked):
    for query in (QUERY, "text=jhy&page=3"):
        clerk.post(reverse("registry:filter-keep"), {"name": "常用", "query": query})
    assert [each.query for each in SavedFilter.objects.all()] == ["text=jhy"]


def test_nobody_sees_or_deletes_another_s_filters(city, lingshan_clerk, client, stocked):
    own = SavedFilter.objects.create(user=lingshan_clerk, name="自用筛选", query=QUERY)
    assert "自用筛选" not in text_of(city.get(reverse(LIST)))
    assert city.post(reverse("registry:filter-drop", args=[own.pk])).status_code == 404
    assert SavedFilter.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_filter_needs_a_name(clerk, stocked, name):
    done = clerk.post(reverse("registry:filter-keep"), {"name": name, "query": QUERY})
    assert "筛选名称应为" in text_of(clerk.get(done.url))
    assert not SavedFilter.objects.exists()


def test_nobody_saves_filters_without_end(clerk, lingshan_clerk, stocked):
    SavedFilter.objects.bulk_create(
        SavedFilter(user=lingshan_clerk, name=str(n), query="") for n in range(MOST)
    )
    done = clerk.post(reverse("registry:filter-keep"), {"name": "再来一个", "query": QUERY})
    assert f"达到 {MOST} 个" in text_of(clerk.get(done.url))
    clerk.post(reverse("registry:filter-keep"), {"name": "0", "query": QUERY})
    assert SavedFilter.objects.get(name="0").query


def test_every_fact_of_the_dictionary_can_be_a_criterion_and_a_column(clerk, stocked):
    for name in dictionary().facts_of(Subject.COMPOUND):
        page = clerk.get(reverse(LIST), {"fact-1": name, "column": name, "sort": "households"})
        assert page.context["problems"] == ()
        row = page.context["panel"].criteria[0]
        assert (row.fact, row.operators[-2].chosen) == (name, True)  # added: is it known?


def test_a_criterion_keeps_what_was_written_and_says_what_is_wrong_there(clerk, stocked):
    query = {"fact-1": "built_on", "is-1": "between", "value-1": "1990", "until-1": "19x"}
    page = clerk.get(reverse(LIST), query)
    row = page.context["panel"].criteria[0]
    assert (row.value.value, row.until.value, row.value.problems) == ("1990", "19x", [])
    assert [problem.code for problem in row.until.problems] == ["filter-value-unreadable"]
    assert 'value="19x"' in text_of(page)


def test_headings_sort_and_turn_round(clerk, stocked):
    first = clerk.get(reverse(LIST), {"text": "jhy"}).context["headings"][5]
    assert (first.fact.name, first.order, first.query) == (
        "households",
        "",
        "text=jhy&sort=households",
    )
    again = clerk.get(f"{reverse(LIST)}?{first.query}").context["headings"][5]
    assert (again.order, again.query) == ("ascending", "text=jhy&sort=-households")


def test_pages_of_a_sorted_list_never_overlap(city, places):
    make_stock(120)
    seen = []
    for number in (1, 2, 3):
        page = city.get(reverse(LIST), {"sort": "-structure", "page": number}).context["page"]
        seen += [line.code for line in page]
    assert len(seen) == len(set(seen)) == 120


def test_a_list_asks_as_few_questions_with_filters_as_without(
    clerk, stocked, django_assert_max_num_queries
):
    clerk.get(reverse(LIST))
    for query, most in (("", 8), (QUERY, 8), (f"{QUERY}&text=jhy&jurisdiction=450721", 10)):
        with django_assert_max_num_queries(most):
            assert clerk.get(f"{reverse(LIST)}?{query}").status_code == 200
