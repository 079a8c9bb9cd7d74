"""A small surveyed town, determined with the real pack."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from linli.determination.actions import load_pack, run_determination
from linli.determination.models import Determination
from linli.foundation.record.context import changing
from linli.registry.models import Compound
from linli.registry.releasing import make_release
from linli.reserve.actions import refresh_reserve

DAY = date(2021, 5, 1)
READY = {
    "in_town_area": True,
    "built_on": "1992",
    "poorly_kept": True,
    "municipal_gaps": True,
    "service_gaps": True,
    "residents_willing": True,
    "already_renovated": False,
    "households": 48,
    "buildings": 2,
    "floor_area": "3840.00",
    "estimated_investment": "1296000.00",
    "condition_water": "damaged",
    "condition_roof": "missing",
    "condition_power": "intact",
}


def compound(places, code: str, area: str = "450721", **facts) -> Compound:
    """Store a compound that is ready but for what ``facts`` say; None takes a fact away."""
    named = {name: value for name, value in (READY | facts).items() if value is not None}
    name = named.pop("name", f"{code}小区")
    return Compound.objects.create(
        code=code,
        name=name,
        name_key=name,
        jurisdiction=places[area],
        facts=named,
    )


def change(found: Compound, **facts) -> None:
    """Change a compound's facts as an import would; None takes a fact away."""
    with changing(None, "test"):
        known = found.facts | facts
        found.facts = {name: value for name, value in known.items() if value is not None}
        found.save()


def determined(user=None) -> Determination:
    """Freeze the registry and answer it with the real pack."""
    load_pack(settings.PACK, user)
    return run_determination(make_release(user, "test"), DAY, user)


def refreshed(user=None) -> Determination:
    """Bring the reserve up to the registry as it stands."""
    run = determined(user)
    refresh_reserve(run, user, DAY)
    return run
