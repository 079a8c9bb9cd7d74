"""What the pages of an import show: previews in short tables, and the imports that were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, Severity
from linli.core.policy.schema import Fact
from linli.foundation.people.scope import scope_of
from linli.registry.bridge import dictionary
from linli.registry.intake import Preview, RowPreview
from linli.registry.intake.comparing import Changes
from linli.registry.models import Building, Compound, Home, QuarantinedRow, Workbook
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LIMIT = 200
_OWNER: dict[type[Any], str] = {Building: "compound", Home: "building__compound"}


class Excerpt(NamedTuple):
    """The first rows of a table, and how many there are in all."""

    rows: list[Any]
    total: int


class AddedLine(NamedTuple):
    """A new compound: where it stands in the file, and its main facts in words."""

    sheet: str
    row: int
    name: str
    jurisdiction: str
    built: str
    households: str
    area: str


class ChangedCell(NamedTuple):
    """A fact that would change, in words."""

    sheet: str
    row: int
    code: str
    name: str
    fact: Fact
    old: str
    new: str


class BadCell(NamedTuple):
    """A row that is not stored, with one of its problems."""

    sheet: str
    row: int
    problem: Problem


class PartCounts(NamedTuple):
    """How many buildings or homes would be new, changed and the same."""

    word: str
    added: int
    changed: int
    same: int


class PreviewTables(NamedTuple):
    """A preview as its page shows it: at most ``LIMIT`` rows a table."""

    preview: Preview
    added: Excerpt
    changed: Excerpt
    quarantined: Excerpt
    warnings: Excerpt
    parts: list[PartCounts]

    @property
    def stores_anything(self) -> bool:
        """Tell whether confirming would write a row."""
        return self.preview.stores_anything


def preview_tables(preview: Preview) -> PreviewTables:
    """Return the tables of a preview."""
    parts = ((_("楼栋"), preview.buildings), (_("户"), preview.homes))
    changes = len(preview.changed) + sum(len(each.changed) for _name, each in parts if each)
    return PreviewTables(
        preview,
        Excerpt([_added_line(row) for row in preview.added[:LIMIT]], len(preview.added)),
        Excerpt(list(islice(_changed_cells(preview), LIMIT)), changes),
        _bad_cells((bad.sheet, bad.row, bad.problems) for bad in preview.quarantined),
        Excerpt(preview.warnings[:LIMIT], len(preview.warnings)),
        [PartCounts(word, p.added.height, len(p.changed), p.same) for word, p in parts if p],
    )


def _added_line(row: RowPreview) -> AddedLine:
    facts = dictionary().facts
    built, households, area = (
        in_words(facts[name], row.facts.get(name)) if name in facts else ""
        for name in ("built_on", "households", "floor_area")
    )
    return AddedLine(row.sheet, row.row, row.name, row.jurisdiction, built, households, area)


def _changed_cells(preview: Preview) -> Iterator[ChangedCell]:
    for row in preview.changed:
        yield from _cells(row.sheet, row.row, row.code, row.name, row.changes)
    for model, parts in ((Building, preview.buildings), (Home, preview.homes)):
        shown = list(parts.changed.items())[:LIMIT] if parts else []
        stored = model.objects.select_related(_OWNER[model]).in_bulk([pk for pk, _ in shown])
        for pk, change in shown:
            part = stored[pk]
            yield from _cells(
                change.sheet, change.row, _compound_of(part).code, str(part), change.changes
            )


def _compound_of(part: Building | Home) -> Compound:
    compound: Compound = part.compound if isinstance(part, Building) else part.building.compound
    return compound


def _cells(sheet: str, row: int, code: str, name: str, changes: Changes) -> Iterator[ChangedCell]:
    for fact, old, new in ((dictionary().facts[each], *pair) for each, pair in changes.items()):
        yield ChangedCell(sheet, row, code, name, fact, in_words(fact, old), in_words(fact, new))


def _bad_cells(rows: Iterable[tuple[str, int, Iterable[Problem]]]) -> Excerpt:
    """Return an excerpt by cells that keep rows out; its total counts rows."""
    cells: list[BadCell] = []
    total = 0
    for sheet, row, problems in rows:
        total += 1
        if len(cells) < LIMIT:
            cells += [BadCell(sheet, row, p) for p in problems if p.severity is Severity.BLOCKS]
    return Excerpt(cells, total)


def visible_workbooks(user: User) -> QuerySet[Workbook]:
    """Return the imports that a user made, or that touched an area of theirs; newest first."""
    touched = Workbook.objects.visible_to(user).values("pk")
    found = Workbook.objects.filter(Q(pk__in=touched) | Q(imported_by=user))
    return found.select_related("round", "imported_by")


def may_see_rows(user: User, workbook: Workbook) -> bool:
    """Tell whether a user may see rows that were not stored: nobody knows yet whose they are."""
    return scope_of(user).whole_city or workbook.imported_by_id == user.pk


def bad_rows(workbook: Workbook) -> Excerpt:
    """Return the rows of an import that were not stored, by cells."""
    found = QuarantinedRow.objects.filter(workbook=workbook)
    rows = found[:LIMIT].values_list("sheet", "row", "problems")
    cells = _bad_cells((sheet, row, map(Problem.from_data, data)) for sheet, row, data in rows)
    return Excerpt(cells.rows, workbook.quarantined)
