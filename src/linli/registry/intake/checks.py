"""What rows of a sheet must hold: given, possible, likely, within the city, in agreement (S12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import polars as pl
from django.utils import timezone

from linli.core.kernel.period import Period
from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.text import Text
from linli.core.policy.facts import decode, outside_range, show
from linli.core.policy.limits import impossible
from linli.core.policy.schema import Fact, FactType, Rule
from linli.engines.tables.answers import failing
from linli.engines.tables.fact_frame import KEY, facts_wanted
from linli.engines.tables.layers import Evaluation
from linli.registry.bridge import dictionary
from linli.registry.intake.positions import outside_city
from linli.registry.intake.reading import Reading
from linli.registry.intake.rows import Rows
from linli.registry.models import Building, Compound, SurveyRound

GATE = "survey"
"""The gate of the rules by which the answers of a survey are checked against one another."""
_NUMBERS = frozenset({FactType.INT, FactType.DECIMAL, FactType.MONEY})
_LONGEST = {
    name: model._meta.get_field("name").max_length
    for name, model in (("name", Compound), ("building_name", Building))
}
_ROOM = 29  # with its entrance before it, a home's name has to fit too
_YEAR = 4


@dataclass(frozen=True, slots=True)
class Doubts:
    """Rows of which a rule says no; each becomes a warning only where it is looked at."""

    reading: Reading
    rule: Rule
    rows: pl.DataFrame

    def __iter__(self) -> Iterator[Problem]:
        names = facts_wanted(dictionary(), [self.rule])
        heading = next(filter(None, map(self.reading.heading_of, names)), "")
        for row in self.rows.iter_rows(named=True):
            place = self.reading.place(row[KEY], heading)
            yield replace(_disagreement(self.rule, row), place=place)


def check_cells(rows: Rows) -> None:
    """Note what is missing, too long, impossible, unlikely or outside the city."""
    given = set(rows.facts.columns)
    for fact in rows.reading.dictionary.values():
        if fact.required and fact.name in given:
            for row in rows.facts.filter(pl.col(fact.name).is_null())["row"]:
                rows.add(row, _missing(fact), fact.name)
    today = timezone.localdate()
    for fact in (fact for fact in rows.reading.dictionary.values() if fact.name in given):
        odd = rows.facts.filter(_odd(fact, today.isoformat())).select("row", fact.name)
        judged = ((row, decode(fact, raw)) for row, raw in odd.iter_rows())
        found = (
            (row, impossible(fact, value, today) or outside_range(fact, value))
            for row, value in judged
        )
        rows.add_cells({row: problem for row, problem in found if problem}, fact.name)
        rows.add_cells(_too_long(rows, fact), fact.name)
        if fact.type is FactType.POINT:
            rows.add_cells(outside_city(rows.facts, fact), fact.name)


def _odd(fact: Fact, today: str) -> pl.Expr:
    """Return whether a value may be wrong: found by column here, judged exactly one by one."""
    value, never = pl.col(fact.name), pl.lit(value=False)
    if fact.type is FactType.DATE:
        year = value.str.head(_YEAR).cast(pl.Int64)
        low, high = fact.possible or (0, 9999)
        return (year < low) | (year > high) | ((value > today) if fact.past else never)
    limits = [ends for ends in (fact.range, fact.possible) if ends]
    if fact.type not in _NUMBERS or not limits:
        return never
    number = value.cast(pl.Float64)
    return (number < max(low for low, _ in limits)) | (number > min(high for _, high in limits))


def _too_long(rows: Rows, fact: Fact) -> dict[int, Problem]:
    longest = _LONGEST.get(fact.name, _ROOM if fact.name in {"home_room", "home_entrance"} else 0)
    if not longest:
        return {}
    long = rows.facts.filter(pl.col(fact.name).str.len_chars() > longest)
    return dict.fromkeys(long["row"], _longer(fact, longest))


def rules_for(rows: Rows) -> list[Rule]:
    """Return the pack's rules of the survey that read any fact of a sheet.

    Of others the sheet tells nothing: what is wrong there came with another file.
    """
    pack = dictionary()
    given = set(rows.facts.columns)
    return [
        rule
        for rule in pack.rules_of(rows.reading.subject, timezone.localdate())
        if rule.gate == GATE and given & set(facts_wanted(pack, [rule]))
    ]


def check_agreement(
    rows: Rows, rules: list[Rule], facts: pl.DataFrame, survey_round: SurveyRound
) -> list[Doubts]:
    """Ask rules about all rows; return those that only warn.

    ``facts``: row, and the facts that the rules read, with what the registry knew already.
    """
    if not rules or facts.is_empty():
        return []
    pack, today = dictionary(), timezone.localdate()
    asked = facts.rename({"row": KEY})
    cutoff = {"survey_cutoff": Period.of(survey_round.cutoff)}
    found = failing(pack, rules, asked, Evaluation(today, cutoff))
    doubts = []
    for rule in sorted(rules, key=lambda rule: rule.severity is not Severity.BLOCKS):
        wrong = asked.filter(pl.col(KEY).is_in(found[rule.id]))
        blocked = wrong[KEY].is_in(list(rows.blocked()))
        at_once = wrong if rule.severity is Severity.BLOCKS else wrong.filter(blocked)
        for problem in Doubts(rows.reading, rule, at_once):
            rows.problems[problem.place.row or 0].append(problem)
        if rule.severity is not Severity.BLOCKS and at_once.height < wrong.height:
            doubts.append(Doubts(rows.reading, rule, wrong.filter(~blocked)))
    return doubts


def _disagreement(rule: Rule, row: dict[str, object]) -> Problem:
    pack = dictionary()
    given = [
        (pack.facts[name], decode(pack.facts[name], row[name]))
        for name in facts_wanted(pack, [rule])
        if row.get(name) is not None
    ]
    zh, en = (
        "；".join(f"{f.label.in_language(lang)} {show(f, value, lang)}" for f, value in given)
        for lang in ("zh", "en")
    )
    stops = rule.severity is Severity.BLOCKS
    return Problem(
        rule.id,
        Text(f"{rule.messages.no.zh}（{zh}）", f"{rule.messages.no.en} ({en})"),
        Text("请改正后重新上传。", "Correct it and upload again.")
        if stops
        else Text("已按填报读取，请核对。", "It is read as entered; please check it."),
        severity=Severity.BLOCKS if stops else Severity.WARNS,
        value=zh,
    )


def _missing(fact: Fact) -> Problem:
    return Problem(
        "required-missing",
        Text(f"“{fact.label.zh}”必须填写。", f'"{fact.label.en}" is required.'),
        Text("请补填后重新上传。", "Fill it in and upload again."),
    )


def _longer(fact: Fact, longest: int) -> Problem:
    return Problem(
        "name-too-long",
        Text(
            f"“{fact.label.zh}”超过 {longest} 个字。",
            f'"{fact.label.en}" has more than {longest} characters.',
        ),
        Text("请用简称。", "Use a shorter name."),
    )
