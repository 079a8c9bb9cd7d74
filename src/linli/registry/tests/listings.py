"""Foreign listings, made for the tests: layouts that are not the survey form's."""

from __future__ import annotations

import random

from linli.core.kernel.coordinates import gcj02_of
from linli.registry.tests.workbooks import sheets

HEADINGS = [
    "编号",
    "项目小区（院落）",
    "坐落位置",
    "竣工年月",
    "幢",
    "总套数",
    "建筑面积（万㎡）",
    "结构形式",
    "高德经度",
    "高德纬度",
    "备注",
]


def second_listing(rows: int = 26) -> tuple[bytes, list[dict[str, object]]]:
    """Return a ledger with a cover sheet, and what each of its rows truly is.

    Positions are as a map service shows them; every seventh row has none, every fifth no year.
    """
    rng = random.Random(7)  # noqa: S311 - the same listing every time
    lines, truth = [], []
    for number in range(1, rows + 1):
        homes, year = rng.randint(12, 90), rng.randint(1975, 2004)
        true = (round(109.29 + rng.random() / 50, 6), round(22.42 + rng.random() / 50, 6))
        shown = gcj02_of(true)
        known, dated = number % 7 != 0, number % 5 != 0
        degrees = [f"{each:.8f}" for each in shown] if known else ["", ""]
        name, area = _name(number), homes * 80
        lines.append(
            [
                number,
                name,
                f"环城路{number * 3}号",
                f"{year}年6月" if dated else "不详",
                2,
                f"{homes}户",
                area / 10_000,
                "砖混结构",
                *degrees,
                "",
            ]
        )
        truth.append(
            {
                "name": name,
                "households": homes,
                "floor_area": str(area),
                "built_on": f"{year}-06" if dated else None,
                "location": true if known else None,
            }
        )
    content = sheets({"封面": [["某县老旧小区台账"], ["二〇二一年"]], "台账": [HEADINGS, *lines]})
    return content, truth


def _name(number: int) -> str:
    """Return a name that is like no other: four characters of an own kind."""
    signs = "粮食糖酒丝绸陶瓷农机水电汽运建材物资供销外贸航道林业卫生"
    return (
        f"{signs[number % 28]}{signs[(number * 5 + 3) % 28]}{signs[(number * 11 + 7) % 28]}局宿舍"
    )
