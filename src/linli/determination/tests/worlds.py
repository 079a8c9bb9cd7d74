"""A small world through the real actions: compounds, a release, a determination."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from linli.determination.actions import load_pack, run_determination
from linli.registry.models import Compound
from linli.registry.releasing import make_release

DAY = date(2021, 5, 1)
DEFINITION = "old_compound_definition"
OLD = {
    "built_on": "1992",
    "in_town_area": True,
    "poorly_kept": True,
    "municipal_gaps": True,
    "service_gaps": True,
    "residents_willing": True,
    "already_renovated": False,
    "households": 40,
    "buildings": 2,
    "floor_area": "3200.00",
    "estimated_investment": "800000.00",
    "condition_drainage": "damaged",
}


def compound(area, code, name, **facts):
    """Make a compound with the six marks of an old one; a fact given as None is unknown."""
    known = {key: value for key, value in {**OLD, **facts}.items() if value is not None}
    return Compound.objects.create(
        code=code, name=name, name_key=name, jurisdiction=area, facts={"name": name, **known}
    )


def small_town(places):
    """Two compounds of Lingshan (one with its residents unasked) and one of Qinnan."""
    load_pack(settings.PACK, None)
    compound(places["450721"], "450721-0001", "灵山新苑")
    compound(places["450721"], "450721-0002", "灵山旧院", residents_willing=None)
    compound(places["450702"], "450702-0001", "钦南里", built_on="2000-12-31")
    return run_determination(make_release(None, "测试"), DAY, None)
