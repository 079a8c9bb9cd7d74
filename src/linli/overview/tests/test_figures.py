"""The front page, the figures, the cockpit: whose numbers they are and what they rest on."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from linli.overview.figures import KILOMETRES, PICTURES, View
from linli.plan.actions import adopt
from linli.plan.models import PlanLine
from linli.plan.reads.progress import lines_of, progress, who_pays
from linli.plan.reads.progress import pack_behind as pack_of_standing
from linli.plan.tests.year import LINGSHAN, QINNAN, YEAR, small_year, solved
from linli.reserve.models import Candidate, Project
from linli.reserve.reads.places import STEP, spots
from linli.reserve.tests.town import compound, refreshed

BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))


@pytest.fixture
def plan(places):
    compound(places, "OLD", LINGSHAN, built_on="1978", estimated_investment=None)
    small_year(places)
    return adopt(None, solved(), "定稿")[0]


def drawn(user, name, area=None):
    return PICTURES[name](View(user, area))


def column(picture, number):
    return {row[0]: row[number] for row in picture.rows}


def test_s04_s05_each_area_s_task_stands_beside_what_is_arranged(city_officer, plan):
    picture = drawn(city_officer, "targets")
    assert [row[1:5] for row in picture.rows if row[0] == "灵山县"] == [(2, 2, 90, 90)]
    assert [row[1:5] for row in picture.rows if row[0] == "钦南区"] == [(1, 1, 80, 80)]
    tasks, planned = picture.option["series"]
    assert sum(tasks["data"]) == sum(planned["data"]) == 170


def test_s06_s07_what_nobody_recorded_is_a_dash_and_no_zero(city_officer, plan):
    picture = drawn(city_officer, "targets")
    assert set(column(picture, 5).values()) == {None}
    assert picture.written[0][5] == ("—", False)
    assert column(drawn(city_officer, "way"), 1)["已开工项目"] is None
    stations = [each["name"] for each in drawn(city_officer, "way").option["series"][0]["data"]]
    assert "已开工项目" not in stations


def test_s06_s07_proved_starts_and_finishes_are_counted(city_officer, plan):
    started = PlanLine.objects.filter(plan=plan, jurisdiction__code=LINGSHAN).first().project
    started.facts = {"started_on": "2021-06-30"}
    started.save()
    picture = drawn(city_officer, "targets")
    assert column(picture, 5) == {"灵山县": 1, "钦南区": None}
    assert column(picture, 6)["灵山县"] == 0
    assert tuple(progress(lines_of(city_officer, View(city_officer).standing))) == (1, 0)


def test_the_way_leads_from_the_survey_to_the_plan(city_officer, plan):
    steps = column(drawn(city_officer, "way"), 1)
    assert steps["已摸底小区"] == 6
    assert steps["条件齐备项目"] == 5  # one has no estimate
    assert steps["已列计划项目"] == 3
    assert steps["方案已批复项目"] == 0


def test_a_compound_that_comes_into_the_registry_stands_in_the_next_figures(
    places, city_officer, lingshan_clerk, plan
):
    """No figure is kept from an earlier page, and none leaves one's own area."""

    def known(user):
        stock = column(drawn(user, "stock"), 1)
        assert column(drawn(user, "way"), 1)["已摸底小区"] == sum(stock.values())
        return sum(stock.values())

    city, county = known(city_officer), known(lingshan_clerk)
    assert county < city
    compound(places, "NEW", QINNAN)
    assert (known(city_officer), known(lingshan_clerk)) == (city + 1, county)
    compound(places, "NEAR", LINGSHAN)
    assert (known(city_officer), known(lingshan_clerk)) == (city + 2, county + 1)


def test_s06_s07_the_year_holds_the_deadlines_of_the_issue_or_the_pack(city_officer, plan):
    picture = drawn(city_officer, "year")
    days = column(picture, 1)
    assert str(days["全部开工期限"]) == "2021-06-30"
    assert str(days["全部竣工期限"]) == "2021-12-31"
    shown = [each["value"][0] for each in picture.option["series"][0]["data"]]
    assert all(day.startswith(str(YEAR)) for day in shown)


