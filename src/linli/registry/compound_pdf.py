"""A compound's file printed: two A4 pages, whatever it holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.engines.documents import printable, render_pdf
from linli.foundation.record.models import Entry
from linli.registry.contributions import Section, sections_of
from linli.registry.files import attachments_of
from linli.registry.history import Version
from linli.registry.locator import locator, place_of
from linli.registry.models import Attachment
from linli.registry.sheet import CompoundSheet, FactLine
from linli.registry.works import WorkGroup, WorkLine

if TYPE_CHECKING:
    from linli.foundation.people.models import User

# What fits on the pages of compound.typ.
FACTS_A_COLUMN = 26
SOURCES = 8
ANSWERS = 12
SECTION_LINES = 6
ITEMS_A_CLASS = 16
BUILDINGS_A_COLUMN = 36
BUILDINGS_BESIDE_PHOTOS = 24
BUILDING_FACTS = 4
PHOTOS = 4
LONG_TITLE = 44
_TEMPLATE = Path(__file__).parent / "templates" / "registry" / "compound.typ"
MARKS = "①②③④⑤⑥⑦⑧"


def compound_pdf(user: User, sheet: CompoundSheet) -> bytes:
    """Return the file of a compound that the user sees, as a PDF of two pages."""
    data, files = compound_document(user, sheet)
    return render_pdf(_template(), data, files)


def compound_document(user: User, sheet: CompoundSheet) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what the template shows, and its pictures by name."""
    photos = list(islice(_photos(sheet), PHOTOS))
    files = {f"photo{n}": content for n, (_each, content) in enumerate(photos)}
    drawing = locator(place_of(sheet.facts.get("location")))
    files["map.svg"] = drawing.encode()
    data = {
        "language": (get_language() or "zh-hans")[:2],
        "words": _words(),
        "map": bool(drawing),
        **_head(sheet),
        **_facts(sheet),
        **_sections(sections_of(user, sheet.compound)),
        **_works(sheet.works),
        **_buildings(sheet, BUILDINGS_BESIDE_PHOTOS if photos else BUILDINGS_A_COLUMN),
        "photos": [
            {"file": f"photo{n}", "caption": short(each.caption or each.name, 60)}
            for n, (each, _content) in enumerate(photos)
        ],
        "photos-note": "",
    }
    return data, files


@cache
def _template() -> str:
    return _TEMPLATE.read_text("utf-8")


def short(text: str, width: int) -> str:
    """Return a text of at most ``width`` half-width columns, on one line; "…" marks a cut."""
    used = 0
    text = " ".join(text.split())
    for place, character in enumerate(text):
        used += 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if used > width:
            return text[: max(0, place - 1)] + "…"
    return text


def _words() -> dict[str, str]:
    return {
        "system": _("邻里 · 城镇老旧小区改造管理系统"),
        "facts": _("主要调查数据"),
        "place": _("位置"),
        "no-map": _("没有行政区划底图。"),
        "clause": _("条款"),
        "rule": _("认定事项"),
        "answer": _("结果"),
        "none": _("暂无"),
        "works": _("改造内容现状"),
        "state": _("现状"),
        "needs": _("需改造"),
        "yes": _("需要"),
        "buildings": _("楼栋和住户"),
        "photos": _("照片"),
    }


def _head(sheet: CompoundSheet) -> dict[str, Any]:
    compound = sheet.compound
    places = (compound.jurisdiction, sheet.facts.get("town"), sheet.facts.get("community"))
    where = " · ".join(str(place) for place in places if place)
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    printed = {"now": f"{timezone.localtime():%Y-%m-%d %H:%M}", "number": newest}
    location = sheet.facts.get("location")
    return {
        "title": short(compound.name, 120),
        "title-size": 11 if len(compound.name) * 2 > LONG_TITLE else 16,
        "subtitle": short(f"{compound.code} · {where}", 120),
        "notice": _("演示数据（虚构）") if settings.DEMO else "",
        "place": short(str(location) if location else _("坐标未知"), 36),
        "footer": _("打印于 %(now)s · 小区库变更记录号 %(number)s") % printed,
    }


# Facts and where they came from --------------------------------------------------------------


def _facts(sheet: CompoundSheet) -> dict[str, Any]:
    lines = [line for group in sheet.groups for line in group.lines if _is_main(line)]
    known = [line for line in lines if line.is_known]
    chosen = [*known, *(line for line in lines if not line.is_known)][: 2 * FACTS_A_COLUMN]
    marks = _marks(chosen)
    written = [_fact(line, marks) for line in chosen]
    half = (len(written) + 1) // 2
    figures = {"known": sheet.known, "asked": sheet.asked, "more": max(0, len(known) - len(chosen))}
    note = _("已填 %(known)s / %(asked)s 项")
    if figures["more"]:
        note += _("，另有 %(more)s 项见系统")
    return {
        "fact-columns": [written[:half], written[half:]],
        "completeness": note % figures,
        "sources": [short(f"{mark} {words}", 92) for words, mark in marks.items()],
    }


