"""A synthetic survey of the demo city: only the totals of the targets are real (S04, S05).

Each jurisdiction gets compounds that are eligible and complete and whose number and households are
just its target, more of the same kind (so that a planner has to choose), and a stock around them
with the gaps that real surveys have: years unknown, questions open, works done before.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from linli.cli.demo_map import Point, point_near, point_within
from linli.core.policy.schema import Fact, Jurisdiction, Pack, Subject, Target
from linli.engines.workbook import Table, write_tables
from linli.registry.forms_xlsx import heading

Row = dict[str, Any]
Place = tuple[str, str]  # town, community
MORE_ELIGIBLE = 0.45  # eligible compounds beyond the target, as a share of it
STOCK = 250  # compounds around them, over all jurisdictions
BLANK = 0.06  # cells that a survey leaves open
TOWN_METRES, COMMUNITY_METRES = 1_500, 450  # how far communities and compounds lie from the middle
_TOWN_AREA = ("0", "4")  # first digit of the town codes of streets and of development zones
_UNITS = (
    "木材厂 糖厂 供销社 粮食局 水利局 农机厂 百货公司 外贸公司 水产公司 罐头厂 农业局 邮电局 "
    "印刷厂 土产公司 车站 食品公司 医药公司 化肥厂 盐务局 航运公司 纺织厂 酒厂 建筑公司"
).split()
_HOMES = ("宿舍", "生活区", "住宅楼", "家属院", "住宅小区")
_ROADS = (
    "人民路 解放路 新兴路 江滨路 文峰路 一马路 二马路 中山路 新华路 和平路 建设路 向阳路 六峰路"
).split()
_QUESTIONS = ("in_town_area", "poorly_kept", "municipal_gaps", "service_gaps", "residents_willing")
_GAPS = tuple("year open open unmet unmet renovated estimate late late outside".split())
_NOTE = (
    "本工作簿由程序生成：小区、楼栋、数量、坐标和投资均为虚构，"
    "只有每个属地的年度任务合计与公开文件一致。"
)


def demo_workbook(
    pack: Pack,
    divisions: Sequence[Mapping[str, str]],
    seed: int = 2021,
    boundaries: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the workbook (xlsx): 小区, 楼栋, and a sheet that says the data are synthetic.

    ``divisions`` are rows of the pack's divisions.csv, ``boundaries`` its counties as GeoJSON;
    without them the compounds have no coordinates. The same seed gives the same rows.
    """
    compounds = demo_compounds(pack, divisions, seed, boundaries)
    buildings = [building for row in compounds for building in _buildings(row)]
    return write_tables(
        [
            _table("小区", pack.facts, _as_written(compounds)),
            _table("楼栋", pack.facts, buildings),
            Table("说明", ["演示数据（虚构）"], [[_NOTE]]),
        ]
    )


def _table(name: str, facts: Mapping[str, Fact], rows: list[Row]) -> Table:
    return Table(
        name, [_heading(facts[fact]) for fact in rows[0]], [list(row.values()) for row in rows]
    )


def _heading(fact: Fact) -> str:
    return "估算总投资（万元）" if fact.name == "estimated_investment" else heading(fact)


def _full_width(cell: object) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign in "0123456789-" else sign for sign in str(cell))


_BY_HAND: tuple[tuple[str, Callable[[object], str]], ...] = (
    ("households", _full_width),
    ("households", "{}户".format),
    ("floor_area", "{:,}".format),
    ("floor_area", "{}平方米".format),
    ("built_on", _full_width),
    ("estimated_investment", " {} ".format),
)


def _as_written(rows: list[Row]) -> list[Row]:
    """Write a cell here and there as people do, with the same meaning: full width, units, marks."""
    step = len(rows) // len(_BY_HAND)
    written = [dict(row) for row in rows]
    for place, (name, by_hand) in enumerate(_BY_HAND):
        row = written[place * step]
        row[name] = by_hand(row[name])
    return written


