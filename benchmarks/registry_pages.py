"""Serve the registry's pages at 1,000 and at 219,000 compounds (2 million buildings); ratios.

Each page is asked for many times with other words, in process, through all of Django's layers;
each community holds about 200 compounds at both sizes. Given are p50 and p95 in milliseconds, and
queries. ROWS=20000 makes a quicker run. Compare the ratios, not the milliseconds.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time

from page_times import compare, measured, timed

ROWS = int(os.environ.get("ROWS", "219000"))
SMALL, BUILDINGS_EACH, IN_A_COMMUNITY, TIMES = 1_000, 9, 200, 60
FIRST = "锦华江滨人民新城建设和平向阳东风红旗胜利团结光明幸福安康金龙银海丽景翠湖"
KINDS = "小区 花园 苑 新村 家园 宿舍 大院".split()
PAGES = "list search compound cells export".split()


def fill(rows: int) -> None:
    """Make a database of synthetic compounds, 9 buildings each, without the buildings' record."""
    from django.db import connection
    from django.utils import timezone

    from linli.foundation.people.models import Jurisdiction
    from linli.foundation.record.bulk import insert_rows
    from linli.registry.models import Building, Compound

    rng, now = random.Random(1), timezone.now()
    stamp = connection.ops.adapt_datetimefield_value(now)
    areas = list(Jurisdiction.objects.all())
    columns = "code name name_key jurisdiction_id facts sheet updated_at".split()
    compounds = []
    for number in range(rows):
        name = "".join(rng.choices(FIRST, k=3)) + rng.choice(KINDS)
        area = areas[number % len(areas)]
        text = json.dumps(facts_of(rng, number, name, area.name), ensure_ascii=False)
        compounds.append((f"{number:016d}", name, name, area.pk, text, "", stamp))
    insert_rows(Compound, columns, compounds)
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER record_insert_registry_building")
    pks = Compound.objects.filter(buildings=None).values_list("pk", flat=True)
    facts = json.dumps({"storeys": 6, "building_households": 12})
    for first in range(0, rows, 10_000):
        some = pks[first : first + 10_000]
        built = [(pk, f"{n}栋", facts) for pk in some for n in range(1, BUILDINGS_EACH + 1)]
        insert_rows(Building, ["compound_id", "name", "facts"], built)


def facts_of(rng: random.Random, number: int, name: str, area: str) -> dict[str, object]:
    """Return the facts of a compound, as an import stores them."""
    homes = rng.randint(12, 400)
    return {
        "name": name,
        "jurisdiction": area,
        "community": f"第{number // IN_A_COMMUNITY}社区",
        "address": f"人民路{number}号",
        "built_on": str(rng.randint(1965, 2004)),
        "buildings": BUILDINGS_EACH,
        "households": homes,
        "floor_area": str(homes * 80),
        "location": f"{rng.uniform(108.3, 109.5):.5f},{rng.uniform(21.6, 22.7):.5f}",
        "condition_water": rng.choice(("intact", "damaged", "missing")),
        "condition_drainage": rng.choice(("intact", "damaged", "missing")),
        "tenure_kind": rng.choice(("private", "state")),
        "storeys": rng.randint(3, 7),
    }


def address(page: str, rng: random.Random, rows: int) -> str:
    """Return the address of a page, asked in one of many ways."""
    community = rng.randrange(max(1, rows // IN_A_COMMUNITY))
    west = rng.uniform(108.3, 108.9)
    few = f"?fact-1=community&is-1=is&value-1=第{community}社区"
    year = rng.randint(1970, 2000)
    return {
        "list": f"/registry/?fact-1=condition_water&is-1=is&value-1=damaged"
        f"&fact-2=built_on&is-2=at-most&value-2={year}&page={rng.randint(1, 3)}",
        "search": "/registry/?text=" + "".join(rng.choices("jhrmxcjshp", k=2)),
        "compound": f"/registry/compound/{rng.randrange(rows):016d}/",
        "cells": f"/registry/map/cells/?view={west:.3f},21.7,109.2,22.4&zoom=10",
        "export": f"/registry/export/xlsx/{few}",
    }[page]


def serve(rows: int) -> dict[str, object]:
    """Fill a city of its own and time its pages."""
    from import_survey import open_city

    open_city()
    fill(rows)
    from datetime import date

    from django.test import Client

    from linli.foundation.people.models import Appointment, Organisation, Post, Role, User

    user = User.objects.create_user("bench")
    office = Organisation.objects.create(name="bench")
    post = Post.objects.create(organisation=office, title="bench", role=Role.CITY_OFFICE)
    Appointment.objects.create(user=user, post=post, since=date(2021, 1, 1))
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    begun = time.perf_counter()
    client.get("/registry/")
    found: dict[str, object] = {"first": time.perf_counter() - begun}
    for page in PAGES:
        rng = random.Random(page)
        found[page] = timed(client, lambda page=page, rng=rng: address(page, rng, rows), TIMES)
    return found


def main() -> None:
    """Compare both sizes."""
    small, large = measured(__file__, SMALL), measured(__file__, ROWS)
    compare(small, large, PAGES)
    print(f"the first page of a process: {small['first']:.2f} s and {large['first']:.2f} s")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        print(json.dumps(serve(int(sys.argv[1]))))
