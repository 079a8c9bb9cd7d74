"""Kill imports with SIGKILL again and again; nothing may be half there, nothing confirmed lost.

python tests/faults/kill_import.py [--kills 100] [--within 1.5]

Works on a city of its own in a temporary folder: SQLite, or the PostgreSQL of
LINLI_DATABASE_URL (which must be empty). A child process imports workbook after workbook and says
when each is confirmed; the parent kills it at a random moment, then looks what the database holds.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path

ROWS = 150
READY, CONFIRMED = "ready", "confirmed"
SETTLING = 0.2  # seconds in which a server notices that its client is gone
HEADINGS = ("小区名称", "县区", "户数", "建成时间", "楼栋数")


def set_up() -> None:
    """Load Django on the city of LINLI_HOME."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    import django

    django.setup()


def found_city() -> None:
    """Make the tables, the places and a round."""
    from django.conf import settings
    from django.core.management import call_command

    from linli.engines.packfiles import load_pack
    from linli.foundation.people.actions import load_divisions, load_jurisdictions
    from linli.registry.models import SurveyRound

    call_command("migrate", verbosity=0)
    load_divisions(settings.PACK / "divisions.csv", date(2021, 1, 1), "faults")
    load_jurisdictions(load_pack(settings.PACK).head)
    SurveyRound.objects.create(
        name="faults", year=2021, cutoff=date(2005, 12, 31), opened_on=date(2021, 4, 29)
    )


@cache
def workbook(number: int) -> bytes:
    """Return a workbook of compounds that no other number has, always the same bytes."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"created": datetime(2021, 4, 29)})
        sheet = book.add_worksheet("小区")
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, ROWS + 1):
            name = f"第{number}批{row}号院"
            sheet.write_row(row, 0, (name, "灵山县", row + 20, "1990", 2))
    return file.getvalue()


def import_without_end(first: int) -> None:
    """Import one workbook after another, saying when each is confirmed."""
    from linli.registry.actions import confirm_import
    from linli.registry.models import SurveyRound

    survey_round = SurveyRound.objects.get()
    print(READY, flush=True)
    number = first
    while True:
        confirm_import(workbook(number), f"{number}.xlsx", None, survey_round)
        print(CONFIRMED, number, flush=True)
        number += 1


def kill_once(first: int, moment: float) -> set[int]:
    """Kill a child so many seconds after it is ready; return the numbers that it had confirmed."""
    with subprocess.Popen(
        [sys.executable, __file__, "--child", str(first)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout
        if child.stdout.readline().strip() != READY:
            raise SystemExit("the child did not start")
        time.sleep(moment)
        child.kill()
        said = child.stdout.read().split("\n")[:-1]  # a line that was cut was not said
    return {int(line.split()[1]) for line in said}


def faults(confirmed: set[int]) -> list[str]:
    """Return what is wrong with the database: half imports and lost ones."""
    from linli.registry.models import Compound, Workbook

    time.sleep(SETTLING)
    names = Compound.objects.values_list("name", flat=True)
    stored = Counter(int(name[1 : name.index("批")]) for name in names)
    told = []
    for number, rows in stored.items():
        if rows != ROWS:
            told.append(f"half: {number} has {rows} of {ROWS} rows")
    for found in Workbook.objects.all():
        number = int(found.file_name.removesuffix(".xlsx"))
        if stored[number] != ROWS or found.added != ROWS:
            told.append(f"half: {number} is listed with {stored[number]} rows")
        if found.content.open().read() != workbook(number):
            told.append(f"half: the file of {number}")
    if len(stored) != Workbook.objects.count():
        told.append("half: rows without their import")
    return told + [f"lost: {number} was confirmed" for number in confirmed - set(stored)]


def run(kills: int, within: float) -> int:
    """Kill so many imports, each within so many seconds; return 1 if anything was wrong."""
    from django.db import connection

    from linli.foundation.record.verify import verify
    from linli.registry.models import Workbook

    rng, confirmed, told, cut = random.Random(kills), set(), [], 0
    for number in range(1, kills + 1):
        first = Workbook.objects.count() + 1
        confirmed |= kill_once(first, rng.uniform(0, within))
        told += faults(confirmed)
        cut += Workbook.objects.count() + 1 - first == 0
        print(f"\r{number}/{kills} kills, {len(confirmed)} confirmed", end="", flush=True)
    told += [f"the record: {problem.message.en}" for problem in verify()]
    stored = Workbook.objects.count()
    print(
        f"\n{connection.vendor}: {kills} kills, {stored} imports stored, {len(confirmed)} confirmed"
    )
    print(f"{cut} kills before the first commit; faults: {len(told)}", *told, sep="\n")
    return bool(told)


def main() -> int:
    """Run as the parent, or as the child that is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--within", type=float, default=1.5, help="a slow machine needs more")
    parser.add_argument("--child", type=int)
    asked = parser.parse_args()
    if asked.child:
        set_up()
        import_without_end(asked.child)
    with tempfile.TemporaryDirectory(prefix="linli-faults") as home:
        os.environ["LINLI_HOME"] = home
        set_up()
        found_city()
        return run(asked.kills, asked.within)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    raise SystemExit(main())
