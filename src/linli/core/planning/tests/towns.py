"""Small towns to plan, and the count of every possible plan."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations
from random import Random

from linli.core.kernel.text import Text
from linli.core.planning.formulation import Weights, deviation
from linli.core.planning.terms import Candidate, Limits, Task, Wish
from linli.core.planning.verify import broken_limits

UNLIMITED = Limits()


def project(  # noqa: PLR0913 - a candidate's figures
    code,
    households,
    need,
    *,
    area="A",
    cost="1000000.00",
    stratum="early",
    lacks=(),
    wish=Wish.FREE,
):
    name = f"{code}小区"
    return Candidate(code, name, area, households, Decimal(cost), need, stratum, lacks, wish)


def task(projects, households, area="A"):
    return Task(area, Text(f"{area}县", f"{area} County"), projects, households)


def town(seed, sizes, spare=1.5):
    """Return candidates and tasks such that each task is met exactly by some choice."""
    draw = Random(seed)  # noqa: S311 - a fixed instance, no secret
    candidates, tasks = [], []
    for area, planned in sizes.items():
        own = []
        for number in range(int(planned * spare)):
            households = draw.randint(30, 120)
            cost = f"{households * draw.randint(2_000_000, 3_500_000) / 100:.2f}"
            need = households * draw.randint(1, 8)
            own.append(project(f"{area}{number:03}", households, need, area=area, cost=cost))
        candidates += own
        hidden = draw.sample(own, planned)
        tasks.append(task(planned, sum(each.households for each in hidden), area))
    return candidates, tasks


def best_by_counting(candidates, tasks, limits):
    """Return (departure, need) of the best of all plans, counted one by one."""
    able = [each for each in candidates if not each.lacks and each.wish is not Wish.NEVER]
    must = {each.code for each in candidates if each.wish is Wish.MUST}
    weights = Weights.of(tasks)
    areas = {each.jurisdiction for each in tasks}
    plans = (
        chosen
        for size in range(len(able) + 1)
        for chosen in combinations(able, size)
        if must <= {each.code for each in chosen}
        and not broken_limits(chosen, tasks, limits)
        and all(each.jurisdiction in areas for each in chosen)
    )
    scores = (
        (weights.departure([deviation(t, chosen) for t in tasks]), -sum(c.need for c in chosen))
        for chosen in plans
    )
    departure, lost = min(scores)
    return departure, -lost