def demo_compounds(
    pack: Pack,
    divisions: Sequence[Mapping[str, str]],
    seed: int = 2021,
    boundaries: Mapping[str, Any] | None = None,
) -> list[Row]:
    """Return the compounds as facts of the dictionary, jurisdiction by jurisdiction.

    In each the first are those that make up the target; money is in 10,000 yuan.
    """
    rng = random.Random(seed)  # noqa: S311 - repeatable demo data, no secret
    conditions = [name for name in pack.facts_of(Subject.COMPOUND) if name.startswith("condition_")]
    tasks = {target.jurisdiction: target for target in pack.targets}
    all_projects = sum(target.projects for target in pack.targets)
    rows: list[Row] = []
    for area in pack.head.jurisdictions:
        places = _communities(pack, divisions, area)
        maker = _Maker(rng, area, places, conditions, boundaries)
        stock = max(4, round(STOCK * tasks[area.code].projects / all_projects))
        rows += _of_area(maker, tasks[area.code], stock)
    return rows


def _of_area(maker: _Maker, task: Target, stock: int) -> Iterator[Row]:
    """Yield the compounds of a target, more of their kind, and the stock around them."""
    for households in _shares(maker.rng, task):
        yield maker.eligible(households)
    for _ in range(max(2, round(MORE_ELIGIBLE * task.projects))):
        yield maker.eligible(_near(maker.rng, task))
    for _ in range(stock):
        yield maker.with_gap(maker.rng.randint(30, 120))


def _shares(rng: random.Random, task: Target) -> list[int]:
    """Split a target's households over its projects, each near the mean, the sum exact."""
    mean = task.households / task.projects
    shares = [round(mean * rng.uniform(0.6, 1.4)) for _ in range(task.projects)]
    rest = task.households - sum(shares)
    for step in range(abs(rest)):
        shares[step % task.projects] += 1 if rest > 0 else -1
    return shares


def _near(rng: random.Random, task: Target) -> int:
    return round(min(task.households / task.projects, 120) * rng.uniform(0.6, 1.4))


def _communities(
    pack: Pack, divisions: Sequence[Mapping[str, str]], area: Jurisdiction
) -> dict[bool, list[Place]]:
    """Return the communities inside (True) and outside the town area of a jurisdiction.

    The most specific division decides where a community belongs (A13).
    """
    towns = {row["code"]: row["name"] for row in divisions if row["level"] == "town"}
    owners = {code: each.code for each in pack.head.jurisdictions for code in each.divisions}
    places: dict[bool, list[Place]] = {True: [], False: []}
    for row in divisions:
        code = row["code"]
        owner = next((owners[code[:n]] for n in (12, 9, 6) if code[:n] in owners), None)
        if row["level"] == "community" and owner == area.code:
            in_town = code[6] in _TOWN_AREA and "社区" in row["name"]
            places[in_town].append((towns[code[:9]], row["name"]))
    return places


