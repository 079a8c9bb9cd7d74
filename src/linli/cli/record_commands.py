"""The record of changes: its newest entry kept outside, its chain verified."""

from __future__ import annotations

import typer

from linli.cli.screen import console, show_problems
from linli.foundation.record.heads import keep_head, verify_with_heads

record_app = typer.Typer(
    help="变更记录 · Record of changes", no_args_is_help=True, add_completion=False
)


@record_app.command("keep-head")
def record_keep_head() -> None:
    """把记录的条数和末条哈希留存到数据库之外 · Keep count and hash of the newest outside."""
    console.print(keep_head())


@record_app.command("verify")
def record_verify() -> None:
    """校验变更记录的哈希链，并与留存的末条比对 · Verify the chain, and the heads kept outside."""
    problems = verify_with_heads()
    show_problems(problems)
    if problems:
        raise typer.Exit(1)
    console.print("变更记录完整 ✓", style="green")
