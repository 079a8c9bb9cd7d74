"""Freeze the registry, or one jurisdiction, as a numbered release (S13)."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any

import polars as pl
from django.core.files.base import ContentFile
from django.db.models import Count
from django.utils import timezone

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Subject
from linli.engines.tables.answers import outcomes
from linli.engines.tables.fact_frame import KEY
from linli.engines.tables.layers import Evaluation
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.registry.bridge import dictionary
from linli.registry.models import Building, Compound, Home, Release
from linli.registry.reads import compared, release_frame

if TYPE_CHECKING:
    from linli.foundation.people.models import User

GATE = "survey"
"""The gate of the rules by which a survey is checked."""
_SCHEMA = {
    KEY: pl.Int64,
    "code": pl.String,
    "name": pl.String,
    "jurisdiction": pl.String,
    "facts": pl.String,
}


def may_release(user: User | None, jurisdiction: Jurisdiction | None = None) -> list[Problem]:
    """Let the city's office freeze the registry; a county's its own area."""
    if user is None or scope_of(user).has(Role.CITY_OFFICE):
        return []
    scope = scope_of(user)
    if jurisdiction and scope.has(Role.COUNTY_OFFICE) and scope.covers(jurisdiction.pk):
        return []
    return [
        Problem(
            "release-not-yours",
            Text(
                "全市小区库由市领导小组办公室冻结，县区办公室只能冻结本属地。",
                "The city office freezes the registry; a county office its own area.",
            ),
            Text("请联系市领导小组办公室。", "Ask the city office."),
        )
    ]


def make_release(
    user: User | None, reason: str, jurisdiction: Jurisdiction | None = None
) -> Release:
    """Freeze the registry or one jurisdiction as the next release; unchanged since the last, that.

    Raises ``ProblemError`` when the user may not.
    """
    if problems := may_release(user, jurisdiction):
        raise ProblemError(*problems)
    with changing(user, reason):
        list(Jurisdiction.objects.select_for_update())  # one release at a time
        frame = _registry_frame(jurisdiction)
        sha256 = hashlib.sha256(canonical(frame.to_dicts()).encode()).hexdigest()
        last = Release.objects.filter(jurisdiction=jurisdiction).first()
        if last and last.sha256 == sha256:
            return last
        release = Release(
            number=Release.objects.count() + 1,
            made_by=user,
            reason=reason,
            jurisdiction=jurisdiction,
            compounds=frame.height,
            counts=_counts(frame),
            checks=_checks(frame),
            differences=_differences(last, frame),
            sha256=sha256,
        )
        _keep(release, frame)
    return release


def _keep(release: Release, frame: pl.DataFrame) -> None:
    content = io.BytesIO()
    frame.write_parquet(content)
    release.file_sha256 = hashlib.sha256(content.getvalue()).hexdigest()
    name = f"R{release.number}.parquet"
    release.content.save(name, ContentFile(content.getvalue()), save=False)
    release.save()


def _registry_frame(jurisdiction: Jurisdiction | None) -> pl.DataFrame:
    compounds = Compound.objects.order_by("code")
    if jurisdiction:
        compounds = compounds.filter(jurisdiction=jurisdiction)
    columns = compounds.values_list("pk", "code", "name", "jurisdiction__code", "facts")
    rows = [(pk, code, name, area, canonical(facts)) for pk, code, name, area, facts in columns]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _counts(frame: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Return what each jurisdiction holds: compounds, households, buildings and homes surveyed."""
    households = pl.col("facts").str.json_path_match("$.households").cast(pl.Int64, strict=False)
    sums = frame.group_by("jurisdiction").agg(pl.len(), households.sum())
    found = {
        code: {"compounds": compounds, "households": homes}
        for code, compounds, homes in sums.sort("jurisdiction").iter_rows()
    }
    for name, model, path in (
        ("buildings", Building, "compound"),
        ("homes", Home, "building__compound"),
    ):
        area = f"{path}__jurisdiction__code"
        current = model.objects.filter(**{f"{path}__merged_into": None})
        for code, number in current.order_by().values_list(area).annotate(Count("pk")):
            if code in found:
                found[code][name] = number
    return found


def _checks(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return how many compounds lack each mandatory fact, and fail each rule of the survey."""
    pack, today = dictionary(), timezone.localdate()
    wanted = [f.name for f in pack.facts_of(Subject.COMPOUND).values() if f.mandatory]
    known = frame.select(pl.col("facts").str.contains(f'"{n}":').sum().alias(n) for n in wanted)
    lacking = [
        {"fact": name, "failed": frame.height - (known[name][0] or 0), "unknown": 0}
        for name in wanted
    ]
    rules = [rule for rule in pack.rules_of(Subject.COMPOUND, today) if rule.gate == GATE]
    answers = outcomes(pack, rules, frame.select(KEY, "facts"), Evaluation(today))
    return lacking + [
        {
            "rule": rule.id,
            "failed": int((answers[rule.id] == Verdict.NO).sum()),
            "unknown": int((answers[rule.id] == Verdict.UNKNOWN).sum()),
        }
        for rule in rules
    ]


def _differences(last: Release | None, frame: pl.DataFrame) -> dict[str, int]:
    """Return how many compounds are new, gone and changed since the release before."""
    if last is None:
        return {}
    changed = compared(release_frame(last), frame)
    kinds = dict(changed["kind"].value_counts().iter_rows())
    return {kind: kinds.get(kind, 0) for kind in ("added", "changed", "removed")}
