"""Documents of the room as Word files: replies and commitment letters (S31, S32)."""

from __future__ import annotations

from linli.approvals.bridge import procedure
from linli.approvals.models import Case, Decision, Opinion
from linli.core.kernel.money import in_ten_thousands
from linli.core.policy.schema import Pack
from linli.engines.documents.word import (
    Align,
    Block,
    Column,
    Document,
    Fields,
    Head,
    Heading,
    Imprint,
    Number,
    Paragraph,
    Signature,
    SignHere,
    Table,
    write_word,
)

_TITLE_LINE = 20
"""Characters that a line of the title holds."""
_ENDS_A_WORD = "市县区镇乡年目期园"


def reply(pack: Pack, decision: Decision) -> bytes:
    """Return the reply to an application, the place of the seal left free."""
    case = decision.case
    step = procedure(pack, case.procedure)
    subject = step.label.zh.removesuffix("审批")
    lead = case.lead.name
    said = "的批复" if decision.approved else "不予批准的决定"
    return write_word(
        Document(
            "\n".join([lead, *_lines(f"关于{case.project.name}"), subject + said]),
            blocks=_body(pack, decision),
            head=Head(f"{lead}文件", Number(decision.organ, decision.year, decision.serial)),
            recipients=(case.applicant.name,),
            signature=Signature([lead], decision.day, sealed=True),
            imprint=Imprint(lead, decision.day, copies=_copies(case)),
        )
    )


def _lines(text: str) -> list[str]:
    """Return a part of the title as one line, or as two of like length that end with a word."""
    if len(text) <= _TITLE_LINE:
        return [text]
    middle = len(text) // 2
    ends = [place for place, sign in enumerate(text[:-1], start=1) if sign in _ENDS_A_WORD]
    place = min(ends, key=lambda each: abs(each - middle), default=middle)
    return [text[:place], text[place:]]


def _ground(pack: Pack, path: str) -> str:
    """Return a clause as a document cites it: by title and number, or by law and article."""
    if not pack.clauses[path].document:
        return f"《{pack.head.title.zh}》（{pack.head.document_number}）{path}"
    document, _space, article = path.partition(" ")
    return document if "号" in document else f"《{document}》{article}"


def _body(pack: Pack, decision: Decision) -> list[Block]:
    case = decision.case
    step = procedure(pack, case.procedure)
    asked = f"你单位报来的{case.project.name}{step.label.zh}申请收悉。"
    blocks: list[Block] = [
        Paragraph(f"{asked}经审查，依据{_ground(pack, step.clause)}，{_ruling(decision)}。"),
    ]
    if decision.approved_total is not None:
        blocks += [
            Heading("项目总投资", 1),
            Paragraph(f"批复总投资{in_ten_thousands(decision.approved_total):,.2f}万元。"),
            *_bill(pack, case),
        ]
    if decision.covers:
        names = "、".join(procedure(pack, code).label.zh for code in decision.covers)
        blocks += [
            Heading("同步审批事项", 1),
            Paragraph(f"{names}与本方案同步批准，不再另行报批。"),
        ]
    if decision.approved:
        blocks += _after(decision)
    else:
        blocks.append(Paragraph("不服本决定的，可以依法申请行政复议或者提起行政诉讼。"))
    return blocks


def _ruling(decision: Decision) -> str:
    if decision.approved:
        return f"现批复如下{'：' + decision.text if decision.text else ''}".rstrip("。")
    return f"决定不予批准，理由：{decision.text}".rstrip("。")


def _bill(pack: Pack, case: Case) -> list[Block]:
    """Return the bill of items of the scheme that is approved."""
    if case.scheme is None:
        return []
    works = {item.code: item for item in pack.works}
    rows = [
        [
            works[item.work].label.zh if item.work in works else item.work,
            f"{item.quantity:,.2f}".rstrip("0").rstrip("."),
            works[item.work].unit.zh if item.work in works else "",
            f"{in_ten_thousands(item.amount):,.2f}",
        ]
        for item in case.scheme.items.all()
    ]
    total = f"{in_ten_thousands(case.scheme.total):,.2f}"
    columns = [
        Column("改造内容", 4),
        Column("工程量", 2, Align.RIGHT),
        Column("单位", 1.5),
        Column("投资", 2, Align.RIGHT),
    ]
    table = Table(columns, [*rows, ["合计", "", "", total]], unit="单位：万元", total=True)
    return [Heading("主要建设内容", 1), table]


def _after(decision: Decision) -> list[Block]:
    """Return what the reply serves for, and what the offices asked for (S34)."""
    conditions = decision.case.opinions.filter(stance=Opinion.Stance.CONDITIONS)
    blocks: list[Block] = [
        Heading("有关要求", 1),
        Paragraph("本批复可作为后续审批依据，各环节不再要求重复提交。"),
    ]
    return [
        *blocks,
        *(Paragraph(f"{each.organisation}：{each.text.rstrip('。')}。") for each in conditions),
    ]


def _copies(case: Case) -> tuple[str, ...]:
    return tuple(each.organisation.name for each in case.opinions.select_related("organisation"))


def commitment_letter(pack: Pack, case: Case) -> bytes:
    """Return the letter that the unit signs in place of the review of drawings (S31, A14)."""
    step = procedure(pack, case.procedure)
    rule = pack.rules["drawing_review_by_commitment"]
    return write_word(
        Document(
            "告知承诺书",
            blocks=[
                Fields(
                    [
                        ("项目名称", case.project.name),
                        ("建设单位", case.applicant.name),
                        ("办理机关", case.lead.name),
                        ("依据", _ground(pack, step.clause)),
                    ]
                ),
                Heading("告知事项", 1),
                Paragraph(rule.messages.yes.zh),
                Paragraph(
                    "办理机关在施工中和完工后核查承诺事项；违反承诺的，依规处理，此后不再适用告知承诺。"
                ),
                Heading("承诺内容", 1),
                Paragraph("本项目不涉及建筑主体结构变动，属低风险项目。"),
                Paragraph("施工图由具备资质的单位设计，符合工程建设强制性标准。"),
                Paragraph("所交材料真实、有效，愿承担违反承诺的责任。"),
                SignHere(["承诺单位（盖章）", "法定代表人（签字）", "日期"]),
            ],
        )
    )
