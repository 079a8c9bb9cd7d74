"""The pages of bundles: proposed, ticked, accepted, shared, made a project (S47, S75)."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from linli.core.policy.pack import read_pack
from linli.engines.packfiles import pack_files
from linli.foundation.people.models import Division, Role
from linli.reserve.actions.bundles import Draft, accept_bundle, make_project
from linli.reserve.facility_names import facility_names
from linli.reserve.models import Bundle, Candidate
from linli.reserve.reads.bundles import reach_of
from linli.reserve.tests.town import DAY, compound, refreshed

BUDGETS = json.loads(Path(__file__).with_name("budgets.json").read_text("utf-8"))
NEW, PROPOSALS = "/reserve/bundles/new/", "/reserve/bundles/proposals/"
METRE = 1 / 111_195
ACCEPTED = {"name": "江滨街区", "level": "street", "reason": "相邻"}


def near(places, code: str, north: float, **facts):
    located = f"108.600000,{22.4 + north * METRE:.6f}"
    return compound(places, code, location=located, town="灵城街道", **facts)


@pytest.fixture
def street(places):
    """Three neighbours, one far off, one without a position; one of another county."""
    market = "便民市场、向阳幼儿园"
    near(places, "C1", 0, services_nearby=market)
    near(places, "C2", 100, services_nearby=f"{market}，老年大学")
    near(places, "C3", 200)
    near(places, "C4", 5000)
    compound(places, "C5")
    compound(places, "Q1", area="450702")
    refreshed()


@pytest.fixture
def clerk(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    return client


def test_s47_proposals_stand_on_the_map_and_in_the_list(clerk, street):
    page = clerk.get(PROPOSALS)
    (row,) = page.context["rows"]
    assert row.proposal.codes == ("C1", "C2", "C3")
    assert row.proposal.facilities == ("便民市场", "向阳幼儿园")
    assert page.context["unplaced"] == 1
    text = page.content.decode()
    assert "member=C1&amp;member=C2&amp;member=C3" in text
    dots = {each["code"]: each["colour"] for each in page.context["map"]["places"]}
    assert dots["C1"] == dots["C2"] == dots["C3"] != dots["C4"]
    assert "Q1" not in dots


def test_what_is_bundled_is_not_proposed_again_and_goes_whole_into_areas(clerk, street):
    accept_bundle(None, Draft("甲", "street", ("C1", "C2"), "相邻"))
    assert clerk.get(PROPOSALS).context["rows"] == []
    (row,) = clerk.get(PROPOSALS, {"level": "area"}).context["rows"]
    assert row.proposal.codes == ("C1", "C2", "C3")


def test_without_limits_in_the_pack_nothing_is_proposed(clerk, street):
    whole = read_pack(pack_files(settings.PACK))
    assert reach_of(whole, "street", DAY).metres == 300
    assert reach_of(whole, "street", whole.head.in_force_from - timedelta(days=1)) is None
    assert reach_of(whole, "county", DAY) is None


def test_the_form_offers_members_first_then_the_nearest(clerk, street):
    page = clerk.get(NEW, {"level": "street", "member": ["C2", "C1"]})
    offered = [(each.code, each.chosen) for each in page.context["choices"]]
    assert offered == [("C1", True), ("C2", True), ("C3", False), ("C4", False), ("C5", False)]
    assert re.search(r'id="member-C1" name="member" value="C1" checked', page.content.decode())


def test_a_search_keeps_what_is_ticked_and_puts_what_it_finds_next(clerk, street):
    given = ACCEPTED | {"member": ["C1", "C3"], "text": "C5", "search": "yes"}
    page = clerk.post(NEW, given)
    assert [each.code for each in page.context["choices"]][:3] == ["C1", "C3", "C5"]
    assert page.status_code == 200
    assert "江滨街区" in page.content.decode()
    assert not Bundle.objects.exists()


def test_s47_a_proposal_is_accepted_otherwise_than_proposed(clerk, street):
    page = clerk.post(NEW, ACCEPTED | {"member": ["C1", "C2", "C5"]}, follow=True)
    assert page.status_code == 200
    bundle = Bundle.objects.get()
    assert set(bundle.compounds.values_list("code", flat=True)) == {"C1", "C2", "C5"}
    assert "江滨街区" in clerk.get("/reserve/").content.decode()


def test_what_is_wrong_is_said_and_nothing_that_was_filled_in_is_lost(clerk, street):
    page = clerk.post(NEW, ACCEPTED | {"member": ["C1"], "reason": ""})
    text = page.content.decode()
    assert page.status_code == 422
    assert "打包至少要有两个小区" in text
    assert "没有写明事由" in text
    assert 'value="江滨街区"' in text
    assert clerk.post(NEW, ACCEPTED | {"member": ["none"]}).status_code == 302


def test_two_who_accept_at_once_do_not_share_a_compound(clerk, street):
    accept_bundle(None, Draft("甲", "street", ("C2", "C3"), "相邻"))
    page = clerk.post(NEW, ACCEPTED | {"member": ["C1", "C2"]})
    assert (page.status_code, "已在“甲”中" in page.content.decode()) == (422, True)
    assert Bundle.objects.count() == 1


def test_s47_a_bundle_is_reshaped_shared_balanced_and_made_a_project(clerk, street):
    bundle = accept_bundle(None, Draft("甲", "street", ("C1", "C2"), "相邻"))
    address = f"/reserve/bundles/{bundle.code}/"
    assert clerk.get(f"{address}reshape/").status_code == 200
    changed = {"name": "乙", "level": "area", "reason": "调整", "member": ["C1", "C3"]}
    assert clerk.post(f"{address}reshape/", changed).status_code == 302
    bundle.refresh_from_db()
    assert (bundle.name, bundle.level) == ("乙", "street")
    market = {"name": "市场", "work": "market", "use": "adjoining", "cost": "80", "bonds": "40"}
    refused = clerk.post(f"{address}facilities/", market | {"is_public": "no", "reason": "共用"})
    assert (refused.status_code, 'value="80"' in refused.content.decode()) == (422, True)
    answers = {"is_public": "yes", "bond_ready": "yes", "reason": "共用"}
    assert clerk.post(f"{address}facilities/", market | answers).status_code == 302
    mode = {"mode": "large_area", "reason": "商定"}
    assert clerk.post(f"{address}balance/", mode).status_code == 302
    text = clerk.get(address).content.decode()
    for said in ("80.00", "整体授信", "大片区统筹平衡", "相邻", "调整"):
        assert said in text
    made = clerk.post(f"{address}project/", {"reason": "立项"}, follow=True)
    assert "乙改造项目" in made.content.decode()
    assert Candidate.objects.get(project__code=bundle.code).estimate == 2 * 1296000 + 800000
    facility = bundle.facilities.get()
    assert clerk.post(f"{address}facilities/{facility.pk}/", {"reason": "不建"}).status_code == 302
    assert Candidate.objects.get(project__code=bundle.code).estimate == 2 * 1296000
    assert clerk.post(f"{address}give-up/", {"reason": ""}).status_code == 422
    assert clerk.post(f"{address}give-up/", {"reason": "撤销"}).status_code == 302
    assert "已撤销" in clerk.get("/reserve/bundles/").content.decode()


def test_another_county_finds_no_bundle(client, qinnan_clerk, street):
    bundle = accept_bundle(None, Draft("甲", "street", ("C1", "C2"), "相邻"))
    client.force_login(qinnan_clerk)
    address = f"/reserve/bundles/{bundle.code}/"
    assert client.get(address).status_code == 404
    assert "甲" not in client.get("/reserve/bundles/").content.decode().replace("甲级", "")
    for action in ("reshape", "project", "give-up", "balance", "facilities"):
        assert client.post(f"{address}{action}/", {"reason": "x"}).status_code == 404


def test_a_community_sees_its_bundle_and_changes_nothing(client, appoint, places, street):
    division = Division.objects.filter(level="community", code__startswith="450721").first()
    inside = near(places, "C9", 50)
    inside.division = division
    inside.save()
    refreshed()
    bundle = accept_bundle(None, Draft("甲", "street", ("C1", "C9"), "相邻"))
    client.force_login(appoint("community", Role.COMMUNITY, division=division))
    page = client.get(f"/reserve/bundles/{bundle.code}/")
    assert page.status_code == 200
    assert reverse("reserve:bundle-reshape", args=[bundle.code]) not in page.content.decode()


@pytest.mark.parametrize("name", ["reserve:list", "reserve:bundles", "reserve:proposals"])
def test_pages_of_the_reserve_take_few_queries(clerk, street, name, django_assert_max_num_queries):
    accept_bundle(None, Draft("甲", "street", ("C1", "C2"), "相邻"))
    clerk.get(reverse(name))
    with django_assert_max_num_queries(BUDGETS[name]):
        clerk.get(reverse(name))


@pytest.mark.parametrize("name", ["reserve:candidate", "reserve:bundle", "reserve:bundle-reshape"])
def test_pages_of_one_take_few_queries(clerk, street, name, django_assert_max_num_queries):
    bundle = accept_bundle(None, Draft("甲", "street", ("C1", "C2", "C3"), "相邻"))
    make_project(None, bundle, "立项", DAY)
    address = reverse(name, args=[bundle.code])
    clerk.get(address)
    with django_assert_max_num_queries(BUDGETS[name]):
        clerk.get(address)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("人民路菜市场、向阳幼儿园", {"人民路菜市场", "向阳幼儿园"}),
        ("菜市场, 幼儿园;　医院", {"菜市场", "幼儿园", "医院"}),
        ("无", set()),
        ("不详", set()),
        ("", set()),
    ],
)
def test_services_nearby_are_read_one_by_one(written, names):
    assert facility_names(written) == names
