import io
import json
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from linli.registry import listing
from linli.registry.actions import confirm_import
from linli.registry.models import Compound
from linli.registry.tests.browsing import BAD, HERE, preview_of, text_of
from linli.registry.tests.workbooks import workbook

pytestmark = pytest.mark.django_db
BUDGETS = json.loads((Path(__file__).parent / "budgets.json").read_text("utf-8"))


def names_in(response) -> list[str]:
    return [line.name for line in response.context["page"]]


# The list


def test_s10_a_clerk_lists_the_compounds_of_the_own_jurisdiction_only(clerk, stocked):
    assert names_in(clerk.get(reverse("registry:list"))) == ["锦华园"]


def test_the_city_office_lists_them_all_with_unknown_years_said_aloud(city, stocked):
    response = city.get(reverse("registry:list"))
    assert names_in(response) == ["江滨苑", "锦华园"]
    assert "未知" in text_of(response)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"text": "江滨"}, ["江滨苑"]),
        ({"text": "４５０７２１"}, []),
        ({"text": "450721"}, ["锦华园"]),
        ({"jurisdiction": "450721"}, ["锦华园"]),
        ({"text": "jhy"}, ["锦华园"]),
        ({"text": "人民路"}, ["锦华园"]),
        ({"fact-1": "built_on", "is-1": "known"}, ["锦华园"]),
        ({"fact-1": "built_on", "is-1": "unknown"}, ["江滨苑"]),
        ({"fact-1": "households", "is-1": "at-least", "value-1": "50"}, ["江滨苑"]),
        ({"text": "百分%"}, []),
    ],
)
def test_the_list_is_filtered(city, stocked, query, found):
    assert names_in(city.get(reverse("registry:list"), query)) == found


def test_a_long_list_comes_in_pages_that_keep_the_filters(city, stocked, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 1)
    response = city.get(reverse("registry:list"), {"jurisdiction": "", "text": "", "page": 2})
    assert names_in(response) == ["锦华园"]
    assert "?jurisdiction=&amp;text=&amp;page=1" in text_of(response)


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ({"jurisdiction": "no such place"}, "jurisdiction", "没有这个县区"),
        ({"fact-1": "households", "is-1": "is", "value-1": "many"}, "value-1", "无法确定其含义"),
        ({"fact-1": "no_such"}, "fact-1", "数据字典里没有"),
        ({"bbox": "1,2,3"}, "bbox", "查询区域无法识别"),
    ],
)
def test_a_wrong_filter_is_told_at_its_field_and_lists_nothing(city, stocked, query, field, said):
    response = city.get(reverse("registry:list"), query)
    assert names_in(response) == []
    assert [problem.place.key for problem in response.context["problems"]] == [field]
    assert said in text_of(response)


def test_an_empty_list_says_what_to_do(city, places):
    assert "请先下载摸底调查表填报" in text_of(city.get(reverse("registry:list")))
    assert "清除条件" in text_of(city.get(reverse("registry:list"), {"text": "没有"}))


def test_the_system_administrator_sees_no_compound(client, system_administrator, stocked):
    client.force_login(system_administrator)
    assert client.get(reverse("registry:list")).status_code == 403


# The compound


def test_s12_a_compound_s_sheet_shows_facts_units_unknowns_and_their_source(clerk, stocked):
    compound = Compound.objects.get(name="锦华园")
    response = clerk.get(reverse("registry:compound", args=[compound.code]))
    values = {
        line.fact.name: line.value
        for group in response.context["sheet"].groups
        for line in group.lines
    }
    assert values["households"] == "48 户"
    assert values["floor_area"] == "未知"
    assert values["code"] == compound.code
    assert "首批.xlsx" in text_of(response)
    assert "“小区”表第 2 行" in text_of(response)


def test_every_fact_of_the_dictionary_stands_on_the_sheet_once(clerk, stocked):
    code = Compound.objects.get(name="锦华园").code
    sheet = clerk.get(reverse("registry:compound", args=[code])).context["sheet"]
    names = [line.fact.name for group in sheet.groups for line in group.lines]
    assert sorted(names) == sorted(set(names))
    assert len(names) == sheet.asked
    assert "condition_water" in names


def test_s13_buildings_are_listed_with_their_facts(city, survey_round):
    book = openpyxl.load_workbook(io.BytesIO(workbook(HERE)))
    sheet = book.create_sheet("楼栋")
    sheet.append(["县区", "小区名称", "楼栋"])
    sheet.append(["灵山县", "锦华园", "1栋"])
    file = io.BytesIO()
    book.save(file)
    confirm_import(file.getvalue(), "楼栋.xlsx", None, survey_round)
    code = Compound.objects.get(name="锦华园").code
    response = city.get(reverse("registry:compound", args=[code]))
    assert [building.name for building in response.context["sheet"].buildings] == ["1栋"]


def test_s10_a_compound_outside_the_scope_is_not_found(clerk, stocked):
    code = Compound.objects.get(name="江滨苑").code
    assert clerk.get(reverse("registry:compound", args=[code])).status_code == 404


# All pages


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_keeps_to_its_query_budget(
    clerk, survey_round, lingshan_clerk, django_assert_max_num_queries, page
):
    rows = [(f"第{n}小区", "灵山县", 30, "1998", f"新华路{n}号") for n in range(60)]
    stored = confirm_import(workbook(*rows, BAD), "多.xlsx", lingshan_clerk, survey_round)
    changed = [(*row[:2], 31, *row[3:]) for row in rows]
    addresses = {
        "registry:list": reverse("registry:list"),
        "registry:compound": reverse("registry:compound", args=[Compound.objects.first().code]),
        "registry:intake": reverse("registry:intake"),
        "registry:preview": preview_of(clerk, survey_round, *changed, BAD),
        "registry:workbook": reverse("registry:workbook", args=[stored.pk]),
    }
    with django_assert_max_num_queries(BUDGETS[page]):
        assert clerk.get(addresses[page]).status_code == 200
