"""Load a pack; answer a whole release."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.pack import read_pack
from linli.core.policy.schema import Subject
from linli.determination.machines import Machine, answers_of
from linli.determination.models import CompoundAnswers, Determination, PackVersion
from linli.determination.reads import current_pack_version, pack_of
from linli.engines.packfiles import pack_files
from linli.engines.tables.fact_frame import KEY
from linli.engines.tables.layers import Evaluation
from linli.foundation.people.models import Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.bulk import insert_rows
from linli.foundation.record.context import changing
from linli.registry.models import Release

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Progress = Callable[[float, str], None]
BATCH = 2_000


def may_determine(user: User | None) -> list[Problem]:
    """Only the city's office settles what the policy grants; None is the operator."""
    if user is None or scope_of(user).has(Role.CITY_OFFICE):
        return []
    return [
        Problem(
            "determination-not-yours",
            Text("政策认定由市领导小组办公室进行。", "Only the city office runs determinations."),
            Text("请联系市领导小组办公室。", "Ask the city office."),
        )
    ]


def load_pack(folder: Path, user: User | None) -> PackVersion:
    """Check and keep a pack; one that is known already is returned as it is.

    Raises ``ProblemError`` with everything that is wrong with it, or when the user may not.
    """
    if problems := may_determine(user):
        raise ProblemError(*problems)
    files = pack_files(folder)
    pack = read_pack(files)
    with changing(user, _("载入政策包")):
        version, _made = PackVersion.objects.get_or_create(
            sha256=pack.digest,
            defaults={
                "name": pack.head.id,
                "files": {name: content.decode() for name, content in files.items()},
            },
        )
    return version


def run_determination(
    release: Release,
    day: date,
    user: User | None,
    progress: Progress | None = None,
    machine: Machine = Machine.POLARS,
) -> Determination:
    """Answer every rule for every compound of a release with the current pack; all or nothing.

    Frozen as the next number. The same release, pack and day give the run that exists, whatever
    ``machine`` works it out: all give the same answers.
    """
    if problems := may_determine(user):
        raise ProblemError(*problems)
    version = current_pack_version()
    with changing(user, _("政策认定")):
        same = Determination.objects.filter(release=release, pack=version, day=day).first()
        if same:
            return same
        newest = Determination.objects.order_by("-number").first()
        run = Determination.objects.create(
            number=newest.number + 1 if newest else 1, release=release, pack=version, day=day
        )
        _answer_release(run, progress or (lambda _share, _text: None), machine)
    return run


def _answer_release(run: Determination, progress: Progress, machine: Machine) -> None:
    """Store a run's answers: each compound's as one JSON text."""
    pack = pack_of(run.pack)
    progress(0.0, _("认定"))
    rules = pack.rules_of(Subject.COMPOUND, run.day)
    found = answers_of(machine, pack, rules, run.release, Evaluation(run.day))
    stored = found.select(KEY, pl.struct(pl.exclude(KEY)).struct.json_encode())
    for start in range(0, stored.height, BATCH):
        rows = [(run.pk, *row) for row in stored.slice(start, BATCH).iter_rows()]
        insert_rows(CompoundAnswers, ("determination_id", "compound_id", "answers"), rows)
        progress(min(1.0, (start + BATCH) / stored.height), _("认定"))
