"""Policy packs on disk: the core reads only bytes, this engine fetches them from a folder."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.pack import UPPER, read_pack
from linli.core.policy.schema import Pack

_NAME = re.compile("[a-z][a-z0-9_]*", re.ASCII)
SHELF = Path(__file__).parents[1] / "packs"
"""Where upper packs are looked for, if none lies beside the pack that builds on them."""


def pack_files(folder: Path) -> dict[str, bytes]:
    """Return the TOML files of a folder by their names within it, written with slashes.

    Those of the upper packs that it extends, and of theirs, follow under ``extends/<id>/``; one
    that is not there is left out, for the reader to say so. Raises ``ProblemError`` if the folder
    does not exist.
    """
    if not folder.is_dir():
        raise ProblemError(_no_folder(folder))
    files = _own_files(folder)
    waiting, seen = _extended(files), set()
    while waiting:
        name = waiting.pop(0)
        found = [shelf / name for shelf in (folder.parent, SHELF) if (shelf / name).is_dir()]
        if name not in seen and found:
            seen.add(name)
            own = _own_files(found[0])
            files |= {f"{UPPER}{name}/{file}": content for file, content in own.items()}
            waiting += _extended(own)
    return files


def _own_files(folder: Path) -> dict[str, bytes]:
    """Return the TOML files of one folder."""
    found = sorted(path for path in folder.rglob("*.toml") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def _extended(files: dict[str, bytes]) -> list[str]:
    """Return the upper packs that a pack names; none where its head cannot be read."""
    try:
        head = tomllib.loads(files.get("pack.toml", b"").decode("utf-8-sig"))
    except ValueError:
        return []
    names = head.get("extends", [])
    return [name for name in names if _NAME.fullmatch(str(name))] if isinstance(names, list) else []


def load_pack(folder: Path) -> Pack:
    """Return the checked pack of a folder; raises ``ProblemError`` with all problems."""
    return read_pack(pack_files(folder))


def _no_folder(folder: Path) -> Problem:
    """Return the problem of a folder that is not there."""
    return Problem(
        code="pack.no-folder",
        message=Text(f"没有文件夹 {folder}。", f"There is no folder {folder}."),
        next_step=Text("请给出政策包所在的文件夹。", "Give the folder that holds the pack."),
        place=Place(file=str(folder)),
    )
