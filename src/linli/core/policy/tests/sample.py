"""A small pack with a fact of every type, for tests of conditions and answers."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from linli.core.kernel.text import Text
from linli.core.policy.schema import (
    ClassOption,
    EnumValue,
    Fact,
    FactType,
    Force,
    Jurisdiction,
    Messages,
    Pack,
    PackHead,
    Parameter,
    ParameterValue,
    Rule,
    RuleKind,
    Subject,
    TermUnit,
)

ROOT = Path(__file__).parents[5]
GOOD = ROOT / "tests" / "fixtures" / "good_pack"
QINZHOU = ROOT / "src" / "linli" / "packs" / "qinzhou_2021_5"
DAY = date(2021, 6, 30)
SINCE = date(2021, 1, 1)

FACTS = {
    "willing": FactType.BOOL,
    "decayed": FactType.BOOL,
    "listed": FactType.BOOL,
    "households": FactType.INT,
    "buildings": FactType.INT,
    "floor_area": FactType.DECIMAL,
    "investment": FactType.MONEY,
    "resident_money": FactType.MONEY,
    "green_share": FactType.RATIO,
    "built_on": FactType.DATE,
    "finished_on": FactType.DATE,
    "address": FactType.TEXT,
    "tenure": FactType.ENUM,
    "location": FactType.POINT,
}
PARAMETERS = {
    "built_by": (FactType.DATE, date(2000, 12, 31)),
    "cheap_below": (FactType.MONEY, "4000000.00"),
    "own_share": (FactType.RATIO, "0.20"),
    "few": (FactType.INT, 30),
    "grace_years": (FactType.INT, 5),
    "late_share": (FactType.RATIO, None),
}
RULES = {
    "early": "built_on <= :built_by",
    "cheap": "investment < :cheap_below",
    "late_admitted": "green_share <= :late_share",
    "deserving": "early AND (willing OR decayed)",
}


def files(folder: Path = GOOD) -> dict[str, bytes]:
    own = {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.toml")}
    upper = re.findall(r'"(\w+)"', re.search(r"extends = (\[.*\])|$", own["pack.toml"].decode())[0])
    return own | {
        f"extends/{name}/{p.relative_to(folder.parent / name).as_posix()}": p.read_bytes()
        for name in upper
        for p in (folder.parent / name).rglob("*.toml")
    }


def same(words: str) -> Text:
    return Text(words, words)


def fact(name: str, kind: FactType, subject: Subject = Subject.COMPOUND) -> Fact:
    tenures = {name: EnumValue(label=same(name)) for name in ("public", "private", "mixed")}
    return Fact(
        name=name,
        type=kind,
        subject=subject,
        label=same(name),
        meaning=same(name),
        values=tenures if kind is FactType.ENUM else {},
    )


def parameter(name: str, kind: FactType, value: str | int | date | None) -> Parameter:
    values = (ParameterValue(since=SINCE, value=value, source="x"),) if value is not None else ()
    return Parameter(name=name, type=kind, label=same(name), clause="一", values=values)


def rule(name: str, when: str = "", classes: Mapping[str, str] | None = None) -> Rule:
    return Rule(
        id=name,
        kind=RuleKind.CLASSIFICATION if classes else RuleKind.DETERMINATION,
        subject=Subject.COMPOUND,
        clause="一",
        serves=(),
        force=Force.MUST,
        title=same(name),
        since=SINCE,
        when=when,
        classes=tuple(
            ClassOption(value=value, label=same(value), when=condition)
            for value, condition in (classes or {}).items()
        ),
        messages=Messages(yes=same("y"), no=same("n"), unknown=same("u")),
    )


def amount(name: str, value: str, kind: FactType = FactType.MONEY) -> Rule:
    changes = {"kind": RuleKind.AMOUNT, "value": value, "type": kind}
    return rule(name).model_copy(update=changes)


def deadline(name: str, starts: str, done: str, within: str = "", unit: str = "") -> Rule:
    changes = {"kind": RuleKind.DEADLINE, "starts": starts, "done": done, "within": within}
    term = {"counted_in": TermUnit(unit)} if unit else {}
    return rule(name).model_copy(update={**changes, **term})


def pack_of(*more: Rule) -> Pack:
    """Return a pack of all facts, a few rules, and more rules."""
    rules = [*(rule(name, when) for name, when in RULES.items()), *more]
    facts = {name: fact(name, kind) for name, kind in FACTS.items()}
    facts["approved"] = fact("approved", FactType.BOOL, Subject.PROJECT)
    here = Jurisdiction(code="EAST", name=same("东片"), divisions=())
    return Pack(
        head=PackHead(
            id="sample",
            title=same("x"),
            document_number="x",
            issuer="x",
            dated=SINCE,
            in_force_from=SINCE,
            city=same("x"),
            jurisdictions=(here,),
        ),
        clauses={},
        facts=facts,
        parameters={name: parameter(name, *rest) for name, rest in PARAMETERS.items()},
        rules={one.id: one for one in rules},
        works=(),
        targets=(),
        totals=(),
        digest=" ".join(one.id for one in rules),
    )
