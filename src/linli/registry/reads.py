"""Questions about the registry."""

from __future__ import annotations

from functools import lru_cache

import polars as pl

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.registry.models import Release


def release_frame(release: Release) -> pl.DataFrame:
    """Return a release's rows: id, code, name, jurisdiction (code), facts (JSON text)."""
    return _frame(release.content.path, release.sha256)


def newest_release() -> Release:
    """Return the newest frozen registry; raises ``ProblemError`` before the first."""
    release = Release.objects.first()
    if release is None:
        raise ProblemError(
            Problem(
                "no-release",
                Text("小区库尚未冻结过。", "The registry was never frozen."),
                Text("先执行 linli determine。", "Run linli determine first."),
            )
        )
    return release


@lru_cache(maxsize=2)
def _frame(path: str, _sha256: str) -> pl.DataFrame:
    return pl.read_parquet(path)
