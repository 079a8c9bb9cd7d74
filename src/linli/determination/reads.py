"""Questions about packs and answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import polars as pl
from django.utils import timezone

from linli.core.policy.answer import Answer, Value
from linli.core.policy.evaluate import answer, determine
from linli.core.policy.facts import decode_all
from linli.core.policy.pack import read_pack
from linli.core.policy.schema import Pack, Subject
from linli.determination.models import Determination, PackVersion
from linli.registry.models import Compound
from linli.registry.reads import release_frame

if TYPE_CHECKING:
    from linli.foundation.people.models import User


@dataclass(frozen=True, slots=True)
class CompoundAnswersRow:
    """Every rule's answer for a compound, on the facts of a release or (None) as they stand now."""

    compound: Compound
    determination: Determination | None
    day: date
    pack: Pack
    facts: dict[str, Value]
    answers: tuple[Answer, ...]


def pack_of(version: PackVersion) -> Pack:
    """Return the pack of a stored version, parsed once a process."""
    return _parsed(version.sha256, tuple(sorted(version.files.items())))


@lru_cache(maxsize=8)
def _parsed(_sha256: str, files: tuple[tuple[str, str], ...]) -> Pack:
    return read_pack({name: text.encode() for name, text in files})


def current_pack_version() -> PackVersion:
    """Return the pack loaded last; raises ``PackVersion.DoesNotExist`` before the first."""
    return PackVersion.objects.latest("loaded_at")


def current_pack() -> Pack:
    """Return the pack loaded last."""
    return pack_of(current_pack_version())


def latest_determination() -> Determination | None:
    """Return the newest run, or None before the first."""
    return Determination.objects.select_related("release", "pack").first()


def compound_facts(pack: Pack, raw: Mapping[str, Any]) -> dict[str, Value]:
    """Return a compound's facts as values from their JSON coding."""
    return decode_all(pack, Subject.COMPOUND, raw)


def compound_answers(user: User | None, code: str, rule_id: str | None = None) -> CompoundAnswersRow:
    """Explain one compound by the newest run; raises ``Compound.DoesNotExist`` outside the scope.

    A compound that came after that run is answered on today's facts.
    """
    visible = Compound.objects.visible_to(user) if user else Compound.objects.all()
    compound = visible.select_related("jurisdiction", "division").get(code=code)
    run = latest_determination()
    raw = _released_facts(run, code) if run else None
    if run is None or raw is None:
        run, raw, day, pack = None, compound.facts, timezone.localdate(), current_pack()
    else:
        day, pack = run.day, pack_of(run.pack)
    facts = compound_facts(pack, raw)
    answers = (
        (answer(pack, rule_id, facts, day),) if rule_id else determine(pack, Subject.COMPOUND, facts, day)
    )
    return CompoundAnswersRow(compound, run, day, pack, facts, answers)


def _released_facts(run: Determination, code: str) -> dict[str, Any] | None:
    found = release_frame(run.release).filter(pl.col("code") == code)
    return json.loads(found["facts"][0]) if found.height else None
