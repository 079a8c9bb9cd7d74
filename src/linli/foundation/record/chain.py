"""The text that an entry's hash is made of; triggers and verification agree on it."""

from __future__ import annotations

from linli.core.kernel.version import digest

HASHED = ("at", "actor", "reason", "table", "row", "operation", "before", "after")
"""Fields in the order in which they are hashed, after the hash of the entry before."""


def chained_text(previous_hash: str, *fields: str) -> str:
    """Return the hashed text: the previous hash, then each field behind its length in characters.

    The length keeps two fields from being shifted into one another.
    """
    return previous_hash + "".join([f"{len(field)}:{field}" for field in fields])


def chained_hash(previous_hash: str, *fields: str) -> str:
    """Return an entry's hash (SHA-256, hex); the first entry follows the empty text."""
    return digest(chained_text(previous_hash, *fields))
