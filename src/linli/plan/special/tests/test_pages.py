"""The special plan on pages: the city edits, counties read their part (S15, S16)."""

from __future__ import annotations

from importlib.metadata import version

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from linli.plan.special.models import Comment, SpecialPlan, Version
from linli.plan.special.tests.town import NAME, RED, asked, geojson, layer

DAY = "2021-06-01"


@pytest.fixture
def page(client):
    """Return a reader of pages: ``page(user, "units", plan)``."""

    def read(user, name, plan, /, *args):
        client.force_login(user)
        return client.get(reverse(f"special:{name}", args=[plan.pk, *args]))

    return read


@pytest.fixture
def send(client):
    """Return a sender of forms, which follows where they lead."""

    def post(user, name, plan, /, *args, **data):
        client.force_login(user)
        return client.post(reverse(f"special:{name}", args=[plan.pk, *args]), data, follow=True)

    return post


def text(response) -> str:
    return response.content.decode()


def test_a_county_reads_its_own_part_only(page, plan, lingshan_clerk):
    for name in ("plan", "units", "layers", "rounds"):
        shown = page(lingshan_clerk, name, plan)
        assert shown.status_code == 200
        assert "钦南区" not in text(shown).partition("<main")[2]
    assert "灵山县" in text(page(lingshan_clerk, "units", plan))
    own, other = plan.units.order_by("jurisdiction__code").reverse()
    assert page(lingshan_clerk, "unit", plan, own.pk).status_code == 200
    assert page(lingshan_clerk, "unit", plan, other.pk).status_code == 404
    for name in ("money", "document", "geopackage"):
        assert page(lingshan_clerk, name, plan).status_code == 403


def test_the_map_is_a_picture_of_what_one_may_see(page, plan, lingshan_clerk, city_officer):
    own, all_of_it = (page(user, "map", plan) for user in (lingshan_clerk, city_officer))
    assert own.content[:4] == all_of_it.content[:4] == b"\x89PNG"
    assert own.content != all_of_it.content


def test_the_office_begins_a_plan(client, plan, city_officer):
    client.force_login(city_officer)
    address = reverse("special:list")
    given = {"office": "市住建局", "first_year": 2026, "last_year": 2030}
    assert client.post(address, {**given, "name": NAME}).status_code == 422
    client.post(address, {**given, "name": "第二期规划"})
    made = SpecialPlan.objects.get(first_year=2026)
    assert text(client.get(address)).count("2026—2030") == 1
    assert made.chapters.count() == plan.chapters.count()


def test_words_units_years_and_money_through_the_pages(page, send, plan, city_officer):
    chapter = plan.chapters.first()
    shown = send(city_officer, "chapter", plan, chapter.pk, title="总则", text="改过的正文")
    assert "改过的正文" in text(shown)
    unit = plan.units.first()
    shown = send(city_officer, "years", plan, unit=[unit.pk], year=2024)
    assert "2024" in text(shown)
    assert send(city_officer, "years", plan, year=2024).status_code == 422
    send(city_officer, "unit-change", plan, unit.pk, name="新名称", year=2023)
    unit.refresh_from_db()
    assert (unit.name, unit.year) == ("新名称", 2023)
    wrong = send(city_officer, "unit-change", plan, unit.pk, name="新名称", year=2035)
    assert wrong.status_code == 422
    assert "年度须在 2021 到 2025 之间" in text(wrong)
    send(city_officer, "money", plan, **{"central_subsidy-2021": "12.3456"})
    assert str(plan.money.get().amount) == "123456.00"
    bad = send(city_officer, "money", plan, **{"central_subsidy-2021": "-3"})
    assert bad.status_code == 422
    compound = unit.members.first().compound
    send(city_officer, "drop", plan, compound.code)
    assert not plan.members.filter(compound=compound).exists()
    send(city_officer, "unit-remove", plan, unit.pk)
    send(city_officer, "draw", plan, level="community", registry="on")
    assert plan.members.filter(compound=compound).exists()


