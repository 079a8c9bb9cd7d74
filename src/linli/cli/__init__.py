"""The ``linli`` command: the programme's own commands, and Django's through the same entry."""

from __future__ import annotations

import os
import sys
from importlib import import_module

STARTERS = {"serve", "run"}
OWN = {
    "administrators",
    "demo",
    "survey",
    "determine",
    "explain",
    "plan",
    "pack",
    "record",
    "residents",
    "token",
    "desk",
    "trace",
    "work",
}
HELP = {"--help", "-h"}


def main() -> None:
    """Run one of our commands, or hand over to Django (``migrate`` and the like)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    arguments = sys.argv[1:] or ["--help"]
    if arguments[0] in STARTERS:
        import_module("linli.cli.server").app(arguments, prog_name="linli")
    elif arguments[0] in OWN | HELP:
        import_module("django").setup()
        import_module("linli.cli.commands").app(arguments, prog_name="linli")
    else:
        run = import_module("django.core.management").execute_from_command_line
        run(["linli", *arguments])
