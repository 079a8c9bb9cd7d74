"""A registry of many different compounds, the same at every run, for lists, maps and exports."""

import random
from datetime import date, timedelta
from decimal import Decimal

from linli.core.kernel.version import canonical
from linli.core.policy.facts import encode
from linli.core.policy.schema import Fact, FactType, Subject
from linli.foundation.people.models import Jurisdiction
from linli.foundation.record.context import changing
from linli.registry.bridge import dictionary, name_key
from linli.registry.models import Compound

AREAS = ("450721", "450702", "450703")
_SIGNS = "锦华园江滨苑长安新兴路北南一二三供销社印刷厂"
_TEXTS = (
    "=1+1",
    "'=1+1",
    "@家",
    "+86 777",
    "-5",
    '带"引号"',
    "a,b",
    "A区2号",
    "小计",
    "甲;乙",
    "'字",
)
_OWN = {"code", "name", "jurisdiction", "town", "community", "willing_households"}


def make_stock(count: int, seed: int = 5) -> list[Compound]:
    """Store compounds with random facts of every type, each fact unknown in some of them."""
    rng = random.Random(seed)  # noqa: S311 - repeatable data, no secret
    areas = {area.code: area for area in Jurisdiction.objects.filter(code__in=AREAS)}
    made = []
    for number in range(count):
        code = AREAS[number % len(AREAS)]
        name = "".join(rng.choices(_SIGNS, k=4)) + str(number)
        facts = {"name": name, "jurisdiction": areas[code].name, **_facts(rng)}
        made.append(
            Compound(
                code=f"{code}00000{number + 50000}",
                name=name,
                name_key=name_key(name),
                jurisdiction=areas[code],
                facts=facts,
            )
        )
    with changing(None, "stock"):
        return Compound.objects.bulk_create(made)


def _facts(rng: random.Random) -> dict[str, object]:
    asked = dictionary().facts_of(Subject.COMPOUND)
    known = [f for f in asked.values() if f.name not in _OWN and rng.random() < 0.7]
    facts = {fact.name: encode(_value(fact, rng)) for fact in known}
    if "households" in facts:
        facts["willing_households"] = rng.randint(0, facts["households"])
    return facts


def _value(fact: Fact, rng: random.Random):
    return _VALUES.get(fact.type, lambda _fact, rng: rng.choice(_TEXTS))(fact, rng)


def _decimal(fact: Fact, rng: random.Random) -> Decimal:
    low, high = map(int, fact.range or (0, 10**6))
    fine = rng.randint(0, 6)
    return Decimal(rng.randint(low * 10**fine, high * 10**fine)).scaleb(-fine).normalize() + 0


def _date(fact: Fact, rng: random.Random) -> str:
    start = date(1975, 1, 1) if fact.mandatory else date(2001, 1, 1)
    day = start + timedelta(days=rng.randint(0, 9000))
    return day.isoformat()[: rng.choice((4, 7, 10))]


def _point(_fact: Fact, rng: random.Random) -> tuple[Decimal, Decimal]:
    return Decimal(rng.randint(10850, 10900)) / 100, Decimal(rng.randint(2190, 2225)) / 100


_VALUES = {
    FactType.BOOL: lambda _fact, rng: rng.random() < 0.5,
    FactType.ENUM: lambda fact, rng: rng.choice(list(fact.values)),
    FactType.INT: lambda fact, rng: rng.randint(*map(int, fact.range or (0, 40))),
    FactType.MONEY: lambda _fact, rng: Decimal(rng.randint(0, 10**9)).scaleb(-2),
    FactType.DECIMAL: _decimal,
    FactType.RATIO: lambda _fact, rng: Decimal(rng.randint(0, 100)) / 100,
    FactType.DATE: _date,
    FactType.POINT: _point,
}


def as_stored() -> dict[str, str]:
    """Return the facts of all compounds as canonical text, by code."""
    return {each.code: canonical(each.facts) for each in Compound.objects.all()}
