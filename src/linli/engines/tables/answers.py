"""What rules say of every row of a release, in the words that are stored; always exact."""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from linli.core.policy.answer import Answer
from linli.core.policy.evaluate import Walk
from linli.core.policy.facts import decode
from linli.core.policy.schema import Pack, Rule
from linli.engines.tables.fact_frame import KEY, facts_wanted, split_facts
from linli.engines.tables.layers import Evaluation
from linli.engines.tables.numbers import TooLarge
from linli.engines.tables.polars_rules import compile_rules


def outcomes(
    pack: Pack, rules: Sequence[Rule], table: pl.DataFrame, on: Evaluation
) -> pl.DataFrame:
    """Return the key and a column of outcomes for each rule; rows come in no set order.

    By whole columns; a row that they do not hold exactly is walked, and all rows are where a
    number could pass the widest column. Raises ``ValueError`` for a fact not of its type.
    """
    facts, rest = split_facts(pack, facts_wanted(pack, rules), table)
    try:
        compiled = compile_rules(facts, rules, on.day, on.parameters, on.calendar)
    except TooLarge:
        return walked(pack, rules, table, on)
    found = compiled.outcomes(compiled.run(facts.frame))
    return pl.concat([found, walked(pack, rules, rest, on).cast(found.schema)])


def walked(pack: Pack, rules: Sequence[Rule], table: pl.DataFrame, on: Evaluation) -> pl.DataFrame:
    """Return the same, subject by subject."""
    schema = {KEY: table.schema[KEY], **{rule.id: pl.String() for rule in rules}}
    rows = [
        (key, *walk_row(pack, rules, text, on))
        for key, text in table.select(KEY, "facts").iter_rows()
    ]
    return pl.DataFrame(rows, schema=schema, orient="row")


def walk_row(pack: Pack, rules: Sequence[Rule], text: str, on: Evaluation) -> list[str]:
    """Return what each rule says of one subject."""
    wanted = facts_wanted(pack, rules)
    raw = json.loads(text)
    facts = {name: decode(pack.facts[name], raw[name]) for name in wanted if name in raw}
    walk = Walk(pack, facts, on.day, on.parameters, on.calendar)
    return [outcome(walk.answer(rule)) for rule in rules]


def outcome(found: Answer) -> str:
    """Return what is stored of an answer: its class, or its verdict."""
    return found.chosen or str(found.verdict)
