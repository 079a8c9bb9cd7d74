"""How a foreign listing's columns are read as facts: written as a file, or chosen on a page."""

from __future__ import annotations

import json
import tomllib
from enum import StrEnum

from pydantic import ValidationError

from linli.core.kernel.coordinates import Datum
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Entry, Words

PARTS = {
    "longitude": ("经度", "东经", "lng", "lon", "long", "longitude"),
    "latitude": ("纬度", "北纬", "lat", "latitude"),
}
"""The two halves of a position that stands in two columns, and their usual headings."""


class Unreadable(StrEnum):
    """What happens to a row with an optional cell that cannot be read."""

    QUARANTINE = "quarantine"
    KEEP = "keep"


class Mapping(Entry):
    """``columns``: heading -> fact; ``constants``: fact -> text that every row has.

    A position in two columns is written ``location.longitude`` and ``location.latitude``;
    ``coordinates`` says in which system positions are. Without ``sheet`` the first one is read.
    """

    name: Words
    columns: dict[str, str]
    constants: dict[str, str] = {}
    unreadable: Unreadable = Unreadable.QUARANTINE
    coordinates: Datum = Datum.SURVEYED
    sheet: str = ""


def fact_of(target: str) -> str:
    """Return the fact of what a column is mapped to."""
    return target.partition(".")[0]


def part_of(target: str) -> str:
    """Return which half of a position a column is; empty for a whole fact."""
    return target.partition(".")[2]


def read_mapping(content: bytes) -> Mapping:
    """Read a mapping file (TOML, UTF-8). Raises ``ProblemError`` with every fault."""
    try:
        return Mapping.model_validate(tomllib.loads(content.decode("utf-8")))
    except ValidationError as error:
        keys = [".".join(map(str, fault["loc"])) for fault in error.errors()]
        raise ProblemError(*(_fault(key) for key in keys)) from error
    except ValueError as error:
        raise ProblemError(_fault(str(error))) from error


def write_mapping(mapping: Mapping) -> str:
    """Return a mapping as the text of a mapping file."""
    name = f"name = {{ zh = {_quoted(mapping.name.zh)}, en = {_quoted(mapping.name.en)} }}"
    lines = [name, f"unreadable = {_quoted(mapping.unreadable)}"]
    lines.append(f"coordinates = {_quoted(mapping.coordinates)}")
    if mapping.sheet:
        lines.append(f"sheet = {_quoted(mapping.sheet)}")
    for table in ("columns", "constants"):
        given: dict[str, str] = getattr(mapping, table)
        lines += [f"\n[{table}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in given.items())]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's rules, and the delete sign written out."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


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
