"""A compound's past, from the record of changes: its versions, and what was known on a day.

"What did we know on day D" is answered by the rows as the record kept them; nothing is computed
anew from workbooks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.policy.schema import Fact, Subject
from linli.foundation.people.models import User
from linli.foundation.record.models import Entry
from linli.registry.bridge import dictionary
from linli.registry.models import Building, Compound, Home, Merge, Visit, Workbook
from linli.registry.words import in_words

Facts = dict[str, Any]


class Difference(NamedTuple):
    """A fact that a version changed, in words."""

    fact: Fact
    old: str
    new: str


class Version(NamedTuple):
    """A compound's row as it stood from a moment on, who made it so, and from what.

    ``number`` is that of the record's entry. ``workbook`` (with ``sheet`` and ``row``) or
    ``visit`` is where it came from; neither for a change by hand, by a program or in bulk, of
    which ``reason`` tells. ``merged_into``: the id of the compound that it became part of.
    """

    number: int
    moment: datetime
    actor: str
    reason: str
    workbook: Workbook | None
    sheet: str
    row: int | None
    visit: Visit | None
    name: str
    facts: Facts
    merged_into: int | None
    differences: list[Difference]

    @property
    def day(self) -> date:
        """The day of the change, here."""
        return timezone.localdate(self.moment)

    @property
    def source(self) -> str:
        """Where it came from, in words."""
        if self.workbook:
            place = {"file": self.workbook, "sheet": self.sheet, "row": self.row}
            return _("%(file)s “%(sheet)s”表第 %(row)s 行") % place
        if self.visit:
            return _("现场调查 %(day)s") % {"day": timezone.localdate(self.visit.noted_at)}
        return self.reason or _("系统")


def versions(compound: Compound, until: date | None = None) -> list[Version]:
    """Return the versions of a compound, oldest first, up to the end of a day.

    A write that changed none of its facts, nor its standing, is no version.
    """
    found = list(_entries(Compound, [compound.pk], until))
    sources = _Sources(compound, found)
    made: list[Version] = []
    before: dict[str, Any] = {}
    for entry in found:
        after = json.loads(entry.after) if entry.after else {}
        version = sources.version(entry, before, after)
        if version.differences or not made or version.merged_into != made[-1].merged_into:
            made.append(version)
        before = after
    return made


def as_known_on(compound: Compound, day: date) -> Version | None:
    """Return what the registry knew of a compound at the end of a day; None before it came."""
    known = versions(compound, day)
    return known[-1] if known else None


def sources_of_facts(known: Iterable[Version]) -> dict[str, Version]:
    """Return for each fact the version that gave it its value."""
    found: dict[str, Version] = {}
    for version in known:
        found.update({each.fact.name: version for each in version.differences})
        found.setdefault("code", version)
    return found


def buildings_known_on(compound: Compound, day: date) -> list[Building]:
    """Return a compound's buildings, unsaved, as they stood at the end of a day, by name."""
    merges = Merge.objects.filter(kept=compound) | Merge.objects.filter(merged=compound)
    moved = [pk for each in merges for pk in each.moved.get("buildings", [])]
    ids = {*compound.buildings.values_list("pk", flat=True), *moved}
    return _rows_known_on(Building, ids, ("compound_id", {compound.pk}), day)


def homes_known_on(buildings: Iterable[Building], day: date) -> list[Home]:
    """Return the homes of buildings, unsaved, as they stood at the end of a day, by name."""
    owners = {building.pk for building in buildings}
    ids = set(Home.objects.filter(building__in=owners).values_list("pk", flat=True))
    return _rows_known_on(Home, ids, ("building_id", owners), day)


def _rows_known_on(
    model: type[Any], ids: Iterable[int], owner: tuple[str, set[int]], day: date
) -> list[Any]:
    last = {entry.row: entry.after for entry in _entries(model, ids, day)}
    rows = [json.loads(after) for after in last.values() if after]
    column, owners = owner
    return sorted(
        (model(**row) for row in rows if row[column] in owners), key=lambda row: str(row.name)
    )


def _entries(model: type[Model], ids: Iterable[int], until: date | None) -> QuerySet[Entry]:
    found = Entry.objects.filter(table=model._meta.db_table, row__in=map(str, ids)).order_by("pk")
    return found if until is None else found.filter(at__lt=_end_of(until))


def _end_of(day: date) -> str:
    """Return the first moment after a day as entries write it: UTC, so that texts compare."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    return midnight.astimezone(UTC).isoformat(timespec="microseconds")


class _Sources:
    """Turns entries into versions; people, workbooks and visits are read once for all of them."""

    def __init__(self, compound: Compound, found: Iterable[Entry]) -> None:
        entries = list(found)
        rows = [json.loads(entry.after) for entry in entries if entry.after]
        people = User.objects.filter(username__in={entry.actor for entry in entries})
        self.names = {user.username: str(user) for user in people}
        self.workbooks = Workbook.objects.in_bulk({row["workbook_id"] for row in rows} - {None})
        self.visits = {reason_of(visit): visit for visit in compound.visits.all()}

    def version(self, entry: Entry, before: dict[str, Any], after: dict[str, Any]) -> Version:
        """Return the version that an entry made."""
        # An import names its workbook; one that is undone points back to an older one.
        given = after.get("workbook_id") or 0
        workbook = self.workbooks.get(given) if given > (before.get("workbook_id") or 0) else None
        return Version(
            entry.pk,
            entry.moment,
            self.names.get(entry.actor, entry.actor),
            entry.reason,
            workbook,
            after.get("sheet") or "",
            after.get("row"),
            self.visits.get(entry.reason),
            after.get("name", ""),
            after.get("facts", {}),
            after.get("merged_into_id"),
            list(_differences(before.get("facts", {}), after.get("facts", {}))),
        )


def reason_of(visit: Visit) -> str:
    """Return the reason under which a visit's facts are recorded: it leads back to the visit."""
    return f"现场调查 {visit.client_id}"


def _differences(before: Facts, after: Facts) -> Iterator[Difference]:
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        old, new = before.get(name), after.get(name)
        if old != new:
            yield Difference(fact, in_words(fact, old), in_words(fact, new))
