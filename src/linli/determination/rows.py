"""Rows of a pack's tables in words: what each has besides its label, and what it names."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple

from django.utils.translation import get_language

from linli.core.kernel.text import Text
from linli.core.policy.schema import (
    ActorKind,
    AreaOffice,
    DutyTask,
    OfficeKind,
    Pack,
    Payer,
    Response,
    Row,
    Track,
    WorkClass,
)

RULE_FIELDS = (
    "required_when",
    "waived_by",
    "deadline",
    "uses",
    "needs_ballot",
    "granted_by",
    "rule",
)
FIGURE_FIELDS = ("parameter", "weight", "by", "days")
STEP_FIELDS = ("after", "replaced_by", "merged_with")
"""The fields of rows that name a rule, a figure or a step."""
CHOICES: dict[StrEnum, Text] = {
    WorkClass.BASIC: Text("基础类", "Basic"),
    WorkClass.IMPROVED: Text("完善类", "Improved"),
    WorkClass.ENHANCED: Text("提升类", "Enhanced"),
    ActorKind.DEPARTMENT: Text("市直部门", "Department"),
    ActorKind.TERRITORY: Text("县区和片区", "Territory"),
    ActorKind.SUPPORTING: Text("配合单位", "Supporting office"),
    ActorKind.UTILITY: Text("专营企业", "Utility"),
    Track.PROJECT: Text("项目审批", "Project"),
    Track.REGISTRATION: Text("不动产登记", "Registration"),
    Track.PLAN: Text("专项规划", "Special plan"),
    Track.COUNCIL: Text("居民议事", "Residents' council"),
    Track.SPACE: Text("存量资源", "Idle space"),
    OfficeKind.GOVERNMENT: Text("人民政府、管委", "Government"),
    OfficeKind.ZONE: Text("管委", "Zone administration"),
    OfficeKind.DEPARTMENT: Text("市直部门", "Department"),
    OfficeKind.AREA_DEPARTMENT: Text("县区部门", "Office of an area"),
    OfficeKind.OFFICE: Text("办公室", "Office"),
    Payer.GOVERNMENT: Text("政府", "Government"),
    Payer.RESIDENTS: Text("居民", "Residents"),
    Payer.UTILITY: Text("专营企业", "Utility"),
    Payer.OWNER: Text("产权单位", "Owner"),
    Payer.CAPITAL: Text("社会资本", "Private capital"),
    Response.COMMENDATION: Text("通报表扬", "Commendation"),
    Response.CRITICISM: Text("通报批评", "Criticism"),
    Response.INTERVIEW: Text("约谈", "Interview"),
}
LABELS = {
    "lead_office": Text("牵头部门", "Lead office"),
    "track": Text("办理事项", "Track"),
    "required_when": Text("需办的条件", "Needed when"),
    "waived_by": Text("可免的条件", "Waived by"),
    "replaced_by": Text("免办时代之以", "Then replaced by"),
    "merged_with": Text("免办时并入", "Then part of"),
    "days": Text("办理期限", "Term"),
    "opinions": Text("征求意见", "Opinions of"),
    "optional": Text("自愿选择", "Optional"),
    "deadline": Text("办结期限", "Deadline"),
    "after": Text("前置环节", "After"),
    "materials": Text("材料", "Materials"),
    "kind": Text("责任主体", "Who"),
    "tasks": Text("任务", "Tasks"),
    "payer": Text("出资方", "Payer"),
    "uses": Text("使用条件", "Conditions of use"),
    "needs_ballot": Text("须经表决", "Needs a vote"),
    "in_kind": Text("以物或劳折价", "In kind"),
    "work_class": Text("改造类别", "Class of works"),
    "parameter": Text("比例", "Share"),
    "tax": Text("税费", "Tax or fee"),
    "treatment": Text("优惠", "Relief"),
    "granted_by": Text("认定规则", "Granted by"),
    "weight": Text("权重", "Weight"),
    "indicators": Text("指标", "Indicators"),
    "response": Text("措施", "Response"),
    "rule": Text("触发规则", "Triggered by"),
    "office": Text("机构", "Office"),
    "seat": Text("席位", "Seat"),
    "holder": Text("成文时任职", "Holder at the time"),
    "areas": Text("各地名称", "In each area"),
    "also_called": Text("又称", "Also called"),
    "answers_for": Text("代收", "Answers for"),
    "recipients": Text("发送单位", "Recipients"),
    "by": Text("完成时间", "By"),
}


class Cell(NamedTuple):
    """A value in words; ``kind`` and ``name`` lead to the entry that it names, if any."""

    text: str
    kind: str = ""
    name: str = ""


class RowCard(NamedTuple):
    """A row with what it has besides its label."""

    row: Row
    lines: list[tuple[Text, list[Cell]]]


def row_card(pack: Pack, row: Row) -> RowCard:
    """Return a row as the library shows it; empty fields are left out."""
    own = [name for name in type(row).model_fields if name in LABELS]
    lines = [(LABELS[name], _cells(pack, name, getattr(row, name))) for name in own]
    return RowCard(row, [(label, cells) for label, cells in lines if cells])


def _cells(pack: Pack, field: str, value: Any) -> list[Cell]:  # noqa: ANN401 - any field of a row
    """Return a field's values in words."""
    if not value:
        return []
    values = value if isinstance(value, tuple) and not isinstance(value, Text) else (value,)
    return [_cell(pack, field, _words(each)) for each in values]


def _words(value: Any) -> Any:  # noqa: ANN401 - as above
    """Return what an entry within a row is called; other values as they are."""
    if isinstance(value, DutyTask):
        return value.label
    return value.name if isinstance(value, AreaOffice) else value


def _cell(pack: Pack, field: str, value: StrEnum | Text | str | bool) -> Cell:  # noqa: FBT001 - a value
    """Return one value in words."""
    if isinstance(value, bool):
        return Cell(_say(Text("是", "yes")))
    if isinstance(value, Text):
        return Cell(_say(value))
    if isinstance(value, StrEnum):
        return Cell(_say(CHOICES[value]))
    if field in RULE_FIELDS and value in pack.rules:
        return Cell(_say(pack.rules[value].title), "rule", value)
    if field in FIGURE_FIELDS and value in pack.parameters:
        return Cell(_say(pack.parameters[value].label), "figure", value)
    return Cell(_step(pack, value) if field in STEP_FIELDS else value)


def _step(pack: Pack, code: str) -> str:
    """Return the name of a step."""
    return next((_say(each.label) for each in pack.procedures if each.code == code), code)


def _say(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")
