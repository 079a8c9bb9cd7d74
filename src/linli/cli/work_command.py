"""The worker beside the pages. Every start waits for it: it loads what it works on when it does."""

from __future__ import annotations

import os

import typer

from linli.foundation.jobs.worker import keep_working

work_app = typer.Typer(add_completion=False)


@work_app.command()
def work() -> None:
    """处理后台任务，随启动它的程序结束 · Do long work, until the program that began it ends."""
    parent = os.getppid()
    keep_working(lambda: os.getppid() == parent)
