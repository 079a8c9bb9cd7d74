"""Questions about answers: by rule, by jurisdiction, by compound."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl
from django.core.paginator import Page, Paginator
from django.db.models.fields.json import KT
from django.utils import timezone

from linli.core.kernel.text import Text
from linli.core.policy.answer import Answer, Value, Verdict
from linli.core.policy.evaluate import answer, determine
from linli.core.policy.facts import decode_all
from linli.core.policy.schema import Pack, Rule, RuleKind, Subject
from linli.determination.models import CompoundAnswers, Determination
from linli.determination.reads.held import visible_answers
from linli.determination.reads.packs import current_pack, pack_of
from linli.foundation.people.models import Jurisdiction
from linli.registry.models import Compound
from linli.registry.reads import release_frame

if TYPE_CHECKING:
    from linli.foundation.people.models import User

ROWS_A_PAGE = 50


class OutcomeRow(NamedTuple):
    """How many compounds have one outcome of a rule, in all and by jurisdiction."""

    value: str
    label: Text
    total: int
    counts: tuple[tuple[Jurisdiction, int], ...]


class RuleRow(NamedTuple):
    """A rule with the numbers of compounds for each of its outcomes."""

    rule: Rule
    outcomes: tuple[OutcomeRow, ...]


class AnsweredRow(NamedTuple):
    """A compound with the outcome of one rule."""

    code: str
    name: str
    jurisdiction: str
    outcome: str
    label: Text


@dataclass(frozen=True, slots=True)
class CompoundAnswersRow:
    """Every rule's answer for a compound, on the facts of a release or (None) as they stand now."""

    compound: Compound
    determination: Determination | None
    day: date
    pack: Pack
    facts: dict[str, Value]
    answers: tuple[Answer, ...]


def latest_determination() -> Determination | None:
    """Return the newest run, or None before the first."""
    return Determination.objects.select_related("release", "pack").first()


def compound_facts(pack: Pack, raw: Mapping[str, Any]) -> dict[str, Value]:
    """Return a compound's facts as values from their JSON coding."""
    return decode_all(pack, Subject.COMPOUND, raw)


def compound_answers(
    user: User | None, code: str, rule_id: str | None = None
) -> CompoundAnswersRow:
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
        (answer(pack, rule_id, facts, day),)
        if rule_id
        else determine(pack, Subject.COMPOUND, facts, day)
    )
    return CompoundAnswersRow(compound, run, day, pack, facts, answers)


def _released_facts(run: Determination, code: str) -> dict[str, Any] | None:
    found = release_frame(run.release).filter(pl.col("code") == code)
    return json.loads(found["facts"][0]) if found.height else None


def outcomes_of(rule: Rule) -> dict[str, Text]:
    """Return what a rule may come to, in words: its classes or yes and no, and unknown."""
    settled = {option.value: option.label for option in rule.classes}
    if rule.kind is RuleKind.AMOUNT:
        settled = {str(Verdict.YES): Text("已算出", "Worked out")}
    elif settled:
        settled[str(Verdict.NO)] = Text("均不属于", "None of them")
    else:
        settled = {str(each): each.label for each in (Verdict.YES, Verdict.NO)}
    return {**settled, str(Verdict.UNKNOWN): Verdict.UNKNOWN.label}


def outcome_counts(
    user: User, run: Determination, only: Collection[str] | None = None
) -> tuple[list[Jurisdiction], list[RuleRow]]:
    """Return the jurisdictions that the user sees answers of, and the rules' numbers in them.

    ``only`` are the ids of the rules to count, all unless stated.
    """
    rules = pack_of(run.pack).rules_of(Subject.COMPOUND, run.day)
    rules = tuple(rule for rule in rules if only is None or rule.id in only)
    counts, area_ids = _counts(user, run, rules)
    areas = list(Jurisdiction.objects.filter(pk__in=area_ids))
    return areas, [
        RuleRow(
            rule,
            tuple(
                _outcome_row(rule, value, label, areas, counts)
                for value, label in outcomes_of(rule).items()
            ),
        )
        for rule in rules
    ]


def _counts(
    user: User, run: Determination, rules: tuple[Rule, ...]
) -> tuple[Counter[tuple[str, str, int]], set[int]]:
    seen = visible_answers(user, run, [rule.id for rule in rules])
    counts: Counter[tuple[str, str, int]] = Counter()
    for rule in rules:
        numbers = seen.group_by("jurisdiction", rule.id).len()
        counts.update({(rule.id, value, area): n for area, value, n in numbers.iter_rows()})
    return counts, set(seen["jurisdiction"])


def _outcome_row(
    rule: Rule,
    value: str,
    label: Text,
    areas: list[Jurisdiction],
    counts: Counter[tuple[str, str, int]],
) -> OutcomeRow:
    by_area = tuple((area, counts[rule.id, value, area.pk]) for area in areas)
    return OutcomeRow(value, label, sum(number for _, number in by_area), by_area)


def answered_compounds(
    user: User, run: Determination, rule: Rule, outcome: str, area: str, number: str | int
) -> Page[AnsweredRow]:
    """Return a page of the compounds that a rule was answered for; empty filters keep all."""
    labels = outcomes_of(rule)
    found = CompoundAnswers.objects.visible_to(user).filter(determination=run)
    if outcome in labels:
        found = found.filter(**{f"answers__{rule.id}": outcome})
    if area:
        found = found.filter(compound__jurisdiction__code=area)
    fields = ("compound__code", "compound__name", "compound__jurisdiction__name")
    rows = found.order_by("compound__code").values_list(*fields, KT(f"answers__{rule.id}"))
    page = Paginator(rows, ROWS_A_PAGE).get_page(number)
    page.object_list = [
        AnsweredRow(code, name, place, value, labels[value])
        for code, name, place, value in page.object_list
    ]
    return page


def answered_areas(user: User, run: Determination) -> list[Jurisdiction]:
    """Return the jurisdictions of the compounds that a run answered and the user may see."""
    seen = visible_answers(user, run, [])["jurisdiction"].unique()
    return list(Jurisdiction.objects.filter(pk__in=seen.to_list()))
