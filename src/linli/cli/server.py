"""Start the pages. Kept apart from the other commands: a start need not load what they load."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from granian import Granian
from granian.constants import Interfaces

PACKAGE = Path(__file__).parent.parent
app = typer.Typer()


class Account(NamedTuple):
    """A demo account as it is printed."""

    username: str
    password: str
    post: str


@app.command()
def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    jobs: Annotated[bool, typer.Option("--jobs/--no-jobs", help="同时处理后台任务")] = True,
) -> None:
    """启动网页服务和后台任务 · Serve the pages, and do the long work beside them."""
    with _worker() if jobs else nullcontext():
        Granian(
            "linli.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=4,
            log_enabled=False,
        ).serve()


@contextmanager
def _worker() -> Iterator[None]:
    """Keep a worker for long work running beside the pages; one that falls is started again.

    It begins a moment later than the pages, which people wait for.
    """
    closing = threading.Event()
    children: list[subprocess.Popen[bytes]] = []

    def watch() -> None:
        while not closing.wait(1):
            if not children or children[-1].poll() is not None:
                children[:] = [_start_worker()]

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        closing.set()
        watcher.join()
        for child in children:
            child.terminate()
            child.wait()


def _start_worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "linli.cli", "work"])


@app.command()
def run(host: str = "127.0.0.1", port: int = 8000) -> None:
    """装入演示城市（已装入则跳过）并启动 · Fill the demo city where needed, then serve."""
    home = Path(os.environ.get("LINLI_HOME", "var"))
    mark = home / "demo"
    if not mark.exists() or mark.read_text("utf-8") != fingerprint():
        subprocess.run([sys.executable, "-m", "linli.cli", "demo"], check=True)
    else:
        print_accounts(read_accounts(home), f"http://{host}:{port}")
    serve(host, port)


def fingerprint() -> str:
    """Return a digest of what a filled demo depends on: packs, migrations, its generator."""
    found = hashlib.sha256()
    for pattern in ("packs/**/*.*", "**/migrations/*.py", "cli/demo*.py"):
        for path in sorted(PACKAGE.glob(pattern)):
            found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()


def read_accounts(home: Path) -> list[Account]:
    """Return the demo accounts that an installation drew."""
    drawn = json.loads((home / "demo_accounts.json").read_text("utf-8"))
    return [Account(*entry) for entry in drawn]


def print_accounts(accounts: list[Account], address: str) -> None:
    """Print the demo accounts and the address."""
    typer.echo("演示账号（数据均为虚构） · Demo accounts (synthetic data)")
    for account in accounts:
        typer.echo(f"  {account.username:13}{account.password:16}{account.post}")
    typer.secho(address, bold=True)
