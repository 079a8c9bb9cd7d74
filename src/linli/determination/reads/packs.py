"""The packs as they were loaded."""

from __future__ import annotations

from linli.core.policy.pack import read_pack
from linli.core.policy.schema import Pack
from linli.determination.models import PackVersion


def pack_of(version: PackVersion) -> Pack:
    """Return the pack of a stored version, read once a process."""
    return read_pack({name: text.encode() for name, text in version.files.items()})


def current_pack_version() -> PackVersion:
    """Return the pack loaded last; raises ``PackVersion.DoesNotExist`` before the first."""
    return PackVersion.objects.latest("loaded_at")


def current_pack() -> Pack:
    """Return the pack loaded last."""
    return pack_of(current_pack_version())
