"""Which heading is which fact."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Dict

from linli.core.kernel.problem import ProblemError
from linli.core.policy.schema import Fact, FactType, Pack, Subject
from linli.engines.workbook import Sheet
from linli.registry.intake import heading_letters as letters
from linli.registry.intake.reading import Reading, plain
from linli.registry.mapping import PARTS, Mapping, fact_of, part_of

PROBLEMS_HEADING = "问题"
ORDER_HEADING = "序号"
_BRACKETS = re.compile(r"\(([^()]*)\)$")
_GROUPS = re.compile(r"[/-]")
_AREA = ("㎡", "平方米", "平米", "m2")
_OWNERS: dict[Subject, tuple[str, ...]] = {
    Subject.HOME: ("code", "name", "jurisdiction", "building_name"),
    Subject.BUILDING: ("code", "name", "jurisdiction"),
    Subject.COMPOUND: (),
}
"""Facts of those above that a row names, by what it is about; the most special comes first."""


def understand(sheets: Sequence[Sheet], pack: Pack, mapping: Mapping | None) -> list[Reading]:
    """Find the sheets of compounds, buildings and homes; ``ProblemError`` where none is usable."""
    if mapping:
        readings = [_mapped(sheet_of(sheets, mapping.sheet), pack, mapping)]
    else:
        readings = [reading for sheet in sheets if (reading := _classify(sheet, pack))]
    looked_at = [reading.sheet for reading in readings] or sheets
    if problems := [problem for sheet in looked_at for problem in sheet.problems]:
        raise ProblemError(*problems)
    if not readings:
        raise ProblemError(letters.no_compounds(sheets, pack))
    return readings


def sheet_of(sheets: Sequence[Sheet], name: str) -> Sheet:
    """Return the sheet of a name, or without one the first; raises ``ProblemError``."""
    found = next((sheet for sheet in sheets if not name or sheet.name == name), None)
    if found is None:
        raise ProblemError(letters.no_such_sheet(name, [sheet.name for sheet in sheets]))
    return found


def dictionary_of(pack: Pack, subject: Subject) -> dict[str, Fact]:
    """Return the facts that a sheet about a subject may have, its owners' names first."""
    return {name: pack.facts[name] for name in _OWNERS[subject]} | pack.facts_of(subject)


def _classify(sheet: Sheet, pack: Pack) -> Reading | None:
    """Return the most special reading: as homes, buildings, or compounds."""
    for subject, owners in _OWNERS.items():
        facts = dictionary_of(pack, subject)
        found, latitudes = _match(sheet, facts)
        needed = {fact.name for fact in facts.values() if fact.required} - set(owners)
        signs = needed if owners else {"name"}
        if signs & {fact.name for fact in found.values()}:
            return _reading(sheet, subject, found, facts, latitudes)
    return None


def _reading(
    sheet: Sheet,
    subject: Subject,
    found: dict[str, Fact],
    facts: dict[str, Fact],
    latitudes: dict[str, str],
) -> Reading:
    own = {plain(PROBLEMS_HEADING), ORDER_HEADING, *map(plain, latitudes.values())}
    ignored = [h for h in sheet.frame.columns if h not in found and plain(h) not in own]
    needed = [fact for fact in facts.values() if fact.required]
    given = {fact.name for fact in found.values()}
    if missing := [fact for fact in needed if fact.name not in given]:
        raise ProblemError(letters.heading_missing(sheet, missing))
    return Reading(sheet, subject, found, facts, ignored, latitudes)


def _match(sheet: Sheet, facts: Dict[str, Fact]) -> tuple[dict[str, Fact], dict[str, str]]:
    """Return the fact of each heading, and the latitudes of positions in two columns.

    Two headings for one fact are refused.
    """
    matched = facts_by_heading(sheet.frame.columns, facts)
    for name in {fact.name for fact in matched.values()}:
        same = [heading for heading, fact in matched.items() if fact.name == name]
        if len(same) > 1:
            raise ProblemError(letters.twice(sheet, same, facts[name]))
    points = [fact for fact in facts.values() if fact.type is FactType.POINT]
    pair = [_heading_among(sheet.frame.columns, words) for words in PARTS.values()]
    if points and all(pair) and points[0] not in matched.values():
        longitude, latitude = pair
        return matched | {longitude: points[0]}, {longitude: latitude}
    return matched, {}


def facts_by_heading(headings: Iterable[str], facts: Dict[str, Fact]) -> dict[str, Fact]:
    """Return the fact of each heading that is understood: its label, a synonym, its own name."""
    words = {plain(word): fact for fact in facts.values() for word in _words(fact)}
    names = {plain(fact.name): fact for fact in facts.values()}
    found = {}
    for heading in headings:
        written = plain(heading)
        last = _GROUPS.split(written)[-1]  # forms on phones put the group before the name
        fact = words.get(written) or _without_unit(written, words) or names.get(last)
        if fact:
            found[heading] = fact
    return found


def _heading_among(headings: Iterable[str], words: Iterable[str]) -> str:
    return next((heading for heading in headings if plain(heading) in words), "")


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
    given = [*map(fact_of, mapping.columns.values()), *mapping.constants]
    wrong = [name for name in dict.fromkeys(given) if name not in compounds]
    absent = [heading for heading in mapping.columns if plain(heading) not in headings]
    if wrong or absent:
        raise ProblemError(
            *map(letters.wrong_fact, wrong), *(letters.absent(sheet, each) for each in absent)
        )
    if missing := [fact for name, fact in compounds.items() if fact.required and name not in given]:
        raise ProblemError(letters.heading_missing(sheet, missing))
    facts, latitudes = _columns(sheet, compounds, mapping, headings)
    used = {*facts, *latitudes.values()}
    ignored = [heading for heading in sheet.frame.columns if heading not in used]
    return Reading(sheet, Subject.COMPOUND, facts, compounds, ignored, latitudes)


def _columns(
    sheet: Sheet, facts: Dict[str, Fact], mapping: Mapping, headings: Dict[str, str]
) -> tuple[dict[str, Fact], dict[str, str]]:
    """Return the fact of each mapped heading; a latitude belongs to its longitude's."""
    found: dict[str, Fact] = {}
    latitudes: dict[str, str] = {}
    for heading, target in mapping.columns.items():
        here, fact = headings[plain(heading)], facts[fact_of(target)]
        if part_of(target) == "latitude":
            latitudes[fact.name] = here
        elif fact in found.values():
            first = next(each for each, known in found.items() if known == fact)
            raise ProblemError(letters.twice(sheet, [first, here], fact))
        else:
            found[here] = fact
    halves = {fact_of(t) for t in mapping.columns.values() if part_of(t) == "longitude"}
    if alone := halves ^ set(latitudes):
        raise ProblemError(*(letters.half_a_position(sheet, facts[name]) for name in alone))
    return found, {
        heading: latitudes[fact.name] for heading, fact in found.items() if fact.name in latitudes
    }
