"""What every page is asked in the browser: axe-core's rules, other hosts, inline code, width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

AXE = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
RUN = """async (tags) => {
  const found = await axe.run({runOnly: tags});
  return found.violations.map(each => each.id + ": " + each.help + " | "
    + each.nodes.slice(0, 4).map(node => node.html.slice(0, 160) + " " + node.any.map(
      check => check.message).join(" ").slice(0, 160)).join(" || "));
}"""
INLINE = re.compile(
    r"""<style|\sstyle="|\son[a-z]+="|<script(?![^>]*(?:\ssrc=|type="application/json"))""",
    re.IGNORECASE,
)
WIDE, NARROW = (1440, 900), (390, 844)


def violations(page: Page) -> list[str]:
    """Return what breaks WCAG 2.1 A and AA on the page as it stands."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(f"{AXE.read_text('utf-8')}; 0")
    return page.evaluate(RUN, RULES)


def is_too_wide(page: Page) -> bool:
    """Tell whether the page must be pushed sideways to be read."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1")


def visit(page: Page, path: str) -> Iterator[str]:
    """Open a page; yield what it fetches elsewhere and the code that stands inline in it."""
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    page.remove_listener("request", note)
    if answer is None or answer.status != 200:  # the one good answer
        yield f"answers {answer and answer.status}"
        return
    own = urlsplit(page.url).netloc
    yield from (f"asks {url}" for url in asked if urlsplit(url).netloc not in {own, ""})
    yield from (f"inline: {found}" for found in INLINE.findall(answer.text()))


def look(page: Page, theme: str, size: tuple[int, int]) -> Iterator[str]:
    """Yield what is wrong on the open page in a theme at a size."""
    # Without motion: a button that is still changing its colour has too little contrast.
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type] # "light" or "dark"
    page.set_viewport_size({"width": size[0], "height": size[1]})
    yield from violations(page)
    if size == NARROW and is_too_wide(page):
        yield "wider than a phone"
