"""The registry as it was known on a day, read from the record of changes (S11)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import polars as pl
from django.db.models import Max
from django.utils import timezone

from linli.core.kernel.version import canonical
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.foundation.record.models import Entry
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

_TABLE = Compound._meta.db_table
_SCHEMA = {
    KEY: pl.Int64,
    "code": pl.String,
    "name": pl.String,
    "jurisdiction": pl.String,
    "facts": pl.String,
}


def registry_on(user: User, day: date) -> pl.DataFrame:
    """Return the compounds within a user's scope as known at the end of a day, in order of code.

    Columns as those of a release: ``id``, ``code``, ``name``, ``jurisdiction`` and ``facts``.
    """
    next_day = datetime.combine(day + timedelta(days=1), time(), timezone.get_default_timezone())
    return registry_before(user, next_day)


def registry_before(user: User, moment: datetime) -> pl.DataFrame:
    """Return the same as known just before a moment."""
    until = moment.astimezone(UTC).isoformat(timespec="microseconds")
    before = Entry.objects.filter(table=_TABLE, at__lt=until)
    newest = before.order_by().values("row").annotate(newest=Max("pk")).values("newest")
    images = Entry.objects.filter(pk__in=newest).exclude(operation="delete")
    areas = dict(Jurisdiction.objects.values_list("pk", "code"))
    divisions = dict(Division.objects.values_list("pk", "code"))
    scope = scope_of(user)
    rows = []
    for text in images.order_by().values_list("after", flat=True).iterator(chunk_size=5_000):
        row = json.loads(text)
        own = divisions.get(row["division_id"], "").startswith(tuple(scope.division_codes) or "-")
        if row.get("merged_into_id") is None and (scope.covers(row["jurisdiction_id"]) or own):
            area = areas[row["jurisdiction_id"]]
            rows.append((row["id"], row["code"], row["name"], area, canonical(row["facts"])))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").sort("code")
