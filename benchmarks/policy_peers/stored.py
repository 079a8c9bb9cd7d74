"""Storing a determination for every compound of a registry, beside the writing of as many rows."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2021, 5, 1)
CONDITIONS = """condition_drainage condition_water condition_power condition_roads
condition_roof condition_facade""".split()


def measured(rows: int) -> dict[str, float]:
    """Measure in a process of its own with an empty SQLite database."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "policy_peers.stored", str(rows)],
            env={**os.environ, "LINLI_HOME": home, "PYTHONPATH": path_of_modules()},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def path_of_modules() -> str:
    """Return where this process finds the benchmarks and, if told so, Linli."""
    return os.pathsep.join([str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")])


def compare(rows: int) -> dict[str, float]:
    """Be that process."""
    open_city(rows)
    from linli.determination.actions import run_determination
    from linli.determination.models import CompoundAnswers
    from linli.determination.reads import current_pack
    from linli.registry.releasing import make_release

    release = make_release(None, "bench")
    current_pack()  # a server has read it long before
    begun = time.perf_counter()
    run = run_determination(release, DAY, None)
    whole = time.perf_counter() - begun
    assert CompoundAnswers.objects.count() == rows
    writing = rewritten(run)
    answering = answered(release)
    return {
        "whole": whole,
        "writing": writing,
        "answering": answering,
        "ratio": whole / writing,
    }


def rewritten(run: Any) -> float:
    """Write the very same rows for another determination, made beforehand, nothing else."""
    from linli.determination.actions import BATCH
    from linli.determination.models import CompoundAnswers, Determination
    from linli.foundation.record.bulk import insert_rows
    from linli.foundation.record.context import changing

    kept = run.answers.values_list("compound_id", "answers")
    texts = [(compound, json.dumps(answers)) for compound, answers in kept]
    with changing(None, "bench"):
        other = Determination.objects.create(
            number=run.number + 1, release=run.release, pack=run.pack, day=date(2021, 5, 2)
        )
    rows = [(other.pk, *each) for each in texts]
    begun = time.perf_counter()
    with changing(None, "bench"):
        for first in range(0, len(rows), BATCH):
            columns = ("determination_id", "compound_id", "answers")
            insert_rows(CompoundAnswers, columns, rows[first : first + BATCH])
    return time.perf_counter() - begun


def answered(release: Any) -> float:
    """Only read the facts and answer the rules, as before."""
    from linli.core.policy.schema import Subject
    from linli.determination.machines import Machine, answers_of
    from linli.determination.reads import current_pack
    from linli.engines.tables.layers import Evaluation

    pack = current_pack()
    rules = pack.rules_of(Subject.COMPOUND, DAY)
    begun = time.perf_counter()
    answers_of(Machine.POLARS, pack, rules, release, Evaluation(DAY))
    return time.perf_counter() - begun


def open_city(rows: int) -> None:
    """Make a database with Qinzhou's pack and so many compounds."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from linli.determination.actions import load_pack
    from linli.engines.packfiles import load_pack as read
    from linli.foundation.people.actions import load_divisions, load_jurisdictions
    from linli.foundation.people.models import Jurisdiction
    from linli.foundation.record.bulk import insert_rows
    from linli.foundation.record.context import changing
    from linli.registry.models import Compound

    call_command("migrate", verbosity=0)
    load_divisions(settings.PACK / "divisions.csv", date(2021, 1, 1), "bench")
    load_jurisdictions(read(settings.PACK).head)
    load_pack(settings.PACK, None)
    areas = list(Jurisdiction.objects.values_list("pk", flat=True))
    dice, now = random.Random(1), str(timezone.now())
    columns = "code name name_key jurisdiction_id facts updated_at sheet row".split()
    made = [
        (
            f"C{n}",
            f"小区{n}",
            f"小区{n}",
            dice.choice(areas),
            json.dumps(some_facts(dice)),
            now,
            "",
            n,
        )
        for n in range(rows)
    ]
    with changing(None, "bench"):
        insert_rows(Compound, columns, made)


def some_facts(dice: random.Random) -> dict[str, object]:
    """Return the facts of a compound as surveys leave them: gaps, and years instead of days."""
    year = dice.randint(1965, 2008)
    built = dice.choice((f"{year}", f"{year}-{dice.randint(1, 12):02}", f"{year}-06-15"))
    homes = dice.randint(12, 400)
    told = "in_town_area poorly_kept municipal_gaps service_gaps residents_willing".split()
    told += ["already_renovated", "meets_renovation_conditions"]
    facts: dict[str, object] = {name: dice.random() < 0.8 for name in told}
    facts |= {"built_on": built, "households": homes, "floor_area": f"{homes * 80}.50"}
    facts |= {"estimated_investment": f"{homes * 21_000}.00", "address": f"人民路{homes}号"}
    facts |= {name: dice.choice(("intact", "damaged")) for name in CONDITIONS}
    return {name: value for name, value in facts.items() if dice.random() > 1 / 16}


if __name__ == "__main__":
    print(json.dumps(compare(int(sys.argv[1]))))
