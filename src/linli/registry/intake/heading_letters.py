"""What can be wrong with a sheet's headings or with a mapping of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact, Pack
from linli.engines.workbook import Sheet

TO_MAP = frozenset({"no-compound-sheet", "heading-missing", "heading-twice"})
"""Codes of what a mapping of the columns can mend."""


def no_compounds(sheets: Sequence[Sheet], pack: Pack) -> Problem:
    """Tell of a workbook in which no sheet is a survey."""
    headings = [heading for sheet in sheets for heading in sheet.frame.columns]
    wanted = pack.facts["name"].label
    near = difflib.get_close_matches(wanted.zh, headings, 1, 0.3)
    seen = "、".join(headings[:12])
    return Problem(
        "no-compound-sheet",
        Text(
            f"没有找到“{wanted.zh}”一列，无法识别为摸底调查表。现有表头：{seen}。",
            f'No column "{wanted.zh}" was found. Headings: {seen}.',
        ),
        Text(
            (f"请把“{near[0]}”改为“{wanted.zh}”，或" if near else "请")
            + "下载调查表模板对照填写；其他格式的清单请先对应列名。",
            "Compare with the survey form, or match the columns of a foreign layout.",
        ),
        Place(sheet=sheets[0].name, row=sheets[0].first_row - 1),
    )


def heading_missing(sheet: Sheet, facts: Sequence[Fact]) -> Problem:
    """Tell of a sheet without columns that every row must have."""
    zh = "、".join(f"“{fact.label.zh}”" for fact in facts)
    en = ", ".join(f'"{fact.label.en}"' for fact in facts)
    return Problem(
        "heading-missing",
        Text(f"工作表“{sheet.name}”缺少{zh}一列。", f'Sheet "{sheet.name}" lacks {en}.'),
        Text("请补上该列后重新上传。", "Add the column and upload again."),
        Place(sheet=sheet.name, row=sheet.first_row - 1),
    )


def no_such_sheet(name: str, known: Sequence[str]) -> Problem:
    """Tell of a mapping whose sheet the workbook does not have."""
    return Problem(
        "mapping-sheet-absent",
        Text(f"文件中没有名为“{name}”的工作表。", f'The file has no sheet "{name}".'),
        Text(f"现有：{'、'.join(known)}。", f"There are: {', '.join(known)}."),
        Place(sheet=name),
    )


def twice(sheet: Sheet, same: Sequence[str], fact: Fact) -> Problem:
    """Tell of a fact that several columns give."""
    zh = "、".join(f"“{heading}”" for heading in same)
    return Problem(
        "heading-twice",
        Text(f"{zh}都表示“{fact.label.zh}”，无法确定取哪一列。", f"{zh} all mean {fact.label.en}."),
        Text("请只保留一列。", "Keep one of the columns."),
        Place(
            sheet=sheet.name,
            row=sheet.first_row - 1,
            column=same[1],
            letter=sheet.letters.get(same[1], ""),
        ),
    )


def wrong_fact(name: str) -> Problem:
    """Tell of a mapping to a fact that compounds do not have."""
    return Problem(
        "mapping-unknown-fact",
        Text(
            f"映射文件中的“{name}”不是数据字典里的项目。", f'"{name}" is no fact of the dictionary.'
        ),
        Text("请对照政策包 facts.toml 中小区的项目名。", "Compare with the pack's facts.toml."),
        Place(file="mapping", key=name),
    )


def absent(sheet: Sheet, heading: str) -> Problem:
    """Tell of a mapping's heading that the sheet does not have."""
    return Problem(
        "mapping-heading-absent",
        Text(f"文件中没有映射所写的表头“{heading}”。", f'The file has no heading "{heading}".'),
        Text("请核对映射与工作簿的表头。", "Compare the mapping with the workbook."),
        Place(sheet=sheet.name, column=heading),
    )


def half_a_position(sheet: Sheet, fact: Fact) -> Problem:
    """Tell of a longitude without a latitude, or the other way round."""
    return Problem(
        "mapping-half-position",
        Text(
            f"“{fact.label.zh}”要同时指明经度和纬度两列。",
            f'"{fact.label.en}" needs both a longitude and a latitude.',
        ),
        Text("请补选另一列，或两列都不读取。", "Choose the other column, or neither."),
        Place(sheet=sheet.name),
    )


def bad_constant(name: str, problem: Problem) -> Problem:
    """Tell of a constant that is no value of its fact."""
    return Problem(
        problem.code, problem.message, problem.next_step, Place(file="mapping", key=name)
    )
