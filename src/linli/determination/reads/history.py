"""The versions of the policy that were loaded, numbered as they came, and what changed between."""

from __future__ import annotations

from typing import NamedTuple

from linli.core.policy.compare import Difference, differences
from linli.determination.models import PackVersion
from linli.determination.reads.packs import pack_of


class VersionRow(NamedTuple):
    """A loaded pack with its number; the first is 1."""

    number: int
    version: PackVersion


def versions() -> list[VersionRow]:
    """Return all loaded packs, the newest first, without their files."""
    loaded = PackVersion.objects.defer("files").order_by("loaded_at")
    return [VersionRow(number, each) for number, each in enumerate(loaded, 1)][::-1]


def changes(old: VersionRow, new: VersionRow) -> dict[str, list[Difference]]:
    """Return what changed between two versions, by table."""
    found: dict[str, list[Difference]] = {}
    for each in differences(pack_of(old.version), pack_of(new.version)):
        found.setdefault(each.table, []).append(each)
    return found
