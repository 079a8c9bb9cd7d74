"""Names and citations: each name once, each clause that is cited there."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from difflib import get_close_matches

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.checks.files import FILES
from linli.core.policy.expression.read import is_plain_name
from linli.core.policy.letters import NOTHING, letter
from linli.core.policy.schema import TABLES, Fact, FactType, Pack, Row, Subject


def hint(name: str, known: Iterable[str]) -> Text:
    """Say which known name was probably meant."""
    closest = get_close_matches(name, list(known), 1)
    return Text(f"是否应为 {closest[0]}？", f"Did you mean {closest[0]}? ") if closest else NOTHING


def twice(items: Iterable[tuple[Hashable, Place]], what: Text) -> Iterator[Problem]:
    """Give a problem for each name that stands a second time, at that place."""
    seen: set[Hashable] = set()
    for name, place in items:
        if name in seen:
            shown = " ".join(map(str, name)) if isinstance(name, tuple) else name
            yield letter("pack.duplicate", place, shown, what=what)
        seen.add(name)


def check_duplicates(pack: Pack) -> Iterator[Problem]:
    """Give the names that stand twice where the files' own form allows it."""
    jurisdictions = Place(file="pack.toml", key="jurisdictions")
    yield from twice(
        ((entry.code, jurisdictions) for entry in pack.head.jurisdictions),
        Text("属地代码", "jurisdiction code"),
    )
    works = Place(file="works.toml", key="works")
    yield from twice(
        ((item.code, works) for item in pack.works), Text("改造内容代码", "works code")
    )
    targets, totals = (Place(file="targets.toml", key=key) for key in ("targets", "totals"))
    yield from twice(
        (((entry.year, entry.jurisdiction), targets) for entry in pack.targets),
        Text("任务", "target"),
    )
    yield from twice(
        ((entry.year, totals) for entry in pack.totals), Text("年度总数", "total of a year")
    )
    yield from twice(
        (
            (name, Place(file="facts.toml", key=f"facts.{name}"))
            for name in (*pack.rules, *pack.facts)
        ),
        Text("名称（事实与规则）", "name of a fact and a rule"),
    )


def check_headers(pack: Pack) -> Iterator[Problem]:
    """Give the headings that would lead to two facts of the same subject (S12)."""
    for subject in Subject:
        entries = pack.facts_of(subject).items()
        headings = (
            (heading, Place(file="facts.toml", key=f"facts.{name}.headers"))
            for name, fact in entries
            for heading in _headings(fact)
        )
        yield from twice(headings, Text("表头", "heading"))


def _headings(fact: Fact) -> list[str]:
    """Return the headings that lead to a fact, each once."""
    return list(dict.fromkeys((fact.label.zh, *fact.headers, *fact.per_header)))


def check_words(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give the facts and rules whose names an expression or a table of answers could not use."""
    for name in (*pack.facts, *pack.rules):
        if not is_plain_name(name) or name == "id" or "__" in name:
            place = Place(file=files.get(name, "facts.toml"), key=name)
            yield letter("pack.reserved-word", place, name)


def check_values(pack: Pack) -> Iterator[Problem]:
    """Give enum facts without values, and values of other facts."""
    for name, fact in pack.facts.items():
        if bool(fact.values) is not (fact.type is FactType.ENUM):
            yield letter(
                "pack.enum-values", Place(file="facts.toml", key=f"facts.{name}.values"), name
            )


def check_classes(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give the classes that stand twice in a rule or are called like a verdict."""
    for name, rule in pack.rules.items():
        place = Place(file=files[name], key=f"rules.{name}.classes")
        values = [option.value for option in rule.classes]
        yield from twice(((value, place) for value in values), Text("类别", "class"))
        for value in {*values} & {*Verdict}:
            yield letter("pack.reserved-word", place, value)


def check_clauses(pack: Pack, files: dict[str, str]) -> Iterator[Problem]:
    """Give every citation of a clause that is not in the tree."""
    for path, place in _citations(pack, files):
        if path not in pack.clauses:
            yield letter("pack.unknown-clause", place, path, hint=hint(path, pack.clauses))


def _citations(pack: Pack, files: dict[str, str]) -> Iterator[tuple[str, Place]]:
    """Give every clause path that is cited, and where."""
    for name, fact in pack.facts.items():
        if fact.clause:
            yield fact.clause, Place(file="facts.toml", key=f"facts.{name}.clause")
    for name, parameter in pack.parameters.items():
        yield parameter.clause, Place(file="parameters.toml", key=f"parameters.{name}.clause")
    for name, rule in pack.rules.items():
        yield rule.clause, Place(file=files[name], key=f"rules.{name}.clause")
    for item in pack.works:
        yield item.clause, Place(file="works.toml", key=f"works.{item.code}.clause")
    for total in pack.totals:
        yield total.clause, Place(file="targets.toml", key=f"totals.{total.year}.clause")
    for table, row in _rows(pack):
        yield row.clause, _place(table, row, "clause")


def check_rows(pack: Pack) -> Iterator[Problem]:
    """Give the rows that stand twice or point at rules, figures or steps that are not there."""
    for table in TABLES:
        rows = getattr(pack, table)
        yield from twice(((row.code, _place(table, row, "code")) for row in rows), _CODE)
    known = {
        "rule": ("pack.unknown-rule", set(pack.rules)),
        "figure": ("pack.unknown-figure", set(pack.parameters)),
        "step": ("pack.unknown-step", {step.code for step in pack.procedures}),
    }
    for table, row in _rows(pack):
        for key, kind in _POINTERS.items():
            pointed = getattr(row, key, ())
            code, names = known[kind]
            for name in (pointed,) if isinstance(pointed, str) else pointed:
                if name and name not in names:
                    yield letter(code, _place(table, row, key), name, hint=hint(name, names))


_CODE = Text("代码", "code")
_POINTERS = {
    "waived_by": "rule",
    "required_when": "rule",
    "deadline": "rule",
    "needs_ballot": "rule",
    "granted_by": "rule",
    "rule": "rule",
    "uses": "rule",
    "after": "step",
    "replaced_by": "step",
    "merged_with": "step",
    "days": "figure",
    "parameter": "figure",
    "weight": "figure",
    "by": "figure",
}
"""Keys of rows that point at something else, and at what."""
_FILES = {
    table: file for file, form in FILES.items() for table in form.model_fields if table in TABLES
}


def _rows(pack: Pack) -> Iterator[tuple[str, Row]]:
    """Give every row with the name of its table."""
    for table in TABLES:
        for row in getattr(pack, table):
            yield table, row


def _place(table: str, row: Row, key: str) -> Place:
    """Return the place of a row's key."""
    return Place(file=_FILES[table], key=f"{table}.{row.code}.{key}")
