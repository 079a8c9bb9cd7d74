"""Uploaded workbooks that wait for confirmation: files outside the database, for a day."""

from __future__ import annotations

import json
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from linli.registry.mapping import Mapping, read_mapping
from linli.registry.models import SurveyRound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

KEPT_SECONDS = 24 * 60 * 60
LONGEST_NAME = 200  # as Workbook.file_name holds


@dataclass(frozen=True, slots=True)
class Upload:
    """What was uploaded: the workbook as it came, its round, and the mapping's text if any."""

    file_name: str
    content: bytes
    round: SurveyRound
    mapping_text: bytes = b""

    @property
    def mapping(self) -> Mapping | None:
        """Return the mapping; ``ProblemError`` with every fault where it cannot be read."""
        return read_mapping(self.mapping_text) if self.mapping_text else None


def stage(user: User, upload: Upload) -> str:
    """Keep an upload for its owner and return the token that leads to it."""
    sweep()
    token = secrets.token_urlsafe(24)
    folder = _folder(user, token)
    folder.mkdir(parents=True, mode=0o700)
    (folder / "workbook").write_bytes(upload.content)
    (folder / "mapping.toml").write_bytes(upload.mapping_text)
    about = {"file_name": upload.file_name[-LONGEST_NAME:], "round": upload.round.pk}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")
    return token


def staged(user: User, token: str) -> Upload | None:
    """Return an upload of this user; None where it is another's, confirmed, given up or too old."""
    folder = _folder(user, token)
    if not (folder / "about.json").exists() or _is_old(folder):
        return None
    about = json.loads((folder / "about.json").read_text("utf-8"))
    survey_round = SurveyRound.objects.get(pk=about["round"])
    content, mapping = (folder / "workbook").read_bytes(), (folder / "mapping.toml").read_bytes()
    return Upload(about["file_name"], content, survey_round, mapping)


def remap(user: User, token: str, mapping_text: str) -> None:
    """Give an upload another mapping."""
    (_folder(user, token) / "mapping.toml").write_text(mapping_text, encoding="utf-8")


def discard(user: User, token: str) -> None:
    """Remove an upload; one that is gone already is no fault."""
    shutil.rmtree(_folder(user, token), ignore_errors=True)


def sweep() -> None:
    """Remove everybody's uploads that have waited for more than a day."""
    for folder in _root().glob("*/*"):
        if _is_old(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _root() -> Path:
    return Path(settings.MEDIA_ROOT) / "staging"


def _folder(user: User, token: str) -> Path:
    # The address pattern admits letters, digits, "-" and "_" only: a token cannot leave the folder.
    return _root() / str(user.pk) / token


def _is_old(folder: Path) -> bool:
    return time.time() - folder.stat().st_mtime > KEPT_SECONDS