def test_an_area_is_drawn_from_corners_or_a_file(send, plan, city_officer):
    for unit in plan.units.all():
        send(city_officer, "unit-remove", plan, unit.pk)
    corners = ";".join(f"{x},{y}" for x, y in RED)
    send(city_officer, "draw-area", plan, name="红片", corners=corners)
    assert [member.compound.code for member in plan.members.all()] == ["L3"]
    assert send(city_officer, "draw-area", plan, name="无").status_code == 422
    assert send(city_officer, "draw-area", plan, corners="1,2").status_code == 422
    ring = [[108.61, 21.94], [108.63, 21.94], [108.63, 21.96], [108.61, 21.94]]
    file = SimpleUploadedFile("a.geojson", geojson(ring))
    send(city_officer, "draw-area", plan, file=file)
    assert plan.units.get(name="1 号地块").members.get().compound.code == "Q1"


def upload(send, user, plan, content):
    given = {"kind": "ecology_red_line", "name": "红线", "origin": "市局", "dated": DAY}
    file = SimpleUploadedFile("red.geojson", content)
    return send(user, "layers", plan, **given, file=file)


def test_s15_a_layer_is_uploaded_and_its_conflict_shown(send, plan, city_officer):
    shown = text(upload(send, city_officer, plan, geojson(RED)))
    assert "生态保护红线：位于“1 号地块”内，不得占用" in shown
    assert "不符合 1 个" in shown
    turned = geojson([[y, x] for x, y in RED])
    wrong = upload(send, city_officer, plan, turned)
    assert wrong.status_code == 422
    assert "经度和纬度填反了" in text(wrong)


def test_comments_come_from_counties_and_are_answered(
    send, page, plan, city_officer, lingshan_clerk, qinnan_clerk
):
    assert "开始征求意见" in text(page(city_officer, "rounds", plan))
    send(city_officer, "round-open", plan, until="2099-01-01")
    assert "提出意见" in text(page(lingshan_clerk, "rounds", plan))
    send(lingshan_clerk, "comment", plan, text="请增列灵山旧院")
    assert "请增列灵山旧院" not in text(page(qinnan_clerk, "rounds", plan))
    said = Comment.objects.get()
    assert send(lingshan_clerk, "answer", plan, said.pk).status_code == 403
    send(city_officer, "answer", plan, said.pk, outcome="taken", reply="已列入")
    send(city_officer, "round-close", plan)
    assert "已列入" in text(page(lingshan_clerk, "rounds", plan))


def test_s16_approve_file_and_no_change_after(client, send, page, plan, city_officer):
    asked(plan)
    shown = send(city_officer, "approve", plan, approved_by="市政府", approved_on=DAY)
    assert "规划已审定并冻结" in text(shown)
    made = Version.objects.get()
    seen = text(page(city_officer, "version", plan, 1))
    assert "政策没有规定备案期限" in seen
    assert f"管理系统 {version('linli')}" in seen
    assert made.package_sha256 in seen
    package = page(city_officer, "package", plan, 1)
    assert package.content[:2] == b"PK"
    assert ".zip" in package.headers["Content-Disposition"]
    receipt = SimpleUploadedFile("r.pdf", b"%PDF-1.4")
    given = {"number": "桂建备〔2021〕7号", "filed_on": DAY, "receipt": receipt}
    assert "已备案" in text(send(city_officer, "version", plan, 1, **given))
    assert b"".join(page(city_officer, "receipt", plan, 1).streaming_content) == b"%PDF-1.4"
    unit = plan.units.first()
    refused = send(city_officer, "unit-change", plan, unit.pk, name="改", year=2023)
    assert refused.status_code == 422
    assert "规划已审定，内容已冻结" in text(refused)
    assert "保存" not in text(page(city_officer, "unit", plan, unit.pk))
    send(city_officer, "reopen", plan, reason="补报")
    plan.refresh_from_db()
    assert (plan.state, plan.reason) == ("draft", "补报")


def test_the_draft_leaves_as_word_and_geopackage(page, plan, city_officer):
    word = page(city_officer, "document", plan)
    assert word.content[:2] == b"PK"
    assert page(city_officer, "geopackage", plan).content[:15] == b"SQLite format 3"


@pytest.mark.parametrize(
    ("name", "budget"), [("plan", 20), ("units", 14), ("layers", 16), ("rounds", 10), ("money", 14)]
)
def test_pages_take_few_queries(
    client, plan, city_officer, django_assert_max_num_queries, name, budget
):
    layer(plan, "ecology_red_line", geojson(RED))
    client.force_login(city_officer)
    with django_assert_max_num_queries(budget):
        assert client.get(reverse(f"special:{name}", args=[plan.pk])).status_code == 200
