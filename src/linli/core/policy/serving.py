"""Which rows of a pack serve each requirement (S-number)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from linli.core.kernel.text import Text
from linli.core.policy.schema import TABLES, Pack


class Served(NamedTuple):
    """A row of a pack that serves a requirement: the table it stands in, its name, its clause."""

    table: str
    name: str
    label: Text
    clause: str


def serving(pack: Pack) -> dict[str, tuple[Served, ...]]:
    """Return every requirement of the clause tree, in order, with the rows that serve it."""
    numbers = sorted({number for clause in pack.clauses.values() for number in clause.serves})
    rows = list(_rows(pack))
    return {
        number: tuple(served for numbers_of, served in rows if number in numbers_of)
        for number in numbers
    }


def _rows(pack: Pack) -> Iterator[tuple[tuple[str, ...], Served]]:
    """Give every row with the requirements that it serves."""
    head = pack.head
    yield head.serves, Served("pack", head.id, head.title, "")
    for name, fact in pack.facts.items():
        yield fact.serves, Served("facts", name, fact.label, fact.clause)
    for name, figure in pack.parameters.items():
        yield figure.serves, Served("parameters", name, figure.label, figure.clause)
    for name, rule in pack.rules.items():
        yield rule.serves, Served("rules", name, rule.title, rule.clause)
    for item in pack.works:
        yield item.serves, Served("works", item.code, item.label, item.clause)
    for total in pack.totals:
        year = Text(f"{total.year} 年任务", f"Task of {total.year}")
        yield total.serves, Served("totals", str(total.year), year, total.clause)
    for table in TABLES:
        for row in getattr(pack, table):
            yield row.serves, Served(table, row.code, row.label, row.clause)
