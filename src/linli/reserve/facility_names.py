"""Names of services nearby, as surveys write them in one cell."""

from __future__ import annotations

import re

from linli.core.policy.facts import is_placeholder, plain

_BETWEEN = re.compile(r"[、，,；;/]|\s和\s")


def facility_names(written: str) -> frozenset[str]:
    """Return the single names in a cell such as "人民路菜市场、向阳幼儿园"; none of 无 or 不详."""
    names = (plain(name) for name in _BETWEEN.split(written))
    return frozenset(
        name for name in names if name and name not in {"无", "没有"} and not is_placeholder(name)
    )
