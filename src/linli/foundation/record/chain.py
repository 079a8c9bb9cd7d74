"""The text that an entry's hash is made of; triggers and verification agree on it."""

from __future__ import annotations

from cryptography.hazmat.primitives import hashes

from linli.core.kernel.version import digest


def _sm3(text: str) -> str:
    maker = hashes.Hash(hashes.SM3())
    maker.update(text.encode())
    return maker.finalize().hex()


ALGORITHMS = {"sha256": digest, "sm3": _sm3}
"""What ``LINLI_RECORD_HASH`` may name."""
HASHED = ("at", "actor", "reason", "table", "row", "operation", "before", "after")
"""Fields in the order in which they are hashed, after the hash of the entry before."""


def chained_text(previous_hash: str, *fields: str) -> str:
    """Return the hashed text: the previous hash, then each field behind its length in characters.

    The length keeps two fields from being shifted into one another. Written out, for every row of
    an import comes through here: a loop takes twice as long.
    """
    at, actor, reason, table, row, operation, before, after = fields
    return (
        f"{previous_hash}{len(at)}:{at}{len(actor)}:{actor}{len(reason)}:{reason}{len(table)}:{table}"
        f"{len(row)}:{row}{len(operation)}:{operation}{len(before)}:{before}{len(after)}:{after}"
    )


def chained_hash(previous_hash: str, *fields: str, algorithm: str = "sha256") -> str:
    """Return an entry's hash (hex) by SHA-256 or SM3; the first entry follows the empty text."""
    return ALGORITHMS[algorithm](chained_text(previous_hash, *fields))


def fits(entry_hash: str, previous_hash: str, *fields: str) -> bool:
    """Tell whether an entry's hash is right by one of the algorithms: a city may change over."""
    return any(
        entry_hash == chained_hash(previous_hash, *fields, algorithm=each) for each in ALGORITHMS
    )
