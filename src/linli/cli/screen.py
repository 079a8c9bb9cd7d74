"""What commands print: progress, problems, answers; Chinese unless ``LINLI_LANGUAGE=en``."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.kernel.text import Text

console = Console()


def say(text: Text) -> str:
    """Return a phrase in the terminal's language."""
    return text.in_language(os.environ.get("LINLI_LANGUAGE", "zh"))


@contextmanager
def progress_bar() -> Iterator[Callable[[float, str], None]]:
    """Show a bar; the callable takes the share done (0 to 1) and what is being done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
    )
    with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda share, what: bar.update(task, completed=share, description=what)


def show_problems(problems: Sequence[Problem]) -> None:
    """Print problems: where, what is wrong, what to do."""
    for problem in problems:
        colour = "red" if problem.severity is Severity.BLOCKS else "yellow"
        console.print(
            f"[{colour}]●[/] [bold]{problem.place}[/] {say(problem.message)}", highlight=False
        )
        console.print(f"  → {say(problem.next_step)}", style="dim", highlight=False)


@contextmanager
def problems_end_the_command() -> Iterator[None]:
    """Print the problems of a ``ProblemError`` and leave with exit code 1."""
    try:
        yield
    except ProblemError as error:
        show_problems(error.problems)
        raise typer.Exit(1) from error


def print_table(title: str, headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table."""
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    console.print(table)
