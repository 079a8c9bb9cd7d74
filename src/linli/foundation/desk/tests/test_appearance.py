"""Theme and large type: chosen without a script, kept in the browser, written by the server."""

import gzip
import re

import pytest
from django.urls import reverse

LOGIN = "/account/login/"

pytestmark = pytest.mark.django_db


def page_of(client):
    return client.get(LOGIN).content.decode()


def test_a_new_browser_gets_the_devices_theme_and_normal_type(client):
    page = page_of(client)
    assert 'media="screen and (prefers-color-scheme: dark)"' in page
    assert 'data-type="normal"' in page


@pytest.mark.parametrize(("theme", "sends_dark"), [("dark", 'media="screen"'), ("light", None)])
def test_a_chosen_theme_comes_with_the_page(client, theme, sends_dark):
    client.post(reverse("desk:appearance"), {"theme": theme, "next": LOGIN})
    page = page_of(client)
    assert f'data-theme="{theme}"' in page
    assert ("dark.css" in page) is bool(sends_dark)
    assert sends_dark is None or sends_dark in page


def test_large_type_stays_when_the_theme_changes_and_the_page_keeps_its_query(client):
    back = f"{LOGIN}?next=/registry/"
    answer = client.post(reverse("desk:appearance"), {"type": "large", "next": back})
    assert answer.url == back
    client.post(reverse("desk:appearance"), {"theme": "dark", "next": back})
    page = page_of(client)
    assert 'data-type="large"' in page
    assert 'data-theme="dark"' in page


@pytest.mark.parametrize("value", ["purple", "", '"><script>'])
def test_an_unknown_choice_is_not_kept(client, value):
    client.cookies["linli_theme"] = value
    assert 'data-theme="auto"' in page_of(client)
    assert not client.post(reverse("desk:appearance"), {"theme": value}).cookies


def test_the_choice_leads_to_no_other_host(client):
    answer = client.post(reverse("desk:appearance"), {"theme": "dark", "next": "//elsewhere.cn/"})
    assert answer.url == "/"


def test_texts_go_compressed_and_files_as_they_are(client):
    ask = {"headers": {"Accept-Encoding": "gzip"}}
    page = client.get(LOGIN, **ask)
    assert page.headers["Content-Encoding"] == "gzip"
    assert b"</html>" in gzip.decompress(page.content)
    for style in ("vendor/tabler.css", "linli/parts.css"):
        answer = client.get(f"/static/{style}", **ask)
        assert answer.headers["Content-Encoding"] == "gzip", style
        assert len(b"".join(answer.streaming_content)) < 20_000, style


def test_a_page_with_its_styles_scripts_and_icons_weighs_little(client, city_officer):
    client.force_login(city_officer)
    ask = {"headers": {"Accept-Encoding": "gzip"}}
    page = client.get("/account/sessions/", **ask)
    text = gzip.decompress(page.content).decode()
    needs = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', text))
    assert {"/static/vendor/tabler.css", "/static/vendor/icons.svg"} <= needs
    files = (client.get(each, **ask) for each in needs)
    weights = [len(page.content), *(len(b"".join(each.streaming_content)) for each in files)]
    assert sum(weights) < 60_000
