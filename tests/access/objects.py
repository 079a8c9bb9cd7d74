"""One of each thing in 灵山县, made as its room makes it, and the addresses that take it.

A room with new addresses for an area's or a person's own things adds them to ``_PARTS``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from linli.approvals.actions.applying import submit
from linli.approvals.actions.registering import receive
from linli.approvals.models import Registration
from linli.approvals.tests import office_day
from linli.core.kernel.text import Text
from linli.engines.packfiles import load_pack as read_pack
from linli.foundation.calendar_admin.actions import load_announced
from linli.foundation.files.actions import store_file
from linli.foundation.group.actions import call_meeting
from linli.foundation.offices.actions import found_group
from linli.foundation.offices.finding import office
from linli.foundation.offices.loading import load_offices
from linli.foundation.offices.tests.officers import seated
from linli.foundation.people.models import ApiToken, User
from linli.foundation.people.tokens import make_token
from linli.foundation.steps import actions as steps
from linli.foundation.steps.actions import NewStep
from linli.foundation.steps.models import Delegation
from linli.plan.actions import adopt
from linli.plan.special.tests.town import drawn
from linli.plan.tests.year import YEAR, small_year, solved
from linli.registry.actions import confirm_import
from linli.registry.contacts import Given, add_contact
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
from linli.reserve.actions.bundles import Draft, accept_bundle
from linli.reserve.models import Facility, Project
from linli.reserve.tests.town import DAY, compound

ROOMS_OWN_TESTS = frozenset({"desk:feed-file"})
"""Opened by whoever holds the secret address, not by a person: the desk's tests hold it."""
CANARY = "灵山秘苑"
"""A name that stands in 灵山县's rows only; whoever reads it elsewhere has found a leak."""
ROW = (CANARY, "灵山县", 48, "1992-05", "人民路12号")
BAD_ROW = ("坏行", "灵山县", "约50", "1990", "新建路1号")
BODIES: dict[str, dict[str, Any]] = {
    "api-v1:change_compound": {"facts": {"households": 5}, "reason": "核实"},
    "registry:decide-row": {"code": "SECRET", "key": "x", "reason": "核实", "same": "yes"},
    "registry:decide": {"decision": "apart", "reason": "核实"},
    "registry:move-task": {"state": "reported"},
    "reserve:bundle-reshape": {"search": "1"},
}
"""What is sent where an address looks at it before it says whether it finds the thing."""
SAMPLE = Path(__file__).parents[2] / "samples" / "second_listing.toml"


_SPECIAL = "plan map units layers rounds comment"


class Things(NamedTuple):
    """Arguments by full name of the address: of 灵山县's own things, and of what all share."""

    own: dict[str, dict[str, Any]]
    shared: dict[str, dict[str, Any]]


def things_of_lingshan(places: dict[str, Any], clerk: User) -> Things:
    """Make a surveyed, determined and planned town; return what leads to 灵山县's part of it."""
    for code, position in (
        ("SECRET", "109.28,22.43"),
        ("B1", "109.28,22.431"),
        ("B2", "109.28,22.432"),
    ):
        compound(places, code, location=position)
    Compound.objects.filter(code="SECRET").update(name=CANARY, name_key=CANARY)
    small_year(places)
    plan = adopt(None, solved(), "定稿")[0]
    load_offices(read_pack(settings.PACK), None)
    load_announced(None)
    special = drawn()
    own: dict[str, dict[str, Any]] = {}
    for part in _PARTS:
        own |= part(places, clerk)
    year, scenario = {"year": YEAR}, {"scenario_id": plan.scenario_id}
    version = {**year, "number": plan.version}
    drawn_plan = {"plan_id": special.pk}
    unit = special.units.get(jurisdiction=places["450721"])
    return Things(
        own,
        {
            "plan:year": year,
            "plan:tasks": year,
            "plan:scenario": scenario,
            "plan:version": version,
            **{f"special:{each}": drawn_plan for each in _SPECIAL.split()},
            "special:unit": {**drawn_plan, "unit_id": unit.pk},
            "determination:rule": {"rule_id": "old_compound"},
            "overview:data": {"name": "places"},
            "registry:export": {"kind": "csv"},
            "registry:round": {"number": SurveyRound.objects.get().pk},
        },
    )


