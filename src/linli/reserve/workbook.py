"""The reserve as the official list in Excel, one row a project, with live sums (S14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.core.kernel.money import in_ten_thousands
from linli.core.policy.schema import Pack, WorkClass
from linli.determination.models import Determination
from linli.determination.reads import compound_facts, outcomes_of, pack_of
from linli.engines.workbook import Table, write_tables
from linli.engines.workbook.write import Cell
from linli.reserve.bridge import released_compounds, works_of
from linli.reserve.models import Candidate
from linli.reserve.reads import lacks_in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

HEADINGS = (
    *("入库编号", "项目名称", "所在区", "包含小区", "建成年代分层", "栋数", "户数"),
    *("建筑面积（㎡）", "改造类别", "主要改造内容", "估算总投资（万元）", "需求评分", "入库日期"),
    *("状态", "尚缺条件"),
)
SUMS = frozenset(("栋数", "户数", "建筑面积（㎡）", "估算总投资（万元）"))
WORK_CLASSES = {
    WorkClass.BASIC: "基础类",
    WorkClass.IMPROVED: "完善类",
    WorkClass.ENHANCED: "提升类",
}
Works = dict[int, tuple[str, str]]
"""Compound id -> the classes of its works, and the works, in words."""


def reserve_workbook(user: User) -> bytes:
    """Return the reserve within a user's scope as xlsx, the greatest need first, with sums."""
    found = Candidate.objects.visible_to(user).order_by("-need", "project__code")
    related = found.select_related("project__jurisdiction", "determination__pack")
    candidates = list(related.prefetch_related("project__compounds"))
    works = {run: _works(run) for run in {each.determination for each in candidates}}
    rows = [_row(each, works[each.determination]) for each in candidates]
    return write_tables([Table("储备库项目", HEADINGS, rows, sums=SUMS)])


def _works(run: Determination) -> Works:
    """Return what the released compounds of a run need."""
    pack = pack_of(run.pack)
    found = {
        compound.id: works_of(pack, compound_facts(pack, compound.facts))
        for compound in released_compounds(run)
    }
    return {
        pk: (
            "、".join(
                label for kind, label in WORK_CLASSES.items() if kind in {i.work_class for i in own}
            ),
            "、".join(item.label.zh for item in own),
        )
        for pk, own in found.items()
    }


def _row(candidate: Candidate, works: Works) -> list[Cell]:
    project, pack = candidate.project, pack_of(candidate.determination.pack)
    compounds = list(project.compounds.all())
    own = [works[each.pk] for each in compounds if each.pk in works]
    return [
        project.code,
        project.name,
        project.jurisdiction.name,
        "、".join(each.name for each in compounds),
        _stratum(pack, candidate.stratum),
        candidate.buildings,
        candidate.households,
        candidate.floor_area,
        "；".join(classes for classes, _items in own),
        "；".join(items for _classes, items in own),
        None if candidate.estimate is None else in_ten_thousands(candidate.estimate),
        candidate.need,
        candidate.entered_on,
        str(candidate.get_state_display()),
        _lacks(pack, candidate),
    ]


def _stratum(pack: Pack, value: str) -> str:
    found = outcomes_of(pack.rules["stratum"]).get(value)
    return found.zh if found else ""


def _lacks(pack: Pack, candidate: Candidate) -> str:
    lacks = lacks_in_words(pack, candidate.lacks)
    return "；".join(
        f"{each.title.zh}（缺{'、'.join(label.zh for label in each.missing)}）"
        if each.missing
        else each.title.zh
        for each in lacks
    )
