import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.foundation.people.models import Role

PACKAGE = Path(apps.get_app_config("desk").path).parent.parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
ICONS = (PACKAGE / "foundation" / "desk" / "icons.txt").read_text("utf-8").split()
A_PAGE = "/registry/"
ICON = re.compile(r'icon "([a-z0-9-]+)"')
INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=")


class Tags(HTMLParser):
    """Collects the tags of a page, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def page_of(client, user, address=A_PAGE) -> str:
    client.force_login(user)
    return client.get(address).content.decode()


def menu_of(client, user) -> list[str]:
    client.force_login(user)
    return [entry.url_name for entry in client.get("/").context["menu"]]


# The frame


def test_the_front_page_comes_first_in_the_menu(client, city_officer):
    assert menu_of(client, city_officer)[0] == "overview:home"


def test_the_menu_shows_what_a_role_may_use(client, auditor, system_administrator):
    assert "record:list" in menu_of(client, auditor)
    assert "registry:intake" not in menu_of(client, auditor)
    assert "registry:intake" not in menu_of(client, system_administrator)
    assert "desk:channels" in menu_of(client, system_administrator)


@pytest.mark.parametrize(
    ("address", "entry"),
    [("/registry/", "registry:list"), ("/registry/intake/", "registry:intake")],
)
def test_the_menu_marks_the_room_of_the_page(client, lingshan_clerk, address, entry):
    client.force_login(lingshan_clerk)
    response = client.get(address)
    assert response.context["current_entry"] == entry
    assert response.content.decode().count('aria-current="page"') == 1


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.COUNTY_OFFICE, Role.CITY_OFFICE])
def test_the_header_says_who_is_signed_in_and_for_which_area(client, appoint, role):
    area = "450721" if role == Role.COUNTY_OFFICE else None
    page = page_of(client, appoint("somebody", role, area))
    assert "somebody" in page
    assert ("灵山县" if area else "全市") in page


def test_a_community_s_area_is_its_division(client, appoint, places):
    division = places["450721"].divisions.first().children.first()
    page = page_of(client, appoint("town", Role.COMMUNITY, division=division))
    assert f'<span class="top-area">{division.name}</span>' in page


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_demo_city_says_so_on_every_page(client, city_officer, settings, is_demo):
    settings.DEMO = is_demo
    assert ("演示数据（虚构）" in page_of(client, city_officer)) is is_demo
    client.logout()
    assert ("演示数据（虚构）" in client.get("/account/login/").content.decode()) is is_demo


def test_the_language_changes_and_the_page_stays(client, city_officer):
    address = f"{A_PAGE}?text=1"
    assert f'name="next" value="{address}"' in page_of(client, city_officer, address)
    data = {"language": "en", "next": address}
    response = client.post(reverse("desk:language"), data, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert '<html lang="en"' in response.content.decode()


@pytest.mark.django_db
def test_the_language_changes_before_signing_in_too(client):
    client.post(reverse("desk:language"), {"language": "en"})
    assert '<html lang="en"' in client.get("/account/login/").content.decode()


def test_nothing_on_a_page_is_inline_or_comes_from_outside(client, lingshan_clerk):
    for tag, attributes in Tags(page_of(client, lingshan_clerk)).found:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert tag != "style"
        assert tag != "script" or attributes.get("src") or "json" in (attributes["type"] or "")
        addresses = (attributes.get("src"), attributes.get("href"), attributes.get("action"))
        assert not [each for each in addresses if each and re.match(r"(\w+:)?//", each)]


def test_every_page_carries_the_content_security_policy(client, lingshan_clerk):
    client.force_login(lingshan_clerk)
    policy = client.get(A_PAGE).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy


def test_every_file_that_the_frame_names_is_there(client, lingshan_clerk):
    page = page_of(client, lingshan_clerk)
    named = set(re.findall(r'"/static/([^"#]+)', page))
    assert {"vendor/tabler.css", "vendor/htmx.js", "linli/page.js"} <= named
    assert not [name for name in named if not finders.find(name)]


# Signing in


@pytest.mark.django_db
def test_signing_in_happens_in_our_own_words(client):
    page = client.get("/account/login/").content.decode()
    assert "账号由系统管理员开通" in page
    assert "linli/tokens.css" in page


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to(client):
    assert client.get(A_PAGE).url == f"/account/login/?next={A_PAGE}"


@pytest.mark.parametrize(
    ("address", "words"),
    [("/account/logout/", "确定要退出吗"), ("/account/password/change/", "保存新密码")],
)
def test_account_pages_stand_in_our_frame(client, city_officer, address, words):
    assert words in page_of(client, city_officer, address)


@pytest.mark.django_db
def test_nobody_signs_up(client):
    assert "不开放注册" in client.get("/account/signup/").content.decode()


def test_too_many_wrong_passwords_lock_the_account_in_words(client, city_officer):
    wrong = {"login": city_officer.username, "password": "wrong"}
    answers = [client.post("/account/login/", wrong) for _attempt in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "请 15 分钟后再试" in answers[-1].content.decode()


# When something is wrong


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_to_anybody(client):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "页面不存在，或不在您的管辖范围内" in response.content.decode()


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "429.html"])
def test_pages_of_faults_say_what_to_do(name):
    page = render_to_string(name, request=RequestFactory().get("/"))
    assert "返回首页" in page
    assert "empty-next" in page


@pytest.mark.parametrize("name", ["500.html", "403_csrf.html"])
def test_pages_of_breakdowns_need_no_request(name):
    assert "提交" in (page := render_to_string(name)) or "操作" in page
    assert "<h1>" in page


def test_a_form_without_its_token_is_refused_in_chinese(lingshan_clerk):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lingshan_clerk)
    response = client.post("/registry/intake/")
    assert response.status_code == 403
    assert "请返回上一页，刷新后重新提交" in response.content.decode()


# Parts


def test_a_problem_shows_its_place_what_is_wrong_and_the_next_step():
    place = Place(sheet="小区", row=4, column="户数", letter="C")
    problem = Problem("bad", Text("看不懂<b>", "bad"), Text("请改", "mend"), place, value="约50")
    shown = render_to_string("desk/_problems.html", {"problems": [problem], "heading": "不行"})
    for words in ("小区 C4 户数", "看不懂&lt;b&gt;", "处理办法：请改", "约50", "不行"):
        assert words in shown


def test_a_problem_of_a_field_names_the_field_for_the_page_to_mark():
    problem = Problem("bad", Text("请填写", "fill"), Text("请改", "mend"), Place(key="reason"))
    shown = render_to_string("desk/_problems.html", {"problems": [problem]})
    assert 'data-field="reason"' in shown
    assert "problem-place" not in shown


def test_no_problems_show_nothing():
    assert render_to_string("desk/_problems.html", {"problems": []}).strip() == ""


@pytest.mark.parametrize(
    ("verdict", "words"),
    [(Verdict.YES, "符合"), ("no", "不符合"), (Verdict.UNKNOWN, "待核")],
)
def test_a_verdict_is_told_by_word_sign_and_colour(verdict, words):
    shown = render_to_string("desk/_verdict.html", {"verdict": verdict})
    assert f">{words}<" in re.sub(r"<svg.*?</svg>", "", shown)
    assert f"tag-{verdict}" in shown
    assert "<svg" in shown


def test_a_class_is_told_by_its_own_label():
    label = Text("2000 年底前", "by 2000")
    shown = render_to_string("desk/_verdict.html", {"verdict": "yes", "label": label})
    assert "2000 年底前" in shown


def test_paging_keeps_the_filters():
    request = RequestFactory().get("/", {"text": "园", "page": "2"})
    page = Paginator(range(100), 10).get_page(2)
    shown = render_to_string("desk/_pagination.html", {"page": page}, request=request)
    assert "第 11–20 条，共 100 条" in shown
    assert 'href="?text=%E5%9B%AD&amp;page=3"' in shown
    assert 'aria-current="page">2<' in shown


# What the parts are made of


def test_templates_draw_only_icons_of_the_list():
    drawn = {name for path in TEMPLATES for name in ICON.findall(path.read_text("utf-8"))}
    assert drawn
    assert drawn <= set(ICONS)


def test_menus_draw_only_icons_of_the_list():
    entries = [
        entry
        for config in apps.get_app_configs()
        for attribute in ("menu", "compound_tabs")
        for entry in getattr(config, attribute, ())
    ]
    assert entries
    assert {entry.icon for entry in entries} <= set(ICONS)


def test_the_sprite_holds_every_icon_of_the_list():
    sprite = Path(finders.find("vendor/icons.svg")).read_text("utf-8")
    assert set(re.findall(r'<symbol id="([a-z0-9-]+)"', sprite)) == set(ICONS)


def test_templates_hold_no_inline_style_or_script():
    assert TEMPLATES
    assert not [path.name for path in TEMPLATES if INLINE.search(path.read_text("utf-8"))]


COLOURS = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6});")
PAIRS = [("ink", "ground"), ("ink-soft", "ground"), ("ink-soft", "surface"), ("blue", "surface")]
PAIRS += [("blue-deep", "blue-pale"), ("yes", "yes-pale"), ("no", "no-pale"), ("open", "open-pale")]
PAIRS += [("ink", "plain-pale"), ("surface", "blue"), ("surface", "blue-deep"), ("open", "surface")]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_words_stand_out_from_their_ground(ink, ground):
    colours = dict(COLOURS.findall(Path(finders.find("linli/tokens.css")).read_text("utf-8")))
    light, dark = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_the_lock_file_holds_no_download_addresses():
    lock = json.loads((PACKAGE.parent.parent / "package-lock.json").read_text("utf-8"))
    assert not [name for name, about in lock["packages"].items() if "resolved" in about]
    assert all("integrity" in about for name, about in lock["packages"].items() if name)


# Finding one's way


def test_the_menu_stands_in_the_programme_s_stages_and_leaves_out_those_without_a_room(
    client, lingshan_clerk
):
    client.force_login(lingshan_clerk)
    groups = client.get(A_PAGE).context["menu_groups"]
    assert [str(group.label) for group in groups if group.number] == [
        "摸底",
        "认定",
        "储备",
        "计划",
        "审批",
    ]
    assert [group.number for group in groups if group.number] == [1, 2, 4, 5, 6]
    assert all(group.entries for group in groups)


def test_a_page_says_on_which_stage_it_lies_and_what_comes_next(client, lingshan_clerk):
    page = page_of(client, lingshan_clerk, reverse("determination:list"))
    here = re.search(r'<li class="way-here" aria-current="step">.*?</li>', page)[0]
    assert "认定" in here
    after = re.search(r'<p class="way-next">.*?</p>', page, re.DOTALL)[0]
    assert f'href="{reverse("reserve:list")}"' in after  # 议事 has no room yet and is passed over
    assert "储备" in after


def test_a_stage_without_a_room_is_no_link_and_says_so(client, lingshan_clerk):
    page = page_of(client, lingshan_clerk)
    absent = re.findall(r'<li class="way-absent".*?</li>', page)
    assert len(absent) == 5
    assert all("本版本不含" in each and "<a" not in each for each in absent)


@pytest.mark.parametrize("name", ["desk:inbox", "registry:list", "offices:tree", "desk:month"])
def test_every_page_says_where_it_lies(client, lingshan_clerk, name):
    page = page_of(client, lingshan_clerk, reverse(name))
    crumbs = page.partition('class="crumb-line"')[2].partition("</nav>")[0]
    assert crumbs.count("<li>") >= 2


def test_keys_of_the_menu_lead_to_one_entry_each(client, city_officer):
    client.force_login(city_officer)
    keys = [entry.key for entry in client.get("/").context["menu"] if entry.key]
    assert len(keys) == len(set(keys)) > 8
    assert all(f"<kbd>{key}</kbd>" in page_of(client, city_officer) for key in keys)
