"""Race policy engines on the same facts and 25 rules; prints verdicts/s, memory and ratios.

Every contestant runs in a process of its own, is made ready untimed, and its answers are compared
one by one with Linli's tree walk (a slice) and with Linli's columns (all). Engines that go row by
row run on a slice; ratios are per row. Last comes the storing of a whole determination beside the
plain writing of as many rows.

ROWS=20000 makes a quicker run, HUGE=0 leaves out the ten million rows. Machines differ, and other
work disturbs: compare the ratios, not the seconds.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from policy_peers import contestants, stored, world

ROWS = int(os.environ.get("ROWS", "219000"))
HUGE = int(os.environ.get("HUGE", "10000000"))
CACHE = Path(tempfile.gettempdir()) / "linli-bench"
MANY, SOME, FEW = 219_000, 20_000, 2_000
SLICES = {"linli_walk": FEW, "zen": FEW, "json_logic": SOME}
AT_ROWS = """linli_walk linli linli_vague numpy_whole numpy_blocks numpy_blocks_2 openfisca_plain
openfisca openfisca_tuned duckdb python_loop json_logic zen""".split()
AT_HUGE = "linli numpy_whole numpy_blocks numpy_blocks_2 openfisca openfisca_tuned duckdb".split()
BY_HAND = "numpy_whole", "numpy_blocks"
OTHER_FACTS = "linli_vague"
SECONDS, LEAST, MOST = 15, 3, 60
"""How long a contestant repeats its run, and how often at least and at most; the best counts."""


def measure(name: str, rows: int) -> dict[str, float]:
    """Run one contestant in a process of its own."""
    command = [sys.executable, __file__, name, str(rows)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def compete(name: str, rows: int) -> dict[str, float]:
    """Be that process: make ready, run, keep the codes for comparison."""
    import resource

    count = min(rows, SLICES.get(name, rows))
    run, codes = getattr(contestants, name)(facts_of(rows), count)
    found = run()
    walls, cpus = [], []
    while len(walls) < LEAST or (len(walls) < MOST and sum(walls) < SECONDS):
        del found
        wall, cpu = time.perf_counter(), time.process_time()
        found = run()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.save(codes_of(name, rows), codes(found))
    return {
        "rows": count,
        "median": float(np.median(walls)),
        "best": min(walls),
        "cpu": min(cpus),
        "peak": peak,
    }


def facts_of(rows: int) -> Path:
    """Return where so many rows of facts lie."""
    return CACHE / f"policy-{rows}"


def codes_of(name: str, rows: int) -> Path:
    """Return where a contestant keeps its answers."""
    return CACHE / f"policy-{rows}-{name}.npy"


def wrong(name: str, rows: int, against: str) -> dict[str, int]:
    """Count the answers that differ from another contestant's, by rule."""
    ours, theirs = (np.load(codes_of(each, rows), mmap_mode="r") for each in (name, against))
    both = min(ours.shape[1], theirs.shape[1])
    counts = [int((a[:both] != b[:both]).sum()) for a, b in zip(ours, theirs, strict=True)]
    return {rule: count for rule, count in zip(world.RULES, counts, strict=True) if count}


def race(names: list[str], rows: int) -> dict[str, dict[str, float]]:
    """Let all run at one size; print the table."""
    world.write_facts(facts_of(rows), rows)
    results = {name: measure(name, rows) for name in names}
    limit = min(map(per_row, (results[name] for name in BY_HAND)))
    print(f"\n{rows:,} rows x {len(world.RULES)} rules (other facts: {OTHER_FACTS})")
    heads = ("rows", "best ms", "median ms", "CPU ms", "M verdicts/s", "x NumPy", "peak MB")
    print(f"{'':16}" + "".join(f"{head:>13}" for head in heads) + "  wrong")
    for name, found in results.items():
        rate = len(world.RULES) / per_row(found) / 1e6
        times = (found[each] * 1e3 for each in ("best", "median", "cpu"))
        cells = "".join(f"{each:>13,.1f}" for each in times)
        more = f"{rate:>13,.2f}{limit / per_row(found):>13.4f}{found['peak']:>13,.0f}"
        print(
            f"{name:16}{found['rows']:>13,.0f}{cells}{more}  {verdicts_differ(name, names, rows)}"
        )
    return results


def verdicts_differ(name: str, names: list[str], rows: int) -> str:
    """Say how many answers are not those of Linli's columns, or theirs not those of the walk."""
    if name == OTHER_FACTS:
        return "-"
    against = "linli_walk" if name == "linli" and "linli_walk" in names else "linli"
    return str(wrong(name, rows, against) or 0)


def per_row(found: dict[str, float]) -> float:
    """Return the seconds that a row takes in the best run: other work disturbs it least."""
    return found["best"] / found["rows"]


def ratios(results: dict[str, dict[str, float]]) -> None:
    """Print what the aims speak of."""
    best = {name: per_row(found) for name, found in results.items()}
    ours, by_hand = best["linli"], min(best[name] for name in BY_HAND)
    threads = min(by_hand, best["numpy_blocks_2"])
    print(f"linli / OpenFisca: {best['openfisca'] / ours:.1f}x its speed", end="")
    print(f"; tuned beyond its manual: {best['openfisca_tuned'] / ours:.1f}x")
    print(f"linli / NumPy by hand: {by_hand / ours:.2f}x its speed, one thread", end="")
    print(f"; {threads / ours:.2f}x, two threads as well")
    print(f"linli / DuckDB: {best['duckdb'] / ours:.1f}x its speed")


def main() -> None:
    """Run all."""
    CACHE.mkdir(exist_ok=True)
    also = ["spark"] if find_spec("pyspark") else []
    ratios(race([*AT_ROWS, *also], ROWS))
    if HUGE:
        ratios(race([*AT_HUGE, *also], HUGE))
    found = stored.measured(ROWS)
    print(f"\nstored: {found['whole']:.2f} s to answer and store {ROWS:,} compounds, ", end="")
    print(f"{found['writing']:.2f} s to write as many rows: {found['ratio']:.2f}x")
    print(f"of which reading facts and answering rules: {found['answering']:.2f} s")


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        print(json.dumps(compete(sys.argv[1], int(sys.argv[2]))))
