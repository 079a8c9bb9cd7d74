"""The adopted plan as the annual-plan form in Excel: blocks by jurisdiction, with live sums."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple

import xlsxwriter
from django.utils import timezone
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from linli.core.kernel.money import in_ten_thousands
from linli.core.policy.schema import Pack
from linli.determination.reads import pack_of
from linli.plan.bridge.payers import ENTERPRISES, RESIDENTS
from linli.plan.models import AnnualPlan, PlanLine
from linli.registry.works import classes_of

TITLE_ROW, VERSION_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 4  # counted from 0; headings take two rows
SOURCES = (
    *("中央财政", "中央预算内", "自治区", "市", "县区"),
    *("专项债", "居民", "企业", "其他"),
)
OTHER = SOURCES[-1]
COLUMN_OF = {
    "central_subsidy": "中央财政",
    "central_budget_investment": "中央预算内",
    "regional_subsidy": "自治区",
    "city_budget": "市",
    "county_budget": "县区",
    "special_bond": "专项债",
    "maintenance_fund": "居民",
    RESIDENTS: "居民",
    ENTERPRISES: "企业",
}
"""In which column of the form a source stands; others stand under the last."""
A4 = 9


class Column(NamedTuple):
    """A column of the form and what a line says in it; ``group`` is a heading above several."""

    heading: str
    width: float
    style: str
    value: Callable[[PlanLine, Pack], Any]
    is_summed: bool = False
    group: str = ""


def _blank(_line: PlanLine, _pack: Pack) -> None:
    """Say nothing: the figure comes with a later stage."""


def _paid(column: str) -> Callable[[PlanLine, Pack], Decimal | None]:
    """Return what a column of sources says: 万元, blank where the plan names no payers."""

    def amount(line: PlanLine, _pack: Pack) -> Decimal | None:
        paid = [
            Decimal(part)
            for source, part in line.money.items()
            if COLUMN_OF.get(source, OTHER) == column
        ]
        return in_ten_thousands(sum(paid, Decimal(0))) if paid else None

    return amount


def _works(line: PlanLine, pack: Pack) -> str:
    return "、".join(item.label.zh for item in pack.works if item.code in line.works)


def _classes(line: PlanLine, pack: Pack) -> str:
    return "、".join(label.zh for label in classes_of(pack, line.works))


def _stratum(line: PlanLine, pack: Pack) -> str:
    options = pack.rules["stratum"].classes
    return next((option.label.zh for option in options if option.value == line.stratum), "")


COLUMNS = (
    Column("序号", 5, "whole", lambda line, _: line.number),
    Column("年度", 6, "plain", lambda line, _: line.plan.year),
    Column("区", 14, "text", lambda line, _: line.jurisdiction.name),
    Column("项目名称", 26, "text", lambda line, _: line.name),
    Column("小区数", 7, "whole", lambda line, _: line.compounds, is_summed=True),
    Column("户数", 7, "whole", lambda line, _: line.households, is_summed=True),
    Column("栋数", 6, "whole", lambda line, _: line.buildings, is_summed=True),
    Column("建筑面积（㎡）", 12, "decimal", lambda line, _: line.floor_area, is_summed=True),
    Column("建成年代", 13, "text", _stratum),
    Column("改造类别", 8, "text", _classes),
    Column("主要内容", 30, "text", _works),
    Column(
        "总投资（万元）",
        11,
        "decimal",
        lambda line, _: in_ten_thousands(line.estimate),
        is_summed=True,
    ),
    *(
        Column(source, 8, "decimal", _paid(source), is_summed=True, group="资金来源构成（万元）")
        for source in SOURCES
    ),
    Column("计划开工时间（不晚于）", 11, "day", lambda line, _: line.plan.start_by),
    Column("计划竣工时间（不晚于）", 11, "day", lambda line, _: line.plan.finish_by),
    Column("计划加装电梯数", 8, "whole", _blank),
    Column("计划增设养老托育等设施数", 9, "whole", _blank),
    Column("实施主体/建设单位", 12, "text", _blank),
    Column("责任单位/责任人", 12, "text", _blank),
    Column("是否纳入国家计划", 8, "text", _blank),
    Column("是否纳入自治区计划", 8, "text", _blank),
    Column("批复文号", 14, "text", _blank),
)
PLACES = {column.heading: place for place, column in enumerate(COLUMNS)}
TOTAL, FIRST_SOURCE, LAST_SOURCE = (PLACES[n] for n in ("总投资（万元）", SOURCES[0], OTHER))
SUMMED = [place for place, column in enumerate(COLUMNS) if column.is_summed]
LABEL_COLUMNS = SUMMED[0]  # the label of a sum spans what stands before the first summed column


def annual_plan_workbook(plan: AnnualPlan) -> bytes:
    """Return an adopted plan as xlsx; what a later stage settles stays blank."""
    lines = list(
        PlanLine.objects.filter(plan=plan).select_related("plan", "jurisdiction").order_by("number")
    )
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": timezone.make_naive(plan.adopted_at)})
        _Form(book, plan, lines).write()
    return file.getvalue()


class _Form:
    """Writes the form into a workbook, from top to bottom."""

    def __init__(self, book: Any, plan: AnnualPlan, lines: Sequence[PlanLine]) -> None:  # noqa: ANN401 - xlsxwriter is untyped
        self.plan, self.lines, self.pack = plan, lines, pack_of(plan.scenario.pack)
        self.sheet = book.add_worksheet(f"{plan.year}年度计划")
        grid = {"border": 1, "valign": "vcenter", "font_size": 9}
        self.styles = {
            "title": book.add_format({"bold": True, "font_size": 16, "align": "center"}),
            "note": book.add_format({"font_size": 9, "text_wrap": True, "valign": "vcenter"}),
            "head": book.add_format({**grid, "bold": True, "text_wrap": True, "align": "center"}),
            "plain": book.add_format({**grid, "align": "center"}),
            "text": book.add_format({**grid, "text_wrap": True}),
            "whole": book.add_format({**grid, "num_format": "#,##0"}),
            "decimal": book.add_format({**grid, "num_format": "#,##0.00"}),
            "day": book.add_format({**grid, "num_format": "yyyy-mm-dd"}),
            "whole sum": book.add_format({**grid, "num_format": "#,##0", "bold": True}),
            "decimal sum": book.add_format({**grid, "num_format": "#,##0.00", "bold": True}),
            "sum": book.add_format({**grid, "bold": True}),
            "plain note": book.add_format({"font_size": 9}),
            "wrong": book.add_format({"bg_color": "#f8d7da", "font_color": "#a11b16"}),
        }

    def write(self) -> None:
        """Write everything."""
        self._set_up_print()
        self._write_title()
        self._write_headings()
        row, subtotals = FIRST_ROW, []
        for area, group in groupby(self.lines, key=lambda line: line.jurisdiction):
            own = list(group)
            for line in own:
                self._write_line(row, line)
                row += 1
            label = f"{area.name}小计（{len(own)} 个项目）"
            self._write_sums(row, label, own, _span(row - len(own), row - 1))
            subtotals.append(row)
            row += 1
        label = f"全市合计（{len(self.lines)} 个项目）"
        self._write_sums(row, label, self.lines, _cells(subtotals))
        self._check_money(row)
        self._write_footnote(row + 2)

    def _set_up_print(self) -> None:
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.set_margins(left=0.3, right=0.3, top=0.5, bottom=0.5)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROW, FIRST_ROW - 1)
        sheet.set_footer("&C第 &P 页，共 &N 页")
        sheet.freeze_panes(FIRST_ROW, LABEL_COLUMNS)
        for place, column in enumerate(COLUMNS):
            sheet.set_column(place, place, column.width)

    def _write_title(self) -> None:
        plan, head, last = self.plan, self.pack.head, len(COLUMNS) - 1
        title = f"{head.city.zh}{plan.year}年城镇老旧小区改造年度计划表"
        adopted = timezone.localtime(plan.adopted_at)
        version = (
            f"依据：{head.document_number}　版本：{plan.year} 年第 {plan.version} 版　"
            f"定稿：{adopted:%Y-%m-%d %H:%M}　校验码（SHA-256）：{plan.sha256}"
        )
        self.sheet.merge_range(TITLE_ROW, 0, TITLE_ROW, last, title, self.styles["title"])
        self.sheet.merge_range(VERSION_ROW, 0, VERSION_ROW, last, version, self.styles["note"])

    def _write_headings(self) -> None:
        """Write two heading rows: a group spans its columns, other headings span both rows."""
        head, below, place = self.styles["head"], HEAD_ROW + 1, 0
        for group, members in groupby(COLUMNS, key=lambda column: column.group):
            own = list(members)
            if group:
                end = place + len(own) - 1
                self.sheet.merge_range(HEAD_ROW, place, HEAD_ROW, end, group, head)
            for offset, column in enumerate(own, start=place):
                if group:
                    self.sheet.write_string(below, offset, column.heading, head)
                else:
                    self.sheet.merge_range(HEAD_ROW, offset, below, offset, column.heading, head)
            place += len(own)

    def _write_line(self, row: int, line: PlanLine) -> None:
        for place, column in enumerate(COLUMNS):
            value = column.value(line, self.pack)
            self.sheet.write(row, place, _number(value), self.styles[column.style])

    def _write_sums(
        self, row: int, label: str, lines: Sequence[PlanLine], terms: Callable[[int], str]
    ) -> None:
        """Write a row of sums as live formulas, with the values that they have now."""
        self.sheet.merge_range(row, 0, row, LABEL_COLUMNS - 1, label, self.styles["sum"])
        for place, column in enumerate(COLUMNS[LABEL_COLUMNS:], start=LABEL_COLUMNS):
            if not column.is_summed:
                self.sheet.write_blank(row, place, None, self.styles["sum"])
                continue
            value = sum(column.value(line, self.pack) or 0 for line in lines)
            style = self.styles[f"{column.style} sum"]
            self.sheet.write_formula(row, place, f"=SUM({terms(place)})", style, _number(value))

    def _check_money(self, total: int) -> None:
        """Let the sheet itself say whether the sources add up to the cost, line by line."""
        if not any(line.money for line in self.lines):
            return
        first, last = xl_col_to_name(FIRST_SOURCE), xl_col_to_name(LAST_SOURCE)
        cost = xl_col_to_name(TOTAL)
        row = FIRST_ROW + 1
        differs = f"ROUND(SUM(${first}{row}:${last}{row})-${cost}{row},6)<>0"
        rule = {"type": "formula", "criteria": f"={differs}", "format": self.styles["wrong"]}
        self.sheet.conditional_format(FIRST_ROW, TOTAL, total, LAST_SOURCE, rule)
        own = total + 1
        formula = (
            f"=IF(ROUND(SUM({first}{own}:{last}{own})-{cost}{own},6)=0,"
            f'"资金来源合计与总投资相等","资金来源合计与总投资不相等，请核对")'
        )
        paid = sum(Decimal(part) for line in self.lines for part in line.money.values())
        equal = paid == sum(line.estimate for line in self.lines)
        said = "资金来源合计与总投资相等" if equal else "资金来源合计与总投资不相等，请核对"
        self.sheet.write_formula(total + 1, 0, formula, self.styles["plain note"], said)

    def _write_footnote(self, row: int) -> None:
        """Say where sums are of known figures only."""
        gaps = [
            f"{name} {count} 个项目未填"
            for name, count in (
                ("栋数", sum(line.buildings is None for line in self.lines)),
                ("建筑面积", sum(line.floor_area is None for line in self.lines)),
            )
            if count
        ]
        if gaps:
            note = f"注：{'、'.join(gaps)}，合计只计已填数。"
            self.sheet.merge_range(row, 0, row, len(COLUMNS) - 1, note, self.styles["note"])


def _number(value: Any) -> Any:  # noqa: ANN401 - any cell value
    """Return a value as Excel keeps it: its numbers are floats."""
    return float(value) if isinstance(value, Decimal) else value


def _span(first: int, last: int) -> Callable[[int], str]:
    """Return the range of rows in a column, e.g. F5:F40."""

    def terms(place: int) -> str:
        name = xl_col_to_name(place)
        return f"{name}{first + 1}:{name}{last + 1}"

    return terms


def _cells(rows: Sequence[int]) -> Callable[[int], str]:
    """Return single cells of a column, e.g. F41,F55."""
    return lambda place: ",".join(xl_rowcol_to_cell(row, place) for row in rows)
