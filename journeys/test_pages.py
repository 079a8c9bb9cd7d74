"""Every page serves everybody: WCAG 2.1 AA by axe-core, on a phone, in the dark, by one server."""

from __future__ import annotations

import base64
import io
import os
import re
from itertools import product
from pathlib import Path
from urllib.parse import urlsplit

import openpyxl
import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Page

from journeys.accessibility import NARROW, WIDE, look, visit
from journeys.conftest import PICTURES, ROOT
from tests.access.addresses import rows

pytestmark = pytest.mark.browser
SIGN_IN = "/account/login/"
MAIN = {
    "/": ("zh-hans", "light", WIDE),
    "/desk/": ("en", "dark", NARROW),
    "/registry/": ("zh-hans", "dark", WIDE),
    "/registry/intake/": ("zh-hans", "light", NARROW),
    "/registry/map/": ("zh-hans", "light", NARROW),
    "/determination/": ("en", "light", WIDE),
    "/determination/bench/": ("zh-hans", "dark", NARROW),
    "/reserve/": ("zh-hans", "light", WIDE),
    "/plan/2021/": ("en", "dark", WIDE),
    "/plan/2021/scenario/": ("zh-hans", "light", NARROW),
    "/approvals/": ("zh-hans", "dark", NARROW),
    "/styleguide/": ("zh-hans", "dark", WIDE),
}
WALKERS = ("city", "lingshan", "power", "sysadmin", "security", "auditor")
LINK = re.compile(r'href="((?:/(?!static/)|\?)[^"#]*)')
HIDDEN = frozenset(
    {
        *"account_inactive account_signup account_logout".split(),
        *"mfa_authenticate mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp".split(),
        *"mfa_view_recovery_codes mfa_generate_recovery_codes".split(),
        *"socialaccount_login_cancelled openid_connect_login openid_connect_callback".split(),
        *"approvals:reply approvals:letter special:version registry:pair registry:past".split(),
        *"registry:mapping plan:compare registry:bulk registry:form".split(),
        *"plan:progress plan:list reserve:bundle-reshape".split(),
        "approvals:what-if",
    }
)
"""Pages that no link of the demo leads to, for they need a state that their own rooms' tests make,
and parts of pages."""


def speak(page: Page, address: str, language: str) -> None:
    page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])


