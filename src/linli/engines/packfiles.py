"""Policy packs on disk: the core reads only bytes, this engine fetches them from a folder."""

from __future__ import annotations

from pathlib import Path

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.pack import read_pack
from linli.core.policy.schema import Pack


def pack_files(folder: Path) -> dict[str, bytes]:
    """Return the TOML files of a folder by their names within it, written with slashes.

    Raises ``ProblemError`` if the folder does not exist.
    """
    if not folder.is_dir():
        raise ProblemError(_no_folder(folder))
    found = sorted(path for path in folder.rglob("*.toml") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


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
