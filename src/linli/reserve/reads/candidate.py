"""A candidate's page: its gates, the arithmetic of its score, its money, its way so far (S14)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from linli.core.kernel.text import Text
from linli.core.policy.answer import Value
from linli.core.policy.need import FactPoints, NeedScore, PartScore, need_score, open_weights
from linli.core.policy.schema import Pack, Parameter, Rule, Subject
from linli.determination.models import CompoundAnswers, Determination
from linli.determination.reads import compound_facts, pack_of
from linli.determination.words import value_in_words
from linli.registry.models import Compound
from linli.reserve.bridge import RESERVE_GATE, released_compounds
from linli.reserve.models import Bundle, Candidate, Movement
from linli.reserve.reads.lists import bundles_of, with_compounds
from linli.reserve.reads.words import Lack, lacks_in_words, meaning_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Gate(NamedTuple):
    """A rule that guards the reserve, as a compound answers it; ``missing`` would settle it."""

    rule: Rule
    verdict: str
    missing: list[Text]
    next_step: Text


class ReadingRow(NamedTuple):
    """A fact with its value in words and its points; ``per`` what it is divided by, in words."""

    label: Text
    value: str
    per: str
    low: int
    high: int


class PartRow(NamedTuple):
    """A part of the score: weight, mean points, and weight x points, each with two decimals."""

    part: PartScore
    weight: Decimal
    low: Decimal
    high: Decimal
    gives_low: Decimal
    gives_high: Decimal
    readings: list[ReadingRow]


class CompoundSheet(NamedTuple):
    """A compound of a project: its gates and its score; ``score`` None where there is none."""

    compound: Compound
    gates: list[Gate]
    score: NeedScore | None
    parts: list[PartRow]


class Rank(NamedTuple):
    """A place by score among the standing projects of an area, and how many these are."""

    place: int
    of: int


class CandidateSheet(NamedTuple):
    """All that a candidate's page says. ``open_weights`` are those that nobody has set."""

    candidate: Candidate
    pack: Pack
    compounds: list[CompoundSheet]
    bundles: list[Bundle]
    lacks: list[Lack]
    open_weights: tuple[Parameter, ...]
    in_city: Rank | None
    in_area: Rank | None
    movements: list[Movement]


def candidate_of(user: User, code: str) -> Candidate:
    """Return a candidate by its project's code; ``Candidate.DoesNotExist`` outside the scope."""
    seen = with_compounds(user, Candidate.objects.visible_to(user))
    found: Candidate = seen.get(project__code=code)
    return found


def candidate_sheet(candidate: Candidate) -> CandidateSheet:
    """Return a candidate's page, worked out from the release that it was determined on."""
    run = candidate.determination
    pack = pack_of(run.pack)
    compounds = list(candidate.project.compounds.all())
    ids = [compound.pk for compound in compounds]
    facts = {each.id: compound_facts(pack, each.facts) for each in released_compounds(run, ids)}
    answers = dict(
        CompoundAnswers.objects.filter(determination=run, compound__in=ids)
        .order_by()
        .values_list("compound_id", "answers")
    )
    return CandidateSheet(
        candidate,
        pack,
        [
            _compound_sheet(pack, run, candidate, each, facts.get(each.pk, {}), answers)
            for each in compounds
        ],
        bundles_of(compounds),
        lacks_in_words(pack, candidate.lacks),
        open_weights(pack, run.day),
        rank_of(candidate),
        rank_of(candidate, in_area=True),
        list(candidate.movements.select_related("made_by")),
    )


def _compound_sheet(
    pack: Pack,
    run: Determination,
    candidate: Candidate,
    compound: Compound,
    facts: Mapping[str, Value],
    answers: Mapping[int, Mapping[str, str]],
) -> CompoundSheet:
    score = need_score(pack, facts, run.day)
    return CompoundSheet(
        compound,
        _gates(pack, run.day, candidate, compound, answers.get(compound.pk, {})),
        score,
        [_part(each) for each in score.parts] if score else [],
    )


def _gates(
    pack: Pack,
    day: date,
    candidate: Candidate,
    compound: Compound,
    answered: Mapping[str, str],
) -> list[Gate]:
    lacks: dict[str, Any] = {
        lack["rule"]: lack["missing"]
        for lack in candidate.lacks
        if lack.get("compound", compound.code) == compound.code
    }
    return [
        Gate(
            rule,
            answered[rule.id],
            [
                (pack.facts.get(name) or pack.parameters[name]).label
                for name in lacks.get(rule.id, ())
            ],
            meaning_of(rule, answered[rule.id]),
        )
        for rule in pack.rules_of(Subject.COMPOUND, day)
        if rule.gate == RESERVE_GATE and rule.id in answered
    ]


def _part(score: PartScore) -> PartRow:
    low, high = (Decimal(x.numerator) / x.denominator for x in (score.low, score.high))
    return PartRow(
        score,
        score.weight,
        _two(low),
        _two(high),
        _two(score.weight * low),
        _two(score.weight * high),
        [_reading(each) for each in score.readings],
    )


def _two(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


def _reading(reading: FactPoints) -> ReadingRow:
    return ReadingRow(
        reading.fact.label,
        value_in_words(reading.fact, reading.value),
        "" if reading.per is None else str(reading.per),
        reading.low,
        reading.high,
    )


def rank_of(candidate: Candidate, *, in_area: bool = False) -> Rank | None:
    """Return a candidate's place by the score's lower bound; None for one withdrawn or unscored."""
    if candidate.score_low is None or candidate.state == Candidate.State.WITHDRAWN:
        return None
    standing = Candidate.objects.exclude(state=Candidate.State.WITHDRAWN).order_by()
    if in_area:
        standing = standing.filter(project__jurisdiction=candidate.project.jurisdiction)
    ahead = standing.filter(score_low__gt=candidate.score_low)
    return Rank(ahead.count() + 1, standing.count())