def _is_main(line: FactLine) -> bool:
    return line.fact.name not in {"name", "code"} and not line.fact.name.startswith("condition_")


def _marks(lines: Iterable[FactLine]) -> dict[str, str]:
    """Return a mark for each source that the lines name; the last one stands for all others."""
    found = list(dict.fromkeys(_source(line.source) for line in lines if line.source))
    marks = dict(zip(found[: SOURCES - 1], MARKS, strict=False))
    if len(found) >= SOURCES:
        rest = found[SOURCES - 1] if len(found) == SOURCES else _("其他来源见系统变更历史")
        marks[rest] = MARKS[SOURCES - 1]
    return marks


def _source(version: Version) -> str:
    parts = (str(version.day), version.source, "" if version.workbook else version.actor)
    return " ".join(part for part in parts if part)


def _fact(line: FactLine, marks: dict[str, str]) -> dict[str, Any]:
    mark = marks.get(_source(line.source), MARKS[SOURCES - 1]) if line.source else ""
    label, value = line.fact.label.in_language(get_language() or "zh-hans"), short(line.value, 36)
    return {
        "label": short(label, 20),
        "value": value,
        "known": line.is_known,
        "mark": mark if line.is_known else "",
    }


# Other rooms, works, buildings, photos ---------------------------------------------------------


def _sections(sections: Sequence[Section]) -> dict[str, Any]:
    """Put the section with clauses beside the map, the others below it."""
    cited = next((each for each in sections if any(line.clause for line in each.lines)), None)
    first = cited or next(iter(sections), Section("", []))
    others = [each for each in sections if each is not first]
    return {
        "determination": _section(first, ANSWERS, 44, 24),
        "sections": [_section(each, SECTION_LINES, 28, 30) for each in others],
    }


def _section(section: Section, most: int, label: int, value: int) -> dict[str, Any]:
    """Return the first lines of a section; ``label`` and ``value``: columns that fit."""
    lines = section.lines[: most if len(section.lines) <= most else most - 1]
    written = [
        {
            "label": short(line.label, label),
            "value": short(line.value, value),
            "clause": line.clause,
        }
        for line in lines
    ]
    if more := len(section.lines) - len(lines):
        rest = _("另有 %(more)s 项见系统") % {"more": more}
        written.append({"label": rest, "value": "", "clause": ""})
    return {"title": short(section.title, 20), "note": short(section.note, 44), "lines": written}


def _works(groups: Iterable[WorkGroup]) -> dict[str, Any]:
    language = get_language() or "zh-hans"
    shown = [
        {
            "label": group.label.in_language(language),
            "lines": [_work(line, language) for line in group.lines[:ITEMS_A_CLASS]],
        }
        for group in groups
    ]
    return {"works": shown, "works-note": ""}


def _work(line: WorkLine, language: str) -> dict[str, str]:
    needs = {True: _("需要"), False: _("不需要"), None: "—"}[line.needs_work]
    label = short(line.item.label.in_language(language), 30)
    return {"label": label, "state": line.label.in_language(language), "needs": needs}


def _buildings(sheet: CompoundSheet, a_column: int) -> dict[str, Any]:
    facts = sheet.building_facts[:BUILDING_FACTS]
    language = get_language() or "zh-hans"
    headings = [_("楼栋"), *(fact.label.in_language(language) for fact in facts), _("已登记户")]
    fitting = sheet.buildings[: 2 * a_column]
    rows = [
        [
            short(each.name, 18),
            *(short(value, 14) for value in each.values[: len(facts)]),
            str(each.homes),
        ]
        for each in fitting
    ]
    note = _("已登记 %(buildings)s 栋，%(homes)s 户") % {
        "buildings": len(sheet.buildings),
        "homes": sheet.homes,
    }
    if more := len(sheet.buildings) - len(fitting):
        note += _("；另有 %(more)s 栋见系统") % {"more": more}
    columns = [rows[start : start + a_column] for start in range(0, len(rows), a_column)]
    return {
        "building-headings": [short(heading, 16) for heading in headings],
        "building-columns": columns,
        "buildings-note": note,
    }


def _photos(sheet: CompoundSheet) -> Iterator[tuple[Attachment, bytes]]:
    """Yield the newest photos that can be printed, with their content."""
    for each in attachments_of(sheet.compound):
        if each.kind == Attachment.Kind.PHOTO:
            with each.file.content.open("rb") as file:
                content = file.read()
            if printable(content):
                yield each, content
