"""The fact dictionary that the registry works by: that of the installation's pack."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from linli.core.policy.schema import Pack
from linli.engines.packfiles import load_pack

_BLANKS = re.compile(r"\s+")


def dictionary() -> Pack:
    """Return the pack in ``settings.PACK``, read once a process."""
    return _dictionary(settings.PACK)


@lru_cache(maxsize=4)
def _dictionary(folder: Path) -> Pack:
    return load_pack(folder)


def name_key(name: str) -> str:
    """Return the form by which names are compared: half-width, lower case, no blanks."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", name)).lower()
