"""A saved mapping of a foreign listing's headings to facts."""

from __future__ import annotations

import tomllib
from enum import StrEnum

from pydantic import ValidationError

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Entry, Words


class Unreadable(StrEnum):
    """What happens to a row with an optional cell that cannot be read."""

    QUARANTINE = "quarantine"
    KEEP = "keep"


class Mapping(Entry):
    """``columns``: heading -> fact; ``constants``: fact -> text that every row has."""

    name: Words
    columns: dict[str, str]
    constants: dict[str, str] = {}
    unreadable: Unreadable = Unreadable.QUARANTINE


def read_mapping(content: bytes) -> Mapping:
    """Read a mapping file (TOML, UTF-8). Raises ``ProblemError`` with every fault."""
    try:
        return Mapping.model_validate(tomllib.loads(content.decode("utf-8")))
    except ValidationError as error:
        keys = [".".join(map(str, fault["loc"])) for fault in error.errors()]
        raise ProblemError(*(_fault(key) for key in keys)) from error
    except ValueError as error:
        raise ProblemError(_fault(str(error))) from error


def _fault(key: str) -> Problem:
    return Problem(
        "mapping-unreadable",
        Text("映射文件此处无法使用。", "The mapping file cannot be used here."),
        Text(
            "对照 samples/nanning_listing.toml 修改；文件须为 UTF-8 编码的 TOML。",
            "Compare with samples/nanning_listing.toml; the file must be TOML in UTF-8.",
        ),
        Place(file="mapping", key=key),
    )