class _Maker:
    """Makes compounds of one jurisdiction; names are unique within it."""

    def __init__(
        self,
        rng: random.Random,
        area: Jurisdiction,
        places: dict[bool, list[Place]],
        conditions: list[str],
        boundaries: Mapping[str, Any] | None,
    ) -> None:
        self.rng = rng
        self.area = area
        self.places = places
        self.conditions = conditions
        self.boundaries = boundaries
        self.names: set[str] = set()
        self.centres: dict[Place, Point] = {}
        self.side = random.Random(area.code)  # noqa: S311 - what came later changes nothing before it

    def eligible(self, households: int) -> Row:
        """Return a compound that meets every mark of the definition, completed by 2000."""
        row = self._base(households, self._completed(self.rng.randint(1965, 2000)))
        return {**row, **dict.fromkeys(_QUESTIONS, "是"), "already_renovated": "否"}

    def with_gap(self, households: int) -> Row:
        """Return a compound of the stock around: something unknown, unmet or done before."""
        return {**self.eligible(households), **self._gap(self.rng.choice(_GAPS))}

    def _gap(self, gap: str) -> Row:
        """Return the cells that keep a compound from being ready as it stands."""
        choice = self.rng.choice
        if gap == "late":
            year = self.rng.randint(2001, 2004)
            conditions = choice(["是", "是", "否", ""])
            return {"built_on": self._completed(year), "meets_renovation_conditions": conditions}
        if gap == "outside" and self.places[False]:
            town, community = choice(self.places[False])
            return {"in_town_area": "否", "town": town, "community": community}
        if gap in {"open", "unmet", "outside"}:
            return {choice(_QUESTIONS[1:]): choice(["", "不详"]) if gap == "open" else "否"}
        if gap == "year":
            return {"built_on": choice(["不详", ""])}
        if gap == "renovated":
            return {"already_renovated": choice(["是", "是", ""])}
        return {"estimated_investment": ""}

    def _completed(self, year: int) -> str:
        month = self.rng.randint(1, 12)
        return self.rng.choice(
            [f"{year}", f"{year}年", f"{year}-{month:02d}", f"{year}-{month:02d}-28"]
        )

    def _base(self, households: int, built_on: str) -> Row:
        rng = self.rng
        town, community = rng.choice(self.places[True])
        name, address = self._name()
        buildings = max(1, round(households / rng.uniform(24, 48)))
        return {
            "name": name,
            "jurisdiction": self.area.name.zh,
            "town": town,
            "community": community,
            "address": address,
            "location": self._location(town, community),
            "compound_kind": rng.choice(["房改房", "单位自管公房", "集资房", "商品房"]),
            "tenure_kind": rng.choice(["个人产权", "个人产权", "混合产权", "单位公房"]),
            "built_on": built_on,
            "buildings": buildings,
            "entrances": buildings * rng.randint(1, 3),
            "storeys": rng.randint(4, 7),
            "households": households,
            "residents": round(households * rng.uniform(2.2, 3.1)),
            "floor_area": Decimal(households * rng.randint(6000, 11000)) / 100,
            "structure": "砖混",
            **{condition: self._condition() for condition in self.conditions},
            "parking_spaces": rng.randint(0, households // 2),
            "has_property_manager": rng.choice(["是", "否", "否"]),
            "owners_committee": rng.choice(["有", "无", "筹备"]),
            "willing_households": round(households * rng.uniform(0.7, 1.0)),
            "already_renovated": "",
            **dict.fromkeys(_QUESTIONS, ""),
            "meets_renovation_conditions": "",
            **self._residents(households),
            "services_nearby": f"{town}菜市场、{community}服务中心",
            "estimated_investment": Decimal(households * rng.randint(200, 330)) / 100,
            "surveyed_by": "演示填报单位",
        }

    def _condition(self) -> str:
        return self.rng.choices(["完好", "破损", "缺失"], weights=[45, 35, 20])[0]

    def _residents(self, households: int) -> Row:
        """Return what the need score asks besides, blank here and there as surveys are."""
        rng = self.side
        answers = {
            "residents_over_60": round(households * rng.uniform(0.2, 0.9)),
            "vulnerable_households": round(households * rng.uniform(0, 0.12)),
            "safety_grade": rng.choices(["A级", "B级", "C级"], weights=[20, 70, 10])[0],
            "illegal_structures": rng.choices([0, rng.randint(1, 12)], weights=[60, 40])[0],
            "ebike_ports": round(households * rng.uniform(0, 0.5)),
        }
        return {name: "" if rng.random() < BLANK else value for name, value in answers.items()}

    def _location(self, town: str, community: str) -> str:
        """Return an invented place: compounds near their community, communities near their town."""
        if self.boundaries is None:
            return ""
        county = self.area.divisions[0][:6]
        if (town, "") not in self.centres:
            self.centres[town, ""] = point_within(self.boundaries, county, self.rng)
        if (town, community) not in self.centres:
            self.centres[town, community] = self._near(self.centres[town, ""], TOWN_METRES)
        longitude, latitude = self._near(self.centres[town, community], COMMUNITY_METRES)
        return f"{longitude:.6f},{latitude:.6f}"

    def _near(self, centre: Point, metres: float) -> Point:
        assert self.boundaries is not None  # noqa: S101 - asked before
        return point_near(self.boundaries, self.area.divisions[0][:6], centre, metres, self.side)

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