@pytest.mark.reads
def test_the_main_pages_serve_everybody(page, sign_in, address):
    faults = [*visit(page, SIGN_IN), *look(page, "light", NARROW)]
    sign_in("city")
    for path, (language, theme, size) in MAIN.items():
        speak(page, address, language)
        found = [*visit(page, path), *look(page, theme, size)]
        faults += [f"{path} {language} {theme} {size[0]}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])  # two processors walk at once
def test_every_page_serves_everybody_in_both_themes_and_sizes(page, sign_in, address, language):
    seen = {"account_login"}
    folder = PICTURES / "pages" / language
    folder.mkdir(parents=True, exist_ok=True)
    speak(page, address, language)
    faults = looked_at(page, "account_login", SIGN_IN, folder)
    speak(page, address, "zh-hans")
    sign_in("city")
    fill(page)
    for who in WALKERS:
        sign_in(who)
        for name, path in pages_of(page):
            if name not in seen:
                seen.add(name)
                speak(page, address, language)
                faults += looked_at(page, name, path, folder)
                speak(page, address, "zh-hans")
    (folder / "faults.txt").write_text("\n".join(faults), "utf-8")
    wanted = {name for name, row in rows().items() if "get" in row.people} - HIDDEN
    assert not sorted(each for each in wanted - seen if is_page(each))
    assert not faults, "\n".join(faults)


def looked_at(page: Page, name: str, path: str, folder: Path) -> list[str]:
    """Return what is wrong on a page in any theme or size; keep its pictures."""
    faults = [f"{path}: {fault}" for fault in visit(page, path)]
    for theme, size in product(("light", "dark"), (WIDE, NARROW)):
        faults += [f"{path} {theme} {size[0]}: {fault}" for fault in look(page, theme, size)]
        picture = f"{name.replace(':', '-')}-{theme}-{size[0]}.png"
        page.screenshot(path=folder / picture, full_page=True, caret="initial")
    return faults


def is_page(name: str) -> bool:
    """Tell whether an address is a page and not a file or data: pages have a help text."""
    from linli.foundation.desk.page_help import page_helps  # noqa: PLC0415 # needs no database

    return name in page_helps()


def fill(page: Page) -> None:
    """Adopt a plan and leave an upload at its preview, so that their pages can be seen."""
    page.goto("/plan/2021/")
    page.goto(page.locator("a[href^='/plan/scenario/']").first.get_attribute("href"))
    page.get_by_label("定稿事由").fill("领导小组审定")
    page.get_by_role("button", name="定稿为年度计划").click()
    page.wait_for_load_state()
    book = openpyxl.Workbook()
    book.active.title = "小区"
    for row in (
        ("小区名称", "县区", "户数"),
        ("新测小区", "灵山县", 40),
        ("坏行", "灵山县", "约50"),
    ):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    page.goto("/registry/intake/")
    workbook = {"name": "调查.xlsx", "mimeType": "application/zip", "buffer": file.getvalue()}
    page.locator("input[name=workbook]").set_input_files(workbook)
    page.get_by_role("button", name="上传并预览").click()
    page.wait_for_load_state()
    fill.left = page.url  # type: ignore[attr-defined] # the preview, which no link leads to


def pages_of(page: Page) -> list[tuple[str, str]]:
    """Return a page of each address that links lead to from the front page, with its name."""
    unlinked = [fill.left, "/styleguide/", "/search/?text=rm"]  # type: ignore[attr-defined] # set by fill
    todo, found, seen = ["/", *unlinked], {}, set()
    while todo:
        path = re.sub(r"^https?://[^/]+", "", todo.pop(0))
        try:
            name = resolve(path.partition("?")[0]).view_name
        except Resolver404:
            continue
        key = name + ("?" if "?" in path else "")
        if key in seen:
            continue
        seen.add(key)
        answer = page.request.get(path)
        if answer.status != 200 or not answer.headers["content-type"].startswith("text/html"):
            continue
        if name.startswith(("api", "ogc")):
            continue
        led = urlsplit(answer.url)  # an address may lead on to another page
        found.setdefault(resolve(led.path).view_name, led._replace(scheme="", netloc="").geturl())
        links = LINK.findall(answer.text().replace("&amp;", "&"))
        todo += [path.partition("?")[0] + link if link[0] == "?" else link for link in links]
    return list(found.items())


# Means of 8 x 8 pixels are compared, so that a font's edges do not count.
DIFFERENCE = """async (pictures) => {
  const blocks = await Promise.all(pictures.map(async (data) => {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(image.width / 8);
    canvas.height = Math.ceil(image.height / 8);
    const pen = canvas.getContext("2d");
    pen.imageSmoothingQuality = "high";
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    return pen.getImageData(0, 0, canvas.width, canvas.height);
  }));
  if (Math.abs(blocks[0].height - blocks[1].height) > 2) return 1;
  const [one, other] = blocks.map((each) => each.data);
  let apart = 0;
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    if (Math.abs(one[at] - other[at]) > 32) apart += 1;
  }
  return apart / one.length;
}"""


@pytest.mark.slow
@pytest.mark.reads
def test_the_catalogue_of_parts_looks_as_its_kept_picture(page, sign_in):
    """`make screenshots` keeps a new picture where a part was meant to change."""
    kept = ROOT / "docs" / "pictures" / "styleguide.png"
    sign_in("city")
    page.goto("/styleguide/")
    page.wait_for_load_state("networkidle")
    charts = [page.locator(".chart")]
    now = page.locator("#main").screenshot(mask=charts, caret="initial")
    if folder := os.environ.get("LINLI_PICTURES"):
        (Path(folder) / kept.name).write_bytes(now)
    pictures = [base64.b64encode(each).decode() for each in (kept.read_bytes(), now)]
    assert page.evaluate(DIFFERENCE, pictures) < 0.01
    page.evaluate("document.querySelector('.stats').remove()")
    other = page.locator("#main").screenshot(mask=charts, caret="initial")
    pictures[1] = base64.b64encode(other).decode()
    assert page.evaluate(DIFFERENCE, pictures) > 0.01  # a part that is gone is seen
