"""The policy library: what a pack holds, clause by clause, and what a search finds in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from django.urls import reverse
from django.utils.translation import get_language

from linli.core.kernel.text import Text
from linli.core.policy.schema import (
    TABLES,
    Clause,
    Fact,
    Pack,
    Parameter,
    Row,
    Rule,
    Subject,
    WorkItem,
)
from linli.determination.models import PackVersion
from linli.determination.reads.packs import current_pack
from linli.foundation.people.finding import Found

if TYPE_CHECKING:
    from linli.foundation.people.models import User

T = TypeVar("T", Rule, Parameter, Fact, WorkItem, Row)
_BELOW = "（·0123456789"
"""With what the path of a clause goes on below another."""
_NOTHING = Text("", "")
MAX_HITS = 30
"""How many hits of each kind a search shows."""


class ClauseRow(NamedTuple):
    """A clause of the tree, how deep it lies, and what rests on it."""

    clause: Clause
    depth: int
    rules: tuple[Rule, ...]
    figures: tuple[Parameter, ...]
    facts: tuple[Fact, ...]
    works: tuple[WorkItem, ...]
    tables: dict[str, tuple[Row, ...]]

    @property
    def others(self) -> int:
        """Return how many entries besides rules and figures rest on the clause."""
        return len(self.facts) + len(self.works) + sum(map(len, self.tables.values()))

    @property
    def holds(self) -> int:
        """Return how many entries rest on the clause."""
        return len(self.rules) + len(self.figures) + self.others


class Hit(NamedTuple):
    """An entry that a search found."""

    title: Text
    detail: Text
    name: str
    serves: tuple[str, ...]
    url: str


def clause_tree(pack: Pack) -> list[ClauseRow]:
    """Return the clauses in the document's order, those of upper packs after the pack's own."""
    return [clause_row(pack, clause) for clause in pack.clauses.values()]


def clause_row(pack: Pack, clause: Clause) -> ClauseRow:
    """Return a clause with what rests on it."""
    path = clause.path
    tables = {table: _citing(path, getattr(pack, table)) for table in TABLES}
    return ClauseRow(
        clause,
        sum(_lies_below(clause, other) for other in pack.clauses.values()),
        _citing(path, pack.rules.values()),
        _citing(path, pack.parameters.values()),
        _citing(path, pack.facts.values()),
        _citing(path, pack.works),
        {table: rows for table, rows in tables.items() if rows},
    )


def _citing(path: str, entries: Iterable[T]) -> tuple[T, ...]:
    return tuple(entry for entry in entries if entry.clause == path)


def _lies_below(clause: Clause, other: Clause) -> bool:
    """Tell whether a clause's path goes on from another's, as 二（三）2 does from 二（三）."""
    rest = clause.path.removeprefix(other.path)
    if rest == clause.path or not rest or clause.document != other.document:
        return False
    return rest[0] in _BELOW and not (rest[0].isdigit() and other.path[-1].isdigit())


def search(pack: Pack, words: str) -> dict[str, list[Hit]]:
    """Return what holds all of the words, by kind; capital letters and widths do not matter."""
    wanted = _folded(words).split()
    found = {
        kind: [hit for hit in hits if all(word in _said(hit) for word in wanted)][:MAX_HITS]
        for kind, hits in _all_hits(pack).items()
    }
    return {kind: hits for kind, hits in found.items() if hits}


def find_documents(_user: User, text: str, most: int) -> list[Found]:
    """Return the clauses, rules and figures of the pack in force that hold all words of a text."""
    if not PackVersion.objects.exists():
        return []
    language = get_language() or "zh-hans"
    hits = search(current_pack(), text)
    found = (hit for kind in ("clause", "rule", "figure") for hit in hits.get(kind, ()))
    return [
        Found(hit.title.in_language(language), hit.name, hit.url) for hit in islice(found, most)
    ]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _said(hit: Hit) -> str:
    return _folded(" ".join((*hit.title, *hit.detail, hit.name, *hit.serves)))


def _all_hits(pack: Pack) -> dict[str, Iterator[Hit]]:
    """Give everything that can be found, by kind."""
    return {
        "clause": (
            Hit(each.heading, each.paraphrase, each.path, each.serves, clause_url(each.path))
            for each in pack.clauses.values()
        ),
        "rule": (
            Hit(each.title, each.messages.yes, each.id, each.serves, entry_url("rule", each.id))
            for each in pack.rules.values()
        ),
        "figure": (
            Hit(each.label, each.note or _NOTHING, name, each.serves, entry_url("figure", name))
            for name, each in pack.parameters.items()
        ),
        "fact": (
            Hit(each.label, each.meaning, name, each.serves, entry_url("fact", name))
            for name, each in pack.facts.items()
        ),
        "row": (_row_hit(each) for each in _rows(pack)),
    }


def _rows(pack: Pack) -> Iterator[WorkItem | Row]:
    yield from pack.works
    yield from pack.rows()


def _row_hit(row: WorkItem | Row) -> Hit:
    """Return a work or another row of a table; it is shown with its clause."""
    note = (row.note if isinstance(row, Row) else None) or _NOTHING
    return Hit(row.label, note, row.code, row.serves, clause_url(row.clause))


def clause_url(path: str) -> str:
    """Return the address of a clause's page."""
    return reverse("determination:clause", args=[path])


def entry_url(kind: str, name: str) -> str:
    """Return the address of a rule's, figure's or fact's page."""
    return reverse("determination:entry", args=[kind, name])


def subjects_of(rules: Iterable[Rule]) -> list[Subject]:
    """Return the subjects that rules are about, in the schema's order."""
    about = {rule.subject for rule in rules}
    return [subject for subject in Subject if subject in about]
