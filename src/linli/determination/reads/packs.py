"""The packs as they were loaded, read once a process."""

from __future__ import annotations

from functools import lru_cache

from linli.core.policy.pack import read_pack
from linli.core.policy.schema import Pack
from linli.determination.models import PackVersion


def pack_of(version: PackVersion) -> Pack:
    """Return the pack of a stored version, parsed once a process."""
    return _parsed(version.sha256, tuple(sorted(version.files.items())))


@lru_cache(maxsize=8)
def _parsed(_sha256: str, files: tuple[tuple[str, str], ...]) -> Pack:
    return read_pack({name: text.encode() for name, text in files})


def current_pack_version() -> PackVersion:
    """Return the pack loaded last; raises ``PackVersion.DoesNotExist`` before the first."""
    return PackVersion.objects.latest("loaded_at")


def current_pack() -> Pack:
    """Return the pack loaded last."""
    return pack_of(current_pack_version())
