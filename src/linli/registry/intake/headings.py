"""Which heading is which fact."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, field

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Fact, Pack, Subject
from linli.engines.workbook import Sheet
from linli.registry.mapping import Mapping

PROBLEMS_HEADING = "问题"
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_AREA = ("㎡", "平方米", "平米", "m2")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sheet whose headings are understood: ``facts`` by heading, out of ``dictionary``."""

    sheet: Sheet
    subject: Subject
    facts: dict[str, Fact]
    dictionary: dict[str, Fact]
    ignored: list[str] = field(default_factory=list)


def plain(heading: str) -> str:
    """Return a heading as it is compared: half-width, lower case, no blanks."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", heading)).lower()


def understand(sheets: Sequence[Sheet], pack: Pack, mapping: Mapping | None) -> list[Reading]:
    """Find the sheets of compounds and buildings; raises ``ProblemError`` where none is usable."""
    if mapping:
        readings = [_mapped(sheets[0], pack, mapping)]
    else:
        readings = [reading for sheet in sheets if (reading := _classify(sheet, pack))]
    usable = any(reading.subject is Subject.COMPOUND for reading in readings)
    looked_at = [reading.sheet for reading in readings] if usable else sheets
    if problems := [problem for sheet in looked_at for problem in sheet.problems]:
        raise ProblemError(*problems)
    if not usable:
        raise ProblemError(_no_compounds(sheets, pack))
    return readings


def _classify(sheet: Sheet, pack: Pack) -> Reading | None:
    """Return the better of two readings: as compounds, or as buildings of compounds."""
    compounds = pack.facts_of(Subject.COMPOUND)
    owner = {name: compounds[name] for name in ("code", "name", "jurisdiction")}
    of_buildings = {**owner, **pack.facts_of(Subject.BUILDING)}
    buildings = _match(sheet, of_buildings)
    if any(fact.subject is Subject.BUILDING and fact.required for fact in buildings.values()):
        return _reading(sheet, Subject.BUILDING, buildings, of_buildings)
    found = _match(sheet, compounds)
    if not any(fact.name == "name" for fact in found.values()):
        return None
    return _reading(sheet, Subject.COMPOUND, found, compounds)


def _reading(
    sheet: Sheet, subject: Subject, facts: dict[str, Fact], dictionary: dict[str, Fact]
) -> Reading:
    own = {plain(PROBLEMS_HEADING), "序号"}
    ignored = [h for h in sheet.frame.columns if h not in facts and plain(h) not in own]
    if missing := {"name", "jurisdiction"} - {fact.name for fact in facts.values()}:
        raise ProblemError(_heading_missing(sheet, sorted(missing)))
    return Reading(sheet, subject, facts, dictionary, ignored)


def _match(sheet: Sheet, facts: Dict[str, Fact]) -> dict[str, Fact]:
    """Return the fact of each heading; two headings for one fact are refused."""
    words = {plain(word): fact for fact in facts.values() for word in _words(fact)}
    matched = {}
    for heading in sheet.frame.columns:
        fact = words.get(plain(heading)) or _without_unit(plain(heading), words)
        if fact:
            matched[heading] = fact
    for name in {fact.name for fact in matched.values()}:
        same = [heading for heading, fact in matched.items() if fact.name == name]
        if len(same) > 1:
            raise ProblemError(_twice(sheet, same, facts[name]))
    return matched


def _words(fact: Fact) -> tuple[str, ...]:
    return (fact.label.zh, fact.label.en, *fact.headers, *fact.per_header)


def _without_unit(heading: str, words: Dict[str, Fact]) -> Fact | None:
    """Return the fact of a heading with a bracket behind it that names no other unit."""
    match = _BRACKETS.search(heading)
    fact = words.get(heading[: match.start()]) if match else None
    if not match or not fact:
        return None
    unit = fact.unit.zh if fact.unit else ""
    allowed = {plain(word) for word in (_AREA if unit in _AREA else (unit,))}
    return fact if not unit or match.group(1) in allowed else None


def _mapped(sheet: Sheet, pack: Pack, mapping: Mapping) -> Reading:
    compounds = pack.facts_of(Subject.COMPOUND)
    headings = {plain(heading): heading for heading in sheet.frame.columns}
    wrong = [
        name for name in (*mapping.columns.values(), *mapping.constants) if name not in compounds
    ]
    absent = [heading for heading in mapping.columns if plain(heading) not in headings]
    if wrong or absent:
        raise ProblemError(*map(_wrong_fact, wrong), *(_absent(sheet, each) for each in absent))
    given = {*mapping.columns.values(), *mapping.constants}
    if missing := {"name", "jurisdiction"} - given:
        raise ProblemError(_heading_missing(sheet, sorted(missing)))
    facts = {headings[plain(heading)]: compounds[name] for heading, name in mapping.columns.items()}
    ignored = [heading for heading in sheet.frame.columns if heading not in facts]
    return Reading(sheet, Subject.COMPOUND, facts, compounds, ignored)


def _no_compounds(sheets: Sequence[Sheet], pack: Pack) -> Problem:
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
            + "下载调查表模板对照填写；其他格式的清单请用映射文件导入。",
            "Compare with the survey form, or import a foreign layout with a mapping file.",
        ),
        Place(sheet=sheets[0].name, row=sheets[0].first_row - 1),
    )


def _heading_missing(sheet: Sheet, names: list[str]) -> Problem:
    words = {"name": "小区名称", "jurisdiction": "县区"}
    zh = "、".join(f"“{words[name]}”" for name in names)
    return Problem(
        "heading-missing",
        Text(f"工作表“{sheet.name}”缺少{zh}一列。", f'Sheet "{sheet.name}" lacks {zh}.'),
        Text("请补上该列后重新上传。", "Add the column and upload again."),
        Place(sheet=sheet.name, row=sheet.first_row - 1),
    )


def _twice(sheet: Sheet, same: list[str], fact: Fact) -> Problem:
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


def _wrong_fact(name: str) -> Problem:
    return Problem(
        "mapping-unknown-fact",
        Text(
            f"映射文件中的“{name}”不是数据字典里的项目。", f'"{name}" is no fact of the dictionary.'
        ),
        Text("请对照政策包 facts.toml 中小区的项目名。", "Compare with the pack's facts.toml."),
        Place(file="mapping", key=name),
    )


def _absent(sheet: Sheet, heading: str) -> Problem:
    return Problem(
        "mapping-heading-absent",
        Text(f"文件中没有映射所写的表头“{heading}”。", f'The file has no heading "{heading}".'),
        Text("请核对映射文件与工作簿的表头。", "Compare the mapping with the workbook."),
        Place(sheet=sheet.name, column=heading),
    )
