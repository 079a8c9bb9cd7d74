"""The reserve as the official list in Excel (form 4.2), one row a project, formulas live (S14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from linli.core.kernel.money import in_ten_thousands
from linli.core.policy.schema import Pack, Source, WorkClass, WorkItem
from linli.determination.models import Determination
from linli.determination.reads import compound_facts, outcomes_of, pack_of
from linli.engines.workbook import Formula, Table, cell_of, write_tables
from linli.engines.workbook.write import Cell
from linli.registry.bridge import dictionary
from linli.reserve.bridge import released_compounds, works_of
from linli.reserve.models import Candidate
from linli.reserve.money import ZERO, amounts, owners
from linli.reserve.reads.lists import Filters, bundles_of, filtered, with_compounds
from linli.reserve.reads.words import lack_text, lacks_in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

TOTAL, OPEN, SHARE = "估算总投资（万元）", "资金缺口（万元）", "企业+居民占比"
BEFORE = (
    *("入库编号", "项目名称", "所在区", "包含小区", "片区名称", "建成年代分层", "栋数", "户数"),
    *("建筑面积（㎡）", "改造类别", "主要改造内容", TOTAL),
)
AFTER = (
    *(OPEN, SHARE, "同意改造户数", "同意率", "加装电梯单元数", "预期年度", "评分下限"),
    *("评分上限", "入库日期", "入库审核", "状态", "备注（尚缺条件）"),
)
SUMMED = ("栋数", "户数", "建筑面积（㎡）", TOTAL, OPEN, "同意改造户数", "加装电梯单元数")
WORK_CLASSES = {
    WorkClass.BASIC: "基础类",
    WorkClass.IMPROVED: "完善类",
    WorkClass.ENHANCED: "提升类",
}


class Surveyed(NamedTuple):
    """What a release knows of a compound that the list shows; None is unknown."""

    works: list[WorkItem]
    willing: int | None
    elevators: int | None


def reserve_workbook(user: User) -> bytes:
    """Return the reserve within a user's scope as xlsx, in the order of the score, with sums."""
    candidates = list(with_compounds(user, filtered(user, Filters())))
    runs = {each.determination for each in candidates}
    surveyed = {run: _surveyed(run) for run in runs}
    newest = max(runs, key=lambda run: run.number, default=None)
    pack = pack_of(newest.pack) if newest else dictionary()
    sheet = _Sheet(pack)
    rows = [sheet.row(each, surveyed[each.determination]) for each in candidates]
    sums = frozenset((*SUMMED, *sheet.money))
    return write_tables([Table("储备库项目", sheet.headings, rows, sums=sums)])


def headings(pack: Pack) -> tuple[str, ...]:
    """Return the list's headings: the form's, with a column for each source of money."""
    return (*BEFORE, *map(_money_heading, pack.sources), *AFTER)


def _money_heading(source: Source) -> str:
    return f"{source.label.zh}（万元）"


def _surveyed(run: Determination) -> dict[int, Surveyed]:
    pack, found = pack_of(run.pack), {}
    for compound in released_compounds(run):
        facts = compound_facts(pack, compound.facts)
        asked = [facts.get(name) for name in ("willing_households", "elevator_entrances")]
        whole = [each if isinstance(each, int) else None for each in asked]
        found[compound.id] = Surveyed(works_of(pack, facts), *whole)
    return found


class _Sheet:
    """Rows of the list, with formulas over their own columns."""

    def __init__(self, pack: Pack) -> None:
        self.sources = pack.sources
        self.headings = headings(pack)
        self.money = [_money_heading(source) for source in pack.sources]
        self.owners = [_money_heading(source) for source in owners(pack)]

    def row(self, candidate: Candidate, surveyed: dict[int, Surveyed]) -> list[Cell]:
        project, pack = candidate.project, pack_of(candidate.determination.pack)
        compounds = list(project.compounds.all())
        own = [surveyed[each.pk] for each in compounds if each.pk in surveyed]
        money = amounts(candidate.money)
        return [
            project.code,
            project.name,
            project.jurisdiction.name,
            "、".join(each.name for each in compounds),
            "、".join(each.name for each in bundles_of(compounds)),
            _stratum(pack, candidate.stratum),
            candidate.buildings,
            candidate.households,
            candidate.floor_area,
            *_works([item for each in own for item in each.works]),
            _wan(candidate.estimate),
            *(_wan(money.get(source.code)) for source in self.sources),
            *self.checks(candidate, money),
            *self.wishes(candidate, own),
            candidate.expected_year,
            candidate.score_low,
            candidate.score_high,
            candidate.entered_on,
            str(candidate.get_review_display()),
            str(candidate.get_state_display()),
            "；".join(lack_text(each).zh for each in lacks_in_words(pack, candidate.lacks)),
        ]

    def checks(self, candidate: Candidate, money: dict[str, Decimal]) -> Iterable[Cell]:
        """Give what no source pays yet, and the share of residents and enterprises (S70)."""
        if not candidate.estimate or not self.sources:
            return (None, None)
        total = self.at(TOTAL)
        paid = sum(money.values(), ZERO)
        own = sum((money.get(s.code, ZERO) for s in self.sources if self.is_own(s)), ZERO)
        first, last = self.at(self.money[0]), self.at(self.money[-1])
        added = "+".join(f"N({self.at(each)})" for each in self.owners) or "0"
        return (
            Formula(f"={total}-SUM({first}:{last})", in_ten_thousands(candidate.estimate - paid)),
            Formula(f"=ROUND(({added})/{total},4)", round(own / candidate.estimate, 4)),
        )

    def is_own(self, source: Source) -> bool:
        return _money_heading(source) in self.owners

    def wishes(self, candidate: Candidate, own: Sequence[Surveyed]) -> Iterable[Cell]:
        """Give households in favour, their share of all, and entrances fit for an elevator."""
        willing, elevators = (_total([getattr(each, name) for each in own]) for name in _ASKED)
        share: Cell = None
        if willing is not None and candidate.households:
            now = round(Decimal(willing) / candidate.households, 4)
            share = Formula(f"=ROUND({self.at('同意改造户数')}/{self.at('户数')},4)", now)
        return (willing, share, elevators)

    def at(self, heading: str) -> str:
        """Return the cell of a heading in a formula's own row."""
        return cell_of(self.headings, heading)


_ASKED = ("willing", "elevators")


def _total(counts: Sequence[int | None]) -> int | None:
    """Return a sum; None where one is unknown."""
    known = [count for count in counts if count is not None]
    return sum(known) if known and len(known) == len(counts) else None


def _works(items: Sequence[WorkItem]) -> tuple[str, str]:
    """Return the classes of works and the works themselves, each once."""
    classes = {item.work_class for item in items}
    labels = dict.fromkeys(item.label.zh for item in items)
    return "、".join(name for kind, name in WORK_CLASSES.items() if kind in classes), "、".join(
        labels
    )


def _wan(yuan: Decimal | None) -> Decimal | None:
    return None if yuan is None else in_ten_thousands(yuan)


def _stratum(pack: Pack, value: str) -> str:
    found = outcomes_of(pack.rules["stratum"]).get(value)
    return found.zh if found else ""
