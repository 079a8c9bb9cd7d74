"""One of each thing in 灵山县, made as its room makes it, and the addresses that take it.

A room with new addresses for an area's or a person's own things adds them to ``_PARTS``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from linli.foundation.people.models import ApiToken, User
from linli.foundation.people.tokens import make_token
from linli.plan.actions import adopt
from linli.plan.tests.year import YEAR, small_year, solved
from linli.registry.actions import confirm_import
from linli.registry.mapping import read_mapping
from linli.registry.mappings import save_mapping
from linli.registry.merging import merge
from linli.registry.models import Compound, SurveyRound, SurveyTask
from linli.registry.releasing import make_release
from linli.registry.rounds import NewRound, open_round
from linli.registry.saved_filters import save_filter
from linli.registry.staging import Upload, stage
from linli.registry.tests.pictures import png
from linli.registry.tests.workbooks import workbook
from linli.registry.visits import Photo, attach_file
from linli.reserve.tests.town import DAY, compound

ROOMS_OWN_TESTS = frozenset(
    {
        *(f"reserve:bundle{each}" for each in ("", "-reshape", "-project", "-give-up", "-balance")),
        *("reserve:facilities", "reserve:facility"),
        *(f"approvals:{each}" for each in ("case", "reply", "letter", "paper", "registration")),
        *(f"special:{each}" for each in ("plan", "map", "units", "unit", "layers", "rounds")),
        "special:comment",
    }
)
"""Addresses whose things this file does not make yet: so far only their rooms' tests hold them."""
CANARY = "灵山秘苑"
"""A name that stands in 灵山县's rows only; whoever reads it elsewhere has found a leak."""
ROW = (CANARY, "灵山县", 48, "1992-05", "人民路12号")
BAD_ROW = ("坏行", "灵山县", "约50", "1990", "新建路1号")
BODIES: dict[str, dict[str, Any]] = {
    "api-v1:change_compound": {"facts": {"households": 5}, "reason": "核实"},
    "registry:decide-row": {"code": "SECRET", "key": "x", "reason": "核实", "same": "yes"},
    "registry:decide": {"decision": "apart", "reason": "核实"},
    "registry:move-task": {"state": "reported"},
}
"""What is sent where an address looks at it before it says whether it finds the thing."""
SAMPLE = Path(__file__).parents[2] / "samples" / "second_listing.toml"


class Things(NamedTuple):
    """Arguments by full name of the address: of 灵山县's own things, and of what all share."""

    own: dict[str, dict[str, Any]]
    shared: dict[str, dict[str, Any]]


def things_of_lingshan(places: dict[str, Any], clerk: User) -> Things:
    """Make a surveyed, determined and planned town; return what leads to 灵山县's part of it."""
    compound(places, "SECRET")
    Compound.objects.filter(code="SECRET").update(name=CANARY, name_key=CANARY)
    small_year(places)
    plan = adopt(None, solved(), "定稿")[0]
    own: dict[str, dict[str, Any]] = {}
    for part in _PARTS:
        own |= part(places, clerk)
    year, scenario = {"year": YEAR}, {"scenario_id": plan.scenario_id}
    version = {**year, "number": plan.version}
    return Things(
        own,
        {
            "plan:year": year,
            "plan:tasks": year,
            "plan:scenario": scenario,
            "plan:version": version,
            "determination:rule": {"rule_id": "old_compound"},
            "registry:export": {"kind": "csv"},
            "registry:round": {"number": SurveyRound.objects.get().pk},
        },
    )


def _of_compounds(_places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    code = {"code": "SECRET"}
    photo = attach_file(
        Compound.objects.get(code="SECRET"), Photo("门.png", png()), "photo", CANARY, clerk
    )
    pages = "compound compound-files compound-history compound-print"
    calls = "read_compound change_compound list_buildings list_homes"
    return {
        **{f"registry:{each}": code for each in pages.split()},
        **{f"api-v1:{each}": code for each in calls.split()},
        "ogc:item": code,
        "determination:compound": code,
        "registry:compound-file": {**code, "number": photo.pk},
    }


def _of_imports(places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    asked = NewRound("2021 年摸底调查", DAY, DAY, None, (places["450721"], places["450702"]))
    survey_round = open_round(None, asked, "test")
    done = confirm_import(workbook(ROW), f"{CANARY}.xlsx", clerk, survey_round)
    number = {"number": done.pk}
    upload = Upload("again.xlsx", workbook(ROW, BAD_ROW), survey_round)
    task = SurveyTask.objects.filter(jurisdiction=places["450721"]).first()
    steps = "preview preview-problems mapping confirm decide-row give-up"
    return {
        **{f"registry:{each}": {"token": stage(clerk, upload)} for each in steps.split()},
        **{f"registry:workbook{each}": number for each in ("", "-undo", "-problems")},
        "registry:move-task": {"number": task.pk if task else 0},
        "registry:mapping-drop": {
            "number": save_mapping(clerk, CANARY, read_mapping(SAMPLE.read_bytes())).pk
        },
        "registry:filter-drop": {"number": save_filter(clerk, CANARY, "text=a").pk},
    }


def _of_twins(places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    left, right, third = (
        compound(places, f"T{number}", households=48, address="人民路12号") for number in range(3)
    )
    merged = merge(left, third, clerk, "同一小区")
    pair = {"left": left.code, "right": right.code}
    return {
        "registry:pair": pair,
        "registry:decide": pair,
        "registry:separate": {"number": merged.pk},
    }


def _of_releases(places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    number = {"number": make_release(clerk, CANARY, places["450721"]).number}
    return {
        "registry:release": number,
        "registry:release-file": number,
        "api-v1:read_release": number,
        "api-v1:download_release": number,
    }


def _of_the_person(_places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    make_token(clerk, CANARY)
    return {"desk:token-revoke": {"number": ApiToken.objects.get(name=CANARY).pk}}


def _of_projects(_places: dict[str, Any], _clerk: User) -> dict[str, dict[str, Any]]:
    pages = "reserve:candidate reserve:apply reserve:funds"
    pages += " approvals:project approvals:what-if approvals:scheme"
    return {each: {"code": "PSECRET"} for each in pages.split()}


_PARTS = (_of_projects, _of_compounds, _of_imports, _of_twins, _of_releases, _of_the_person)
