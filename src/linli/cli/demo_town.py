"""A synthetic survey of the demo city: only the totals of the targets are real (S04, S05).

Each jurisdiction gets compounds that are eligible and complete and whose number and households are
just its target, more of the same kind (so that a planner has to choose), and a stock around them
with the gaps that real surveys have: years unknown, questions open, works done before.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from linli.core.policy.schema import Fact, Jurisdiction, Pack, Subject, Target
from linli.engines.workbook import Table, write_tables
from linli.registry.forms_xlsx import heading

Row = dict[str, Any]
MORE_ELIGIBLE = 0.45  # eligible compounds beyond the target, as a share of it
STOCK = 250  # compounds around them, over all jurisdictions
_UNITS = "木材厂 糖厂 供销社 粮食局 水利局 农机厂 百货公司 外贸公司 水产公司 罐头厂 农业局 邮电局 土产公司".split()
_UNITS += "印刷厂 车站 食品公司 医药公司 化肥厂 盐务局 航运公司 纺织厂 酒厂 建筑公司 林业局 教育局".split()
_HOMES = "宿舍 生活区 住宅楼 家属院 住宅小区".split()
_ROADS = "人民路 解放路 新兴路 江滨路 文峰路 一马路 二马路 中山路 新华路 和平路 建设路 向阳路 六峰路".split()
_QUESTIONS = ("in_town_area", "poorly_kept", "municipal_gaps", "service_gaps", "residents_willing")


def demo_workbook(pack: Pack, divisions: Sequence[Mapping[str, str]], seed: int = 2021) -> bytes:
    """Return the workbook (xlsx): 小区, 楼栋, and a sheet that says the data are synthetic.

    ``divisions`` are rows of the pack's divisions.csv. The same seed gives the same rows.
    """
    compounds = list(demo_compounds(pack, divisions, seed))
    facts = pack.facts
    columns = {_heading(facts[name]): name for name in compounds[0]}
    buildings = [building for row in compounds for building in _buildings(row)]
    owned = {_heading(facts[name]): name for name in buildings[0]}
    note = "本工作簿由程序生成，小区、楼栋均为虚构，仅年度任务合计与公开文件一致。"
    return write_tables(
        [
            Table(
                "小区",
                list(columns),
                [[row[name] for name in columns.values()] for row in compounds],
            ),
            Table(
                "楼栋", list(owned), [[row[name] for name in owned.values()] for row in buildings]
            ),
            Table("说明", ["演示数据（虚构）"], [[note]]),
        ]
    )


def _heading(fact: Fact) -> str:
    return "估算总投资（万元）" if fact.name == "estimated_investment" else heading(fact)


def demo_compounds(pack: Pack, divisions: Sequence[Mapping[str, str]], seed: int) -> Iterator[Row]:
    """Yield the compounds as facts of the dictionary, jurisdiction by jurisdiction."""
    rng = random.Random(seed)  # noqa: S311 - repeatable demo data, no secret
    conditions = [name for name in pack.facts_of(Subject.COMPOUND) if name.startswith("condition_")]
    tasks = {target.jurisdiction: target for target in pack.targets}
    everything = sum(target.projects for target in pack.targets)
    for area in pack.head.jurisdictions:
        task = tasks[area.code]
        maker = _Maker(rng, area, _communities(pack, divisions, area), conditions)
        more = max(2, round(MORE_ELIGIBLE * task.projects))
        stock = max(4, round(STOCK * task.projects / everything))
        rows = [maker.eligible(households) for households in _shares(rng, task)]
        rows += [maker.eligible(_near(rng, task)) for _ in range(more)]
        rows += [maker.with_gaps(_near(rng, task)) for _ in range(stock)]
        yield from rows


def _shares(rng: random.Random, task: Target) -> list[int]:
    """Split a target's households over its projects, each near the mean, the sum exact."""
    mean = task.households / task.projects
    shares = [round(mean * rng.uniform(0.6, 1.4)) for _ in range(task.projects)]
    rest = task.households - sum(shares)
    for step in range(abs(rest)):
        shares[step % task.projects] += 1 if rest > 0 else -1
    return shares