def test_s68_s20_who_pays_adds_up_to_what_the_projects_cost(city_officer, plan):
    candidate = Candidate.objects.get(project__code="PQ2")
    candidate.money = {"residents": "400000.00", "central_subsidy": "1000000.00"}
    candidate.save()
    standing = View(city_officer).standing
    lines = lines_of(city_officer, standing)
    flows = who_pays(pack_of_standing(standing), lines)
    assert sum(flow.amount for flow in flows) == sum(line.estimate for line in lines)
    by_source = {flow.source.zh: flow.amount for flow in flows}
    assert by_source["居民出资"] == Decimal("400000.00")
    assert by_source["来源未落实"] == Decimal("2600000.01")
    assert {flow.works.zh for flow in flows} == {"基础类"}


def test_s68_the_sources_of_an_adopted_line_count_before_the_plan_of_funds(city_officer, plan):
    line = lines_of(city_officer, View(city_officer).standing)[0]
    line.money, line.project.candidate.money = {"city_budget": "5.00"}, {"residents": "7.00"}
    flows = who_pays(pack_of_standing(View(city_officer).standing), [line])
    assert {flow.source.zh for flow in flows} == {"市级财政配套", "来源未落实"}


def test_before_a_plan_is_adopted_the_newest_scenario_shows_and_says_so(city_officer, places):
    small_year(places)
    solved(name="试算")
    picture = drawn(city_officer, "money")
    assert "尚无定稿计划" in picture.source
    assert sum(row[2] for row in picture.rows) == Decimal("400.000001")


def test_s11_the_stock_stands_by_decades_with_its_homes(city_officer, plan):
    rows = {row[0]: row[1:] for row in drawn(city_officer, "stock").rows}
    assert rows["1970—1979"] == (1, 48)
    assert rows["1990—1999"] == (5, 300)


def test_where_projects_have_very_many_places_wider_circles_gather_them(
    city_officer, places, monkeypatch
):
    for number in range(4):
        compound(places, f"C{number}", LINGSHAN, location=f"109.2{number},22.42")
    refreshed()
    apart = spots(city_officer)
    monkeypatch.setattr("linli.reserve.reads.places.MOST", 3)
    together = spots(city_officer)
    assert (len(apart.spots), apart.step) == (4, STEP)
    assert 1 <= len(together.spots) <= 3
    assert sum(spot.compounds for spot in together.spots) == 4
    assert f"{together.step * KILOMETRES:.1f} 公里" in drawn(city_officer, "places").about


def test_a_project_that_changes_its_state_changes_on_the_next_map(
    city_officer, lingshan_clerk, places
):
    compound(places, "N1", LINGSHAN, location="109.2901,22.4251")
    compound(places, "N2", QINNAN, location="108.6101,21.9351")
    refreshed()
    ready = Candidate.State.READY

    def seen(user):
        return sorted(spot.state for spot in spots(user).spots)

    assert seen(city_officer) == seen(city_officer) == [ready, ready]
    Candidate.objects.filter(project__jurisdiction__code=LINGSHAN).update(state="withdrawn")
    assert seen(city_officer) == [ready, "withdrawn"]
    assert seen(lingshan_clerk) == ["withdrawn"]
    Project.objects.get(jurisdiction__code=QINNAN).compounds.clear()
    assert seen(city_officer) == ["withdrawn"]


def test_s14_points_of_projects_are_gathered_by_state(city_officer, places):
    for code in ("N1", "N2"):
        compound(places, code, LINGSHAN, location="109.2901,22.4251")
    small_year(places)
    picture = drawn(city_officer, "places")
    points = [f for f in picture.map["geojson"]["features"] if f["geometry"]["type"] == "Point"]
    assert [point["properties"]["count"] for point in points] == [2]
    assert dict(picture.rows)["条件齐备"] == 2


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_goes_without_source_and_day_and_its_numbers_can_be_taken_away(
    client, city_officer, plan, name
):
    picture = drawn(city_officer, name)
    assert picture.source
    client.force_login(city_officer)
    answer = client.get(reverse("overview:data", args=[name]))
    assert f'filename="linli-{name}-' in answer.headers["Content-Disposition"]
    told = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert tuple(told[0]) == picture.heading
    assert len(told) == len(picture.rows) + 3
    assert told[-1] == [picture.title, picture.source, str(picture.day)]


