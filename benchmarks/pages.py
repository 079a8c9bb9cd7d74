"""Open pages in a browser in a demo city and with 219,000 compounds more: paint, shift, bytes.

The newest determination answers all compounds of each; the reserve is the demo city's in both.

The largest paint (LCP) and the layout shift (CLS) are the browser's own figures, the median of
several loads with a warm cache; the bytes are those of a first load, as sent over the wire, and
without the chart and map libraries. ROWS=20000 makes a quicker run. Compare the ratios.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from page_times import measured
from playwright.sync_api import Browser, Page, sync_playwright

ROWS = int(os.environ.get("ROWS", "219000"))
TIMES, PORT = 7, 8765
HOST = f"http://127.0.0.1:{PORT}"
PAGES = {
    "sign in": "/account/login/",
    "front page": "/",
    "desk": "/desk/",
    "figures": "/figures/",
    "wall screen": "/cockpit/",
    "compounds": "/registry/",
    "compounds, two filters": "/registry/?fact-1=condition_water&is-1=is&value-1=damaged"
    "&fact-2=built_on&is-2=at-most&value-2=1990",
    "compound": "/registry/compound/4507020010030001/",
    "map": "/registry/map/",
    "search": "/search/?text=rm",
    "determination": "/determination/",
    "reserve": "/reserve/",
    "plan": "/plan/2021/",
    "approvals": "/approvals/",
}
LIBRARIES = ("echarts", "maplibre")
WATCH = """() => {
  window.seen = { paint: 0, shift: 0 };
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    window.seen.paint = entry.startTime;
  })).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.seen.shift += entry.value;
  })).observe({ type: "layout-shift", buffered: true });
}"""
SENT = """() => [...performance.getEntriesByType("navigation"),
  ...performance.getEntriesByType("resource")].map((entry) => [entry.name, entry.transferSize])"""


def fill(rows: int) -> None:
    """Make a demo city; add compounds to it, and answer the rules for them all."""
    subprocess.run([sys.executable, "-m", "linli.cli", "demo"], check=True, stdout=sys.stderr)
    if rows:
        import django

        django.setup()
        from registry_pages import fill as add

        from linli.determination.actions import run_determination
        from linli.registry.releasing import make_release

        add(rows)
        run_determination(make_release(None, "bench"), date(2021, 5, 1), None)


def walk(browser: Browser, password: str) -> dict[str, tuple[float, float, float]]:
    """Return for each page: milliseconds to the largest paint, layout shift, bytes at first."""
    found = {}
    context = signed_in(browser, password).context
    kept = context.storage_state()
    for name, path in PAGES.items():
        first = browser.new_context(storage_state=None if name == "sign in" else kept)
        page = first.new_page()
        page.goto(HOST + path, wait_until="networkidle")
        sent = page.evaluate(SENT)
        seen = [load(page, path) for _ in range(TIMES)]
        first.close()
        paint, shift = (median(each[kind] for each in seen) for kind in ("paint", "shift"))
        own = sum(size for each, size in sent if not any(lib in each for lib in LIBRARIES))
        found[name] = (paint, shift, own)
    return found


def load(page: Page, path: str) -> dict[str, float]:
    """Open a page again and return what the browser saw."""
    page.goto(HOST + path)
    page.evaluate(WATCH)
    page.wait_for_load_state("networkidle")
    return page.evaluate("window.seen")


def signed_in(browser: Browser, password: str) -> Page:
    """Return a window of the city office."""
    page = browser.new_page()
    page.goto(HOST)
    page.locator("input[name=login]").fill("city")
    page.locator("input[name=password]").fill(password)
    page.locator("form[action*=login] [type=submit], form [type=submit]").last.click()
    page.wait_for_url(HOST + "/")
    return page


def serve(rows: int) -> dict[str, tuple[float, float, float]]:
    """Fill a city of its own, serve it, and open its pages."""
    fill(rows)
    accounts = json.loads(
        (Path(os.environ["LINLI_HOME"]) / "demo_accounts.json").read_text("utf-8")
    )
    password = next(word for name, word, _post in accounts if name == "city")
    server = subprocess.Popen(
        [sys.executable, "-m", "linli.cli", "serve", "--no-jobs", "--port", str(PORT)],
        stdout=sys.stderr,
    )
    try:
        wait_for_answer()
        with sync_playwright() as playwright:
            path = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            return walk(browser, password)
    finally:
        server.terminate()
        server.wait()


def wait_for_answer() -> None:
    """Wait until the server answers, at most two minutes."""
    for _ in range(1200):
        try:
            urlopen(HOST + PAGES["sign in"], timeout=60).close()  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not answer")


def main() -> None:
    """Print both cities beside each other."""
    small, large = measured(__file__, 0), measured(__file__, ROWS)
    print(f"{'page':24}{'first load kB':>15}{'paint ms':>18}{'ratio':>8}{'shift':>16}")
    for name in PAGES:
        (a, a_shift, sent), (b, b_shift, _) = small[name], large[name]
        cells = f"{sent / 1e3:>15.0f}{a:>9.0f}{b:>9.0f}{b / a:>7.2f}x{a_shift:>8.3f}{b_shift:>8.3f}"
        print(f"{name:24}{cells}")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        print(json.dumps(serve(int(sys.argv[1]))))