def _near(rng: random.Random, task: Target) -> int:
    mean = min(task.households // task.projects, 120)
    return max(12, round(mean * rng.uniform(0.6, 1.5)))


def _communities(
    pack: Pack, divisions: Sequence[Mapping[str, str]], area: Jurisdiction
) -> list[tuple[str, str]]:
    """Return (town, community) of the urban communities; the most specific division decides."""
    towns = {row["code"]: row["name"] for row in divisions if row["level"] == "town"}
    owners = {code: each.code for each in pack.head.jurisdictions for code in each.divisions}

    def owner(code: str) -> str | None:
        return next((owners[code[:n]] for n in (12, 9, 6) if code[:n] in owners), None)

    return [
        (towns[row["code"][:9]], row["name"])
        for row in divisions
        if row["level"] == "community" and "社区" in row["name"] and owner(row["code"]) == area.code
    ]


class _Maker:
    """Makes compounds of one jurisdiction; names are unique within it."""

    def __init__(
        self,
        rng: random.Random,
        area: Jurisdiction,
        communities: list[tuple[str, str]],
        conditions: list[str],
    ) -> None:
        self.rng = rng
        self.area = area
        self.communities = communities
        self.conditions = conditions
        self.names: set[str] = set()

    def eligible(self, households: int) -> Row:
        """Return a compound that meets every mark of the definition, completed by 2000."""
        year = self.rng.randint(1970, 2000)
        row = self._base(households, self._completed(year))
        return {**row, **dict.fromkeys(_QUESTIONS, "是"), "already_renovated": "否"}

    def with_gaps(self, households: int) -> Row:
        """Return a compound of the stock around: something unknown, unmet or done before."""
        rng = self.rng
        year = rng.choice(
            [rng.randint(1965, 2000), rng.randint(1965, 2000), rng.randint(2001, 2004)]
        )
        row = {**self.eligible(households), "built_on": self._completed(year)}
        if year > 2000:  # noqa: PLR2004 - the stock spans the years around the survey's cut-off
            row["meets_renovation_conditions"] = rng.choice(["是", "否", ""])
        gap = rng.choice(
            ["year", "question", "question", "unmet", "unmet", "renovated", "estimate"]
        )
        if gap == "year":
            row["built_on"] = rng.choice(["不详", ""])
        elif gap in {"question", "unmet"}:
            row[rng.choice(_QUESTIONS)] = "否" if gap == "unmet" else rng.choice(["", "不详"])
        elif gap == "renovated":
            row["already_renovated"] = rng.choice(["是", ""])
        else:
            row["estimated_investment"] = ""
        return row

    def _completed(self, year: int) -> str:
        return self.rng.choice(
            [str(year), f"{year}年", f"{year}-{self.rng.randint(1, 12):02d}", f"{year}-10-01"]
        )

    def _base(self, households: int, built_on: str) -> Row:
        rng = self.rng
        town, community = rng.choice(self.communities)
        buildings = max(1, round(households / rng.uniform(24, 48)))
        floor_area = Decimal(households * rng.randint(6000, 11000)) / 100
        name, address = self._name()
        return {
            "name": name,
            "jurisdiction": self.area.name.zh,
            "town": town,
            "community": community,
            "address": address,
            "compound_kind": rng.choice(["房改房", "单位自管公房", "集资房", "商品房"]),
            "tenure_kind": rng.choice(["个人产权", "个人产权", "混合产权", "单位公房"]),
            "built_on": built_on,
            "buildings": buildings,
            "entrances": buildings * rng.randint(1, 3),
            "storeys": rng.randint(4, 7),
            "households": households,
            "residents": round(households * rng.uniform(2.2, 3.1)),
            "floor_area": floor_area,
            "structure": "砖混",
            **{name: self._condition() for name in self.conditions},
            "parking_spaces": rng.randint(0, households // 2),
            "has_property_manager": rng.choice(["是", "否", "否"]),
            "owners_committee": rng.choice(["有", "无", "筹备"]),
            "willing_households": round(households * rng.uniform(0.7, 1.0)),
            "already_renovated": "",
            **dict.fromkeys(_QUESTIONS, ""),
            "meets_renovation_conditions": "",
            "estimated_investment": Decimal(households * rng.randint(20_000, 33_000)) / 10_000,
            "surveyed_by": "演示填报单位",
        }

    def _condition(self) -> str:
        return self.rng.choices(["完好", "破损", "缺失"], weights=[45, 35, 20])[0]

    def _name(self) -> tuple[str, str]:
        rng = self.rng
        while True:
            road, number = rng.choice(_ROADS), rng.randint(1, 180)
            unit_name = f"{rng.choice(_UNITS)}{rng.choice(_HOMES)}"
            name = rng.choice([unit_name, f"{road}{number}号小区"])
            if name not in self.names:
                self.names.add(name)
                return name, f"{road}{number}号"


def _buildings(row: Row) -> Iterator[Row]:
    """Yield a compound's buildings; their homes add up to its households."""
    count = row["buildings"]
    for number in range(count):
        yield {
            "jurisdiction": row["jurisdiction"],
            "name": row["name"],
            "building_name": f"{number + 1}栋",
            "building_storeys": row["storeys"],
            "building_homes": row["households"] * (number + 1) // count
            - row["households"] * number // count,
        }
