"""Changes to places, organisations and posts."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from linli.core.policy.schema import PackHead
from linli.foundation.people.models import Division, Jurisdiction


def load_divisions(path: Path, valid_from: date, source: str) -> int:
    """Load a CSV of divisions (code, name, level, parent_code), parents first; return the new ones.

    Divisions that exist keep what they are: running it again changes nothing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: len(row["code"]))
    known = dict(Division.objects.values_list("code", "pk"))
    before = len(known)
    for level in Division.Level.values:
        Division.objects.bulk_create(
            Division(
                code=row["code"],
                name=row["name"],
                level=level,
                parent_id=known.get(row["parent_code"]),
                valid_from=valid_from,
                source=source,
            )
            for row in rows
            if row["level"] == level and row["code"] not in known
        )
        known.update(Division.objects.filter(level=level).values_list("code", "pk"))
    return len(known) - before


def load_jurisdictions(head: PackHead) -> None:
    """Make the jurisdictions of a pack, in its order, each over its divisions (S05, A13)."""
    for order, entry in enumerate(head.jurisdictions, start=1):
        jurisdiction, _ = Jurisdiction.objects.update_or_create(
            code=entry.code,
            defaults={
                "name": entry.name.zh,
                "name_en": entry.name.en,
                "short_names": list(entry.short_names),
                "is_county": entry.is_county,
                "order": order,
            },
        )
        jurisdiction.divisions.set(Division.objects.filter(code__in=entry.divisions))
