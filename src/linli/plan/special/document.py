"""The special plan as an official Word document, and the letter of filing (S15, S16)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings

from linli.core.kernel.money import in_ten_thousands
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import ChapterPart
from linli.determination.reads import current_pack
from linli.engines.documents.word import (
    Align,
    Attachment,
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Picture,
    Signature,
    Table,
    write_word,
)
from linli.engines.workbook.write import Cell
from linli.plan.special import maps, tables
from linli.plan.special.models import SpecialPlan
from linli.plan.special.rows import Content

FILING = "special_plan_filing"
"""The step of filing in the pack's procedures, and the list of who receives it."""
_NUMERIC = Align.RIGHT
_CODE = "小区编码"  # too long for a page's width; the workbook has it
_TITLE_LINE = 20
"""Characters of a title that a line holds."""


class Approval(NamedTuple):
    """What a version was approved as: its number, by whom, when, and why it was changed."""

    number: int
    approved_by: str
    approved_on: date
    reason: str = ""


def plan_document(content: Content, approval: Approval | None) -> bytes:
    """Return the plan as .docx; a draft says so above its title."""
    signed = Signature([content.plan.office], approval.approved_on if approval else None)
    return write_word(
        Document(
            _title(content.plan.name),
            list(_chapters(content)),
            status=_status(content, approval),
            attachments=list(_attachments(content)),
            signature=signed,
            notes=_approved(approval),
        )
    )


def filing_letter(content: Content, approval: Approval) -> bytes:
    """Return the letter with which a version is filed; the office adds number and seal."""
    plan, phases = content.plan, content.phases
    lists = current_pack().lists
    receivers = next((row.recipients for row in lists if row.code == FILING), ())
    figures = (
        f"规划期为 {plan.first_year}—{plan.last_year} 年，共划定改造单元 {len(content.units)} 个，"
        f"涉及小区 {len(content.compounds)} 个、"
        f"居民 {sum(row.households for row in phases)} 户，"
        f"估算总投资 {_wan(sum((row.estimate for row in phases), Decimal(0)))} 万元。"
    )
    again = (
        f"本次为第 {approval.number} 版，修改事由：{approval.reason}。" if approval.reason else ""
    )
    approved = f"已于{_day(approval.approved_on)}经{approval.approved_by}审定，现报请备案。"
    return write_word(
        Document(
            f"关于报送《{plan.name}》备案的报告",
            [Paragraph(f"《{plan.name}》{approved}{again}"), Paragraph(figures)],
            status=_demo(),
            recipients=receivers,
            attachments=[Attachment(title) for title in ("规划文本", "规划图层", "规划表格")],
            signature=Signature([plan.office], None),
        )
    )


def _title(name: str) -> str:
    """Return a long name in two lines, its years on the second."""
    return name.replace("（", "\n（", 1) if len(name) > _TITLE_LINE else name


def _status(content: Content, approval: Approval | None) -> str:
    draft = "" if approval else "征求意见稿" if _in_round(content.plan) else "编制稿"
    return "，".join(filter(None, (draft, _demo())))


def _demo() -> str:
    return "演示数据，虚构" if settings.DEMO else ""


def _in_round(plan: SpecialPlan) -> bool:
    return plan.rounds.filter(closed_on=None).exists()


def _approved(approval: Approval | None) -> list[str]:
    if approval is None:
        return []
    what = f"第 {approval.number} 版，{_day(approval.approved_on)}由{approval.approved_by}审定"
    return [f"{what}，修改事由：{approval.reason}" if approval.reason else what]


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _wan(amount: Decimal) -> str:
    return f"{in_ten_thousands(amount):,.2f}"


def _chapters(content: Content) -> Iterator[Block]:
    for chapter in content.chapters:
        yield Heading(chapter.title)
        if chapter.text.strip():
            yield Paragraph(chapter.text.strip())
        if chapter.part is not ChapterPart.NONE:
            yield from _PARTS[chapter.part](content)


def _units(content: Content) -> Iterator[Block]:
    yield _table(
        tables.UNIT_HEADINGS, tables.unit_rows(content), (1, 4, 3, 2, 1.5, 1.5, 2, 2), "改造单元"
    )