def test_a_table_with_the_same_numbers_stands_beside_every_picture(client, city_officer, plan):
    client.force_login(city_officer)
    shown = client.get(reverse("overview:figures"))
    page = shown.content.decode()
    for picture in shown.context["pictures"]:
        section = page.partition(f'id="{picture.name}"')[2].partition("</section>")[0]
        assert all(f">{picture.written[-1][at][0]}<" in section for at in range(2)), picture.name
        assert picture.source in section.replace("&quot;", '"')


@pytest.mark.parametrize("name", PICTURES)
def test_s10_a_clerk_s_pictures_hold_the_own_area_only(lingshan_clerk, plan, name):
    picture = drawn(lingshan_clerk, name)
    assert "钦南区" not in str(picture.rows)
    if name in {"targets", "areas"}:
        assert [row[0] for row in picture.rows] == ["灵山县"]


def test_a_leader_narrows_the_figures_to_an_area_and_a_clerk_to_no_other(
    client, city_officer, lingshan_clerk, plan, places
):
    own = drawn(city_officer, "stock", places[LINGSHAN])
    assert sum(row[1] for row in own.rows) == 4
    assert len(drawn(city_officer, "targets", places[QINNAN]).rows) == 1
    assert column(drawn(city_officer, "way", places[QINNAN]), 1)["已列计划项目"] == 1
    client.force_login(lingshan_clerk)
    for page in (reverse("overview:figures"), reverse("overview:data", args=["stock"])):
        assert client.get(page, {"area": QINNAN}).status_code == 404
        assert client.get(page, {"area": LINGSHAN}).status_code == 200
    assert client.get(reverse("overview:data", args=["nothing"])).status_code == 404


def test_text_that_a_spreadsheet_would_reckon_stays_text(city_officer, plan):
    project = Project.objects.get(code="PL1")
    picture = drawn(city_officer, "targets")
    evil = type(picture)(
        **{
            **{f: getattr(picture, f) for f in ("name", "title", "source", "day", "heading")},
            "rows": [("=1+1", project.pk)],
        }
    )
    assert "'=1+1" in evil.as_csv().decode("utf-8-sig")


# The front page


def order(page, *words):
    places = [page.index(word) for word in words]
    return places == sorted(places)


def test_a_leader_sees_the_year_first_and_a_clerk_the_desk(
    client, city_officer, lingshan_clerk, plan
):
    client.force_login(city_officer)
    assert order(client.get("/").content.decode(), "任务与安排", "已逾期", "我的待办")
    client.force_login(lingshan_clerk)
    assert order(client.get("/").content.decode(), "我的待办", "已逾期", "任务与安排")


def test_who_has_a_desk_only_is_led_to_it(client, appoint):
    client.force_login(appoint("power", "utility"))
    assert client.get("/").url == reverse("desk:inbox")


@pytest.mark.parametrize(("name", "budget"), BUDGETS.items())
def test_pages_take_few_queries(
    client, city_officer, plan, django_assert_max_num_queries, name, budget
):
    client.force_login(city_officer)
    with django_assert_max_num_queries(budget):
        assert client.get(reverse(name), {"text": "小区"}).status_code == 200


# The cockpit


def test_a_panel_shows_one_area_with_source_day_and_what_is_not_known(client, city_officer, plan):
    client.force_login(city_officer)
    panel = client.get(reverse("overview:panel"), {"area": QINNAN}).content.decode()
    assert "钦南区" in panel
    assert "灵山县" not in panel.partition("wall-map")[0]
    assert "第 1 版" in panel
    assert "还没有登记" in panel
    assert ">80<" in panel


def test_the_cockpit_goes_round_the_areas_that_one_may_see(
    client, city_officer, lingshan_clerk, plan
):
    client.force_login(city_officer)
    areas = client.get(reverse("overview:cockpit")).context["areas"]
    assert [each["name"] for each in areas[:2]] == ["全市", "自贸区钦州港片区"]
    assert len(areas) == 6
    client.force_login(lingshan_clerk)
    page = client.get(reverse("overview:cockpit"))
    assert [each["name"] for each in page.context["areas"]] == ["灵山县"]
    assert client.get(reverse("overview:panel"), {"area": QINNAN}).status_code == 404
    assert "钦南区" not in page.content.decode()


def test_before_anything_was_loaded_the_screens_stand(client, city_officer):
    client.force_login(city_officer)
    for name in ("home", "figures", "cockpit", "panel"):
        assert client.get(reverse(f"overview:{name}")).status_code == 200
