"""Hand-overs carry a digest, so that a frozen version can be checked."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(data: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return JSON text that is equal for equal data: keys sorted, no spaces, no escapes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of bytes, or of text as UTF-8, in hex."""
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()