def _checks(content: Content) -> Iterator[Block]:
    counts = content.verdicts()
    said = "、".join(f"{verdict.label.zh} {counts[verdict]} 个" for verdict in Verdict)
    yield Paragraph(f"共核对小区 {len(content.compounds)} 个：{said}。逐项结果见附件。")
    missing = [
        kind.label.zh
        for kind in content.kinds
        if kind.code not in {layer.kind for layer in content.layers}
    ]
    if missing:
        yield Paragraph(f"尚未取得的图层：{'、'.join(missing)}；相应内容为待核。")
    if content.layers:
        rows = tables.layer_rows(content)
        yield _table(tables.LAYER_HEADINGS, rows, (3, 4, 4, 2, 1.5), "所用图层")


def _phases(content: Content) -> Iterator[Block]:
    rows = tables.phase_rows(content)
    total: list[Cell] = ["合计", *(_column_sum(rows, at) for at in range(1, len(rows[0])))]
    yield _table(
        tables.PHASE_HEADINGS,
        [*rows, total],
        (1.4, 1.3, 1.5, 1.3, 2.4, 2.4, 1.7, 2.4),
        "分期安排",
        total=True,
    )


def _column_sum(rows: Sequence[Sequence[Cell]], at: int) -> Cell:
    known = [value for row in rows if isinstance(value := row[at], int | Decimal)]
    return sum(known[1:], known[0]) if known else None


def _money(content: Content) -> Iterator[Block]:
    need = sum((row.estimate for row in content.phases), Decimal(0))
    given = sum((row.total for row in content.money), Decimal(0))
    unknown = sum(row.open for row in content.phases)
    without = f"（另有 {unknown} 个小区投资未知，未计入）" if unknown else ""
    yield Paragraph(f"估算资金需求 {_wan(need)} 万元{without}，已列资金来源 {_wan(given)} 万元。")
    if gap := need - given:
        yield Paragraph(f"{'尚缺' if gap > 0 else '来源多于需求'} {_wan(abs(gap))} 万元。")
    if rows := tables.money_rows(content):
        headings = tables.money_headings(content)
        yield _table(headings, rows, (3, *[1.5] * (len(headings) - 1)), "资金来源")


def _maps(content: Content) -> Iterator[Block]:
    said = f"{content.plan.name}：县区界线、约束图层、改造单元和按实施年度着色的小区"
    yield Picture(maps.plan_map(content), f"改造单元与分期示意图（{maps.NOTE}）", said)


_PARTS: dict[ChapterPart, Callable[[Content], Iterator[Block]]] = {
    ChapterPart.UNITS: _units,
    ChapterPart.CHECKS: _checks,
    ChapterPart.PHASES: _phases,
    ChapterPart.MONEY: _money,
    ChapterPart.MAPS: _maps,
}


def _attachments(content: Content) -> Iterator[Attachment]:
    headings = [heading for heading in tables.COMPOUND_HEADINGS if heading != _CODE]
    place = tables.COMPOUND_HEADINGS.index(_CODE)
    rows = [[*row[:place], *row[place + 1 :]] for row in tables.compound_rows(content)]
    listed = _table(headings, rows, (1, 3.4, 2.2, 1.4, 1.2, 1.1, 2, 2, 1.6))
    yield Attachment("改造小区一览表", [listed])
    if checked := tables.check_rows(content):
        found = _table(tables.CHECK_HEADINGS, checked, (1.2, 3, 1.4, 9))
        yield Attachment("图层核对不符合和待核清单", [found])


def _table(
    headings: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    caption: str = "",
    *,
    total: bool = False,
) -> Table:
    columns = [
        Column(heading, width, _NUMERIC if _is_numeric(rows, at) else Align.LEFT)
        for at, (heading, width) in enumerate(zip(headings, widths, strict=True))
    ]
    return Table(columns, [[_cell(value) for value in row] for row in rows], caption, total=total)


def _is_numeric(rows: Sequence[Sequence[Cell]], at: int) -> bool:
    known = [row[at] for row in rows if row[at] is not None]
    return at > 0 and bool(known) and all(isinstance(value, int | Decimal) for value in known)


def _cell(value: Cell) -> str:
    if value is None:
        return "—"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return str(value)
