"""The ``linli`` command: the programme's own commands, and Django's through the same entry."""

from __future__ import annotations

import os
import sys
from importlib import import_module

STARTERS = {"serve", "run"}
ALONE = {
    "pack": "pack_commands",
    "record": "record_commands",
    "residents": "resident_commands",
    "token": "token_commands",
    "desk": "desk_commands",
    "work": "work_command",
}
"""Commands whose module is run without the others', which load the whole programme."""
OTHERS = {"administrators", "demo", "survey", "determine", "explain", "plan", "trace"}
HELP = {"--help", "-h"}


def main() -> None:
    """Run one of our commands, or hand over to Django (``migrate`` and the like)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
    arguments = sys.argv[1:] or ["--help"]
    if arguments[0] in STARTERS:
        import_module("linli.cli.server").app(arguments, prog_name="linli")
    elif arguments[0] in ALONE:
        import_module("django").setup()
        module = import_module(f"linli.cli.{ALONE[arguments[0]]}")
        name = f"{arguments[0]}_app"
        getattr(module, name)(arguments[1:], prog_name=f"linli {arguments[0]}")
    elif arguments[0] in OTHERS | HELP:
        import_module("django").setup()
        import_module("linli.cli.commands").app(arguments, prog_name="linli")
    else:
        run = import_module("django.core.management").execute_from_command_line
        run(["linli", *arguments])
