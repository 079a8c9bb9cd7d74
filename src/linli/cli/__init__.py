"""The ``linli`` command: the programme's own commands, and Django's through the same entry."""

from __future__ import annotations

import os
import sys

import django
from django.core.management import execute_from_command_line

OWN = {"serve", "demo", "survey", "determine", "explain", "plan", "pack", "record", "--help", "-h"}


def main() -> None:
    """Run one of our commands, or hand over to Django (``migrate`` and the like)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    arguments = sys.argv[1:] or ["--help"]
    if arguments[0] not in OWN:
        execute_from_command_line(["linli", *arguments])
        return
    django.setup()
    # Models can be imported only after django.setup().
    from linli.cli.commands import app  # noqa: PLC0415

    app(arguments, prog_name="linli")
