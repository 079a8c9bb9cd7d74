"""Walk the chain and say where it is broken."""

from __future__ import annotations

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text
from linli.foundation.record.chain import HASHED, fits
from linli.foundation.record.models import Entry


def verify(*expected: str) -> list[Problem]:
    """Return the first break of the chain, if any.

    Entries removed from its end leave no gap: whoever must find that keeps ``head()`` outside the
    database and gives it as ``expected``; a chain without those hashes is then a problem as well.
    """
    previous, missing = "", dict.fromkeys(expected)
    for entry in Entry.objects.order_by("pk").iterator(chunk_size=5_000):
        fields = [getattr(entry, name) for name in HASHED]
        if entry.previous_hash != previous or not fits(entry.hash, previous, *fields):
            return [_broken(entry)]
        previous = entry.hash
        missing.pop(previous, None)
    return [_cut_off(each) for each in missing][:1]


def head() -> tuple[int, str]:
    """Return the number of entries and the hash of the newest, to be kept outside."""
    newest = Entry.objects.order_by("-pk").values_list("hash", flat=True).first()
    return Entry.objects.count(), newest or ""


def _broken(entry: Entry) -> Problem:
    return Problem(
        "record-broken",
        Text(
            f"第 {entry.pk} 条变更记录与前后不符，可能被改动或有缺失。",
            f"Entry {entry.pk} does not fit the chain: it or one before was altered or removed.",
        ),
        Text("请保全数据库，与备份比对。", "Secure the database and compare it with a backup."),
        Place(file="record", row=entry.pk),
    )


def _cut_off(expected: str) -> Problem:
    return Problem(
        "record-cut-off",
        Text(
            f"记录中没有此前留存的哈希 {expected[:12]}，末尾可能被删除。",
            f"The hash {expected[:12]} kept earlier is gone: entries may have been removed.",
        ),
        Text("请保全数据库，与备份比对。", "Secure the database and compare it with a backup."),
        Place(file="record"),
        value=expected,
    )
