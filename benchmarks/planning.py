"""Race planners on the same instance, time limit and two threads; prints objective, gap and ratios.

Every contestant runs in a process of its own. The proven gap is against the contestant's own bound;
"behind" is how far its plan lies below the best bound that anyone proved. Building the instance is
not timed; explaining is timed apart, and may take as long as planning. SIZES="city province"
chooses sizes, NAMES="linli highs" contestants, SECONDS=60 the limit, SEED the instance. Linli's
first run on a machine compiles its annealing (about 20 s).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from typing import Any

from planning_peers import contestants
from planning_peers.country import SIZES, country

THREADS = 2
LIMITS = {"city": 30, "province": 60, "nation": 300}
EXPLAINED = ("city", "province")
NAMES = ("linli", "highs", "cp_sat", "scipy_milp", "cbc", "greedy")
CALLED = {
    "linli": "**Linli**",
    "highs": "HiGHS alone",
    "cp_sat": "OR-Tools CP-SAT",
    "scipy_milp": "SciPy milp",
    "cbc": "PuLP, CBC",
    "greedy": "greedy by benefit per yuan",
}


def compete(name: str, kind: str, seconds: float, seed: int) -> dict[str, Any]:
    """Be one contestant: build, solve, and report."""
    import resource

    scenario = country(kind, seed)
    ready = getattr(contestants, name)(scenario)
    began = time.perf_counter()
    objective, bound = ready(seconds, THREADS)
    own, theirs = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    found = {
        "objective": objective,
        "bound": bound,
        "seconds": time.perf_counter() - began,
        "peak": max(own.ru_maxrss, theirs.ru_maxrss) / 1024,
    }
    if name == "linli" and kind in EXPLAINED:
        found["explained"] = ready.explain(seconds)
    return found


def measure(name: str, kind: str, seconds: float, seed: int) -> dict[str, Any]:
    """Run one contestant in a process of its own, and end it where it does not end itself."""
    command = [sys.executable, __file__, name, kind, str(seconds), str(seed)]
    nothing = {"objective": None, "bound": None, "seconds": seconds, "peak": 0}
    try:
        done = subprocess.run(
            command, check=False, stdout=subprocess.PIPE, text=True, timeout=3 * seconds + 300
        )
    except subprocess.TimeoutExpired:
        return nothing
    return json.loads(done.stdout.splitlines()[-1]) if done.returncode == 0 else nothing


def report(kind: str, seconds: float, seed: int) -> None:
    """Print the table of a size."""
    names = os.environ.get("NAMES", " ".join(NAMES)).split()
    found = {name: measure(name, kind, seconds, seed) for name in names}
    bounds = [each["bound"] for each in found.values() if each["bound"] is not None]
    best = min(bounds, default=None)
    ours = found.get("linli", {}).get("objective")
    print(f"\n## {kind}, {SIZES[kind][3]:,} compounds, {seconds:g} s, seed {seed}\n")
    print("| planner | objective | proven gap | behind | of Linli's objective | s | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for name, each in found.items():
        if each["objective"] is None:
            print(f"| {CALLED[name]} | nothing found | | | | {each['seconds']:.1f} | |")
            continue
        gap = "" if each["bound"] is None else _share(each["bound"], each["objective"])
        behind = "" if best is None else _share(best, each["objective"])
        ratio = f"{each['objective'] / ours:.4f}" if ours else ""
        print(
            f"| {CALLED[name]} | {each['objective']:,.0f} | {gap} | {behind} | {ratio} "
            f"| {each['seconds']:.1f} | {each['peak']:.0f} |",
            flush=True,
        )
    for name, each in found.items():
        if said := each.get("explained"):
            print(f"\n{CALLED[name]}: {said}.", flush=True)


def _share(bound: float, objective: float) -> str:
    return f"{(bound - objective) / max(1.0, abs(bound)):.3%}"


def main() -> None:
    """Print all tables."""
    seed = int(os.environ.get("SEED", "0"))
    for kind in os.environ.get("SIZES", "city").split():
        report(kind, float(os.environ.get("SECONDS", LIMITS[kind])), seed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(compete(sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))))
    else:
        main()
