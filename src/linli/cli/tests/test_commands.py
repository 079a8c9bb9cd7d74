"""Every command of the list is found, whichever module is loaded for it."""

from importlib import import_module

import pytest
from typer.main import get_command

from linli.cli import ALONE, OTHERS, STARTERS
from linli.cli.commands import app

LISTED = get_command(app).commands


def test_each_listed_command_is_ours_and_none_else():
    assert {*ALONE, *OTHERS, *STARTERS} == LISTED.keys()


@pytest.mark.parametrize("name", ALONE)
def test_a_command_run_alone_is_the_listed_one(name):
    alone = get_command(getattr(import_module(f"linli.cli.{ALONE[name]}"), f"{name}_app"))
    listed = LISTED[name]
    assert alone.help == listed.help
    assert getattr(alone, "commands", {}).keys() == getattr(listed, "commands", {}).keys()