def _of_compounds(_places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    code = {"code": "SECRET"}
    photo = attach_file(
        Compound.objects.get(code="SECRET"), Photo("门.png", png()), "photo", CANARY, clerk
    )
    given = Given("compound", CANARY, "张某", "13800000001", "", consented=True)
    resident = add_contact(clerk, Compound.objects.get(code="SECRET"), given)
    pages = "compound compound-contacts compound-files compound-history compound-print"
    calls = "read_compound change_compound list_buildings list_homes"
    return {
        **{f"registry:{each}": code for each in pages.split()},
        **{f"api-v1:{each}": code for each in calls.split()},
        "ogc:item": code,
        "registry:contact": {**code, "number": resident.pk},
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


def _of_bundles(_places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    made = accept_bundle(clerk, Draft(CANARY, "street", ("B1", "B2"), "相邻"))
    room = Facility.objects.create(bundle=made, name=CANARY, work="x", use="x", cost=1)
    pages = "bundle bundle-reshape bundle-project bundle-give-up bundle-balance facilities"
    return {
        **{f"reserve:{each}": {"code": made.code} for each in pages.split()},
        "reserve:facility": {"code": made.code, "pk": room.pk},
    }


def _of_cases(places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    project = Project.objects.get(code="PSECRET")
    project.facts |= office_day.EASY_FACTS
    project.save()
    asked = [
        seated(each, each) for each in ("housing_bureau", "natural_resources", "finance_bureau")
    ]
    reform = seated("reform", "area_reform", places["450721"])
    office_day.complete_scheme(project, clerk)
    decided = office_day.approved_scheme(project, clerk, reform, asked)
    lent = receive(asked[1], project, Registration.Kind.TITLE, CANARY, "受2021-17")
    case = {"case_id": decided.case_id}
    paper = project.schemes.get().files.first()
    return {
        **dict.fromkeys(("approvals:case", "approvals:reply"), case),
        "approvals:letter": {"case_id": submit(clerk, project, "commitment").pk},
        "approvals:paper": {"code": project.code, "file_id": paper.pk},
        "approvals:registration": {"registration_id": lent.pk},
    }


def _of_the_desk(places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    own = clerk.appointments.get().post.organisation
    today = timezone.localdate()
    asked = NewStep(title=Text(CANARY, CANARY), lead=own, jurisdiction=places["450721"])
    step = steps.open_step(None, asked)
    kept = steps.Outcome("已办", "", store_file(office_day.PDF), f"{CANARY}.pdf")
    closed = steps.close(clerk, steps.open_step(None, asked), 1, kept)
    helped = steps.ask(clerk, step, 1, office("finance_bureau"), CANARY)
    deputy = Delegation.objects.create(user=clerk, deputy=clerk, since=today, until=today)
    return {
        "desk:step": {"number": step.pk},
        "desk:act": {"number": step.pk, "name": "close"},
        "desk:answer": {"number": step.pk, "asked": helped.pk},
        "desk:step-file": {"number": closed.pk},
        "desk:away-end": {"number": deputy.pk},
    }


def _of_meetings(places: dict[str, Any], clerk: User) -> dict[str, dict[str, Any]]:
    group = found_group(clerk, places["450721"], "灵山县领导小组", ["组长"], "x")
    asked = {"title": CANARY, "day": timezone.localdate(), "agenda": CANARY}
    number = {"number": call_meeting(clerk, group, asked).pk}
    return {f"group:{each}": number for each in ("meeting", "minutes", "decide")}


_PARTS = (
    _of_projects,
    _of_compounds,
    _of_imports,
    _of_twins,
    _of_releases,
    _of_the_person,
    _of_bundles,
    _of_cases,
    _of_the_desk,
    _of_meetings,
)
