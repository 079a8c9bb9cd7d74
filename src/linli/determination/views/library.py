"""The policy library: clauses with what rests on them, entries with where they are used."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from linli.core.policy.schema import Pack, Parameter, Rule
from linli.determination.captions import (
    KINDS,
    TABLE_LABELS,
    fact_type,
    figure_row,
    rule_card,
)
from linli.determination.reads import latest_determination
from linli.determination.reads import library as shelves
from linli.determination.reads.uses import (
    Named,
    find_entry,
    known_in,
    rows_naming,
    screens,
    uses,
)
from linli.determination.rows import CHOICES, row_card
from linli.determination.views.asked import asked_pack
from linli.foundation.people.doors import StaffRequest, programme_only


@require_GET
@programme_only
def index(request: StaffRequest) -> HttpResponse:
    """Show the clause tree with the gist of each clause, or what a search finds (S01, S03)."""
    pack = asked_pack()
    words = request.GET.get("q", "").strip()
    found = shelves.search(pack, words) if words else {}
    context = {
        "pack": pack,
        "tree": shelves.clause_tree(pack),
        "words": words,
        "found": [(KINDS[kind], hits) for kind, hits in found.items()],
    }
    return render(request, "determination/library.html", context)


@require_GET
@programme_only
def clause(request: StaffRequest, path: str) -> HttpResponse:
    """Show a clause with its rules, figures, facts, works and other rows (S20-S24)."""
    pack = asked_pack()
    if path not in pack.clauses:
        raise Http404
    row = shelves.clause_row(pack, pack.clauses[path])
    context = {
        "pack": pack,
        "tree": shelves.clause_tree(pack),
        "row": row,
        "clause": row.clause,
        "rules": [rule_card(pack, each) for each in row.rules],
        "figures": [figure_row(each) for each in row.figures],
        "facts": [(each, fact_type(each)) for each in row.facts],
        "works": [(each, CHOICES[each.work_class]) for each in row.works],
        "tables": [
            (TABLE_LABELS[table], [row_card(pack, each) for each in rows])
            for table, rows in row.tables.items()
        ],
    }
    return render(request, "determination/clause.html", context)


@require_GET
@programme_only
def entry(request: StaffRequest, kind: str, name: str) -> HttpResponse:
    """Show a rule, figure or fact, and where it is used."""
    pack = asked_pack()
    found = find_entry(pack, kind, name)
    if found is None:
        raise Http404
    context = _entry_context(request, pack, found) | {"pack": pack, "kind": kind, "name": name}
    return render(request, "determination/entry.html", context)


def _entry_context(request: StaffRequest, pack: Pack, found: Named) -> dict[str, Any]:
    """Return what a page says of an entry: itself, and its uses."""
    run = latest_determination()
    using = uses(request.user, pack, found, run)
    context: dict[str, Any] = {
        "entry": found,
        "clause": pack.clauses.get(found.clause),
        "determination": run,
        "uses": using,
        "rows": [row_card(pack, each) for each in rows_naming(pack, found)],
        "screens": screens(request.user, found, using),
    }
    if isinstance(found, Rule):
        return context | {"title": found.title, "card": rule_card(pack, found)}
    context |= {"title": found.label, "type": fact_type(found)}
    if isinstance(found, Parameter):
        return context | {"figure": figure_row(found)}
    return context | {"fact": found, "known": known_in(request.user, found)}
