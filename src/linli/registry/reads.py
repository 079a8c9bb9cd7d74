"""Questions about the registry."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from linli.registry.models import Release


def release_frame(release: Release) -> pl.DataFrame:
    """Return a release's rows: id, code, name, jurisdiction (code), facts (JSON text)."""
    return _frame(release.content.path, release.sha256)


@lru_cache(maxsize=2)
def _frame(path: str, _sha256: str) -> pl.DataFrame:
    return pl.read_parquet(path)
