"""The tables of a special plan as rows of text and numbers, for Word and for Excel (S15)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from linli.core.kernel.money import in_ten_thousands
from linli.engines.workbook import Table
from linli.engines.workbook.write import Cell
from linli.plan.special.checking import combined
from linli.plan.special.rows import CompoundRow, Content, PhaseRow

NO_YEAR = "未定"
UNIT_HEADINGS = ("编号", "单元名称", "属地", "来源", "小区数", "户数", "实施年度", "核对结果")
COMPOUND_HEADINGS = (
    *("单元编号", "小区编码", "小区名称", "属地", "实施年度", "户数", "栋数"),
    *("建筑面积（㎡）", "估算投资（万元）", "核对结果"),
)
PHASE_HEADINGS = (
    *("年度", "小区数", "户数", "栋数", "建筑面积（㎡）", "估算投资（万元）"),
    *("投资未知的小区", "已定稿年度计划（万元）"),
)
CHECK_HEADINGS = ("单元编号", "小区名称", "结果", "依据与要素")
LAYER_HEADINGS = ("类别", "图层名称", "数据来源", "数据日期", "要素数")


def wan(amount: Decimal | None) -> Decimal | None:
    """Return yuan as 万元 with two decimals where it has them; exact."""
    return None if amount is None else in_ten_thousands(amount)


def unit_rows(content: Content) -> list[list[Cell]]:
    """Return the planning units, with the years in which their compounds are renovated."""
    return [
        [
            unit.number,
            unit.name,
            unit.jurisdiction,
            unit.origin,
            len(unit.compounds),
            unit.households,
            years_of(unit.compounds),
            unit.verdict.label.zh,
        ]
        for unit in content.units
    ]


def years_of(rows: Sequence[CompoundRow]) -> str:
    """Return the years of compounds in words: 2021、2023, 未定 for those without."""
    years = sorted({row.year for row in rows if row.year})
    written = [str(year) for year in years]
    return "、".join([*written, *([NO_YEAR] if any(row.year is None for row in rows) else [])])


def compound_rows(content: Content) -> list[list[Cell]]:
    """Return the compounds, unit by unit."""
    return [
        [
            row.unit,
            row.code,
            row.name,
            row.jurisdiction,
            row.year or NO_YEAR,
            row.households,
            row.buildings,
            row.floor_area,
            wan(row.estimate),
            row.verdict.label.zh,
        ]
        for row in content.compounds
    ]


def phase_rows(content: Content) -> list[list[Cell]]:
    """Return what each year renovates; what has no year stands last."""
    return [_phase(row.year or NO_YEAR, row) for row in content.phases]


def _phase(first: Cell, row: PhaseRow) -> list[Cell]:
    return [
        first,
        row.compounds,
        row.households,
        row.buildings,
        row.floor_area,
        wan(row.estimate),
        row.open,
        wan(row.planned),
    ]


def money_headings(content: Content) -> list[str]:
    """Return the headings of the money table: source, years, total."""
    return ["资金来源（万元）", *map(str, content.plan.years), "合计"]


def money_rows(content: Content) -> list[list[Cell]]:
    """Return the sources that give something, in 万元."""
    return [
        [row.label.zh, *(wan(amount) for amount in row.amounts), wan(row.total)]
        for row in content.money
        if row.total
    ]


def check_rows(content: Content) -> list[list[Cell]]:
    """Return compounds and units of which a layer says no or leaves it open, with the features.

    Kinds without any layer are not told of each: the chapter names them once.
    """
    rows: list[list[Cell]] = []
    for unit in content.units:
        named = [(row.name, row.findings) for row in unit.compounds]
        for name, findings in [*named, (f"{unit.name}（单元范围）", unit.overlaps)]:
            if told := [each for each in findings if each.is_told]:
                words = "；".join(each.said(content.kind(each.kind)).zh for each in told)
                rows.append([unit.number, name, combined(told).label.zh, words])
    return rows


def layer_rows(content: Content) -> list[list[Cell]]:
    """Return the layers that the plan was checked against."""
    return [
        [
            content.kind(layer.kind).label.zh,
            layer.name,
            layer.origin,
            layer.dated.isoformat(),
            layer.features,
        ]
        for layer in content.layers
    ]


def sheets(content: Content) -> list[Table]:
    """Return the sheets of the workbook that is filed."""
    return [
        Table("改造单元", UNIT_HEADINGS, unit_rows(content)),
        Table("小区", COMPOUND_HEADINGS, compound_rows(content), texts=frozenset({"小区编码"})),
        Table("分期", PHASE_HEADINGS, phase_rows(content), sums=frozenset(PHASE_HEADINGS[1:])),
        Table("资金", money_headings(content), money_rows(content)),
        Table("图层", LAYER_HEADINGS, layer_rows(content)),
        Table("图层核对", CHECK_HEADINGS, check_rows(content)),
    ]
