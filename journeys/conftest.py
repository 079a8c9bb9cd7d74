"""A demo city as `make run` makes it, served by `linli serve`, walked with a real browser."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "build" / "pictures"
BARE = ROOT / "journeys" / "bare"
START_SECONDS = 120  # a machine may be busy


class City:
    """A demo city in its own folder, driven by the ``linli`` command."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **{
                k: v
                for k, v in os.environ.items()
                if not k.startswith(("PYTEST", "DJANGO", "PYTHONDONT"))
            },
            "LINLI_HOME": str(home),
            "PYTHONPATH": str(BARE),
        }

    def linli(self, *arguments: str | Path, expect: int = 0) -> str:
        """Run a command; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "linli.cli", *map(str, arguments)],
            env={**self.environment, "COLUMNS": "250"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == expect, done.stdout + done.stderr
        return done.stdout

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Look straight into the city's database."""
        with closing(sqlite3.connect(self.home / "linli.sqlite3")) as database:
            return database.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Change the city's database behind the program's back."""
        with closing(sqlite3.connect(self.home / "linli.sqlite3", timeout=20)) as database:
            database.execute(sql)
            database.commit()

    def password(self, username: str) -> str:
        """Return a demo account's password."""
        accounts = json.loads((self.home / "demo_accounts.json").read_text("utf-8"))
        return next(password for name, password, _post in accounts if name == username)

    def serve(self, port: int, *said: str) -> subprocess.Popen[bytes]:
        """Start the server, by `serve --no-jobs` unless else is said; wait until it answers."""
        command = said or ("serve", "--no-jobs")
        server = subprocess.Popen(
            [sys.executable, "-m", "linli.cli", *command, "--port", str(port)],
            env=self.environment,
            cwd=ROOT,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=1).close()
            except (URLError, ConnectionError, TimeoutError):
                time.sleep(0.1)
            else:
                return server
        server.terminate()
        pytest.fail("the server did not answer")


@pytest.fixture(scope="session")
def filled_city(tmp_path_factory, worker_id, migrated) -> City:
    """The demo city, filled once by `linli demo` for all processes; nobody changes this one.

    It starts from the migrated database of tests that came before; to migrate is half of its time.
    """
    base = tmp_path_factory.getbasetemp()
    home = (base if worker_id == "master" else base.parent) / "filled-city"
    with (home.parent / "filled-city.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not home.exists():
            begun = home.with_name("filling-city")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            if migrated.exists():
                shutil.copy(migrated, begun)
            City(begun).linli("demo")
            begun.rename(home)
    return City(home)


@pytest.fixture(scope="session")
def read_city(filled_city, tmp_path_factory) -> Iterator[tuple[City, str]]:
    """A served copy of the demo city, with its address, for tests that read."""
    city = City(tmp_path_factory.mktemp("read") / "home")
    shutil.copytree(filled_city.home, city.home)
    with served(city) as address:
        yield city, address


@pytest.fixture
def city(request, tmp_path) -> City:
    """A copy of the demo city to do anything with; one for all tests that are marked `reads`."""
    if request.node.get_closest_marker("reads"):
        return request.getfixturevalue("read_city")[0]
    shutil.copytree(request.getfixturevalue("filled_city").home, tmp_path / "home")
    return City(tmp_path / "home")


@contextmanager
def served(city: City, *said: str) -> Iterator[str]:
    """Serve a city on a free port; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = city.serve(port, *said)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; without one the test is skipped, or fails where CI demands it."""
    path = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium")
    if not path:
        message = "no Chromium: install it, or set LINLI_CHROMIUM"
        if os.environ.get("LINLI_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--use-gl=angle"]
        flags += ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
        # Only maps need WebGL; drawing whole pages by it on a processor takes most of a walk.
        flags += ["--disable-gpu-compositing", "--disable-gpu-rasterization"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def address(request, city) -> Iterator[str]:
    """The address of a running server of the city; it does long work where the test `waits`."""
    if request.node.get_closest_marker("reads"):
        yield request.getfixturevalue("read_city")[1]
    else:
        said = ("serve",) if request.node.get_closest_marker("waits") else ()
        with served(city, *said) as address:
            yield address


def is_fault(line: ConsoleMessage) -> bool:
    """Tell whether a line of the console is an error, other than that a form was refused."""
    return line.type == "error" and "status of 422" not in line.text


@pytest.fixture
def page(browser, address) -> Iterator[Page]:
    """A fresh browser window on the city's pages; any script error fails the test."""
    context = browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900}
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda line: is_fault(line) and errors.append(line.text))
    yield page
    context.close()
    assert not errors


@pytest.fixture
def picture():
    """Save a screenshot in LINLI_PICTURES; where that is not set nobody would look at it."""
    folder = os.environ.get("LINLI_PICTURES")

    def take(page: Page, name: str) -> None:
        if folder:
            # Hiding the caret writes style attributes, which htmx copies and the policy refuses.
            path = Path(folder) / f"{name}.png"
            page.screenshot(path=path, full_page=True, caret="initial")

    return take


@pytest.fixture
def sign_in(page, city):
    """Return a sign-in through the page; who was signed in before is signed out."""

    def as_user(username: str) -> None:
        page.context.clear_cookies()
        page.goto("/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(city.password(username))
        page.get_by_role("button", name="登录").click()
        page.wait_for_load_state()

    return as_user
