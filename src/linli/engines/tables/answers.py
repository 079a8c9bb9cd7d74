"""What rules say of every row of a release, in the words that are stored; always exact."""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from linli.core.policy.answer import Answer, Verdict
from linli.core.policy.evaluate import Walk
from linli.core.policy.facts import decode
from linli.core.policy.schema import Pack, Rule
from linli.engines.tables.fact_frame import (
    KEY,
    columns_as_facts,
    encoded_type,
    facts_wanted,
    split_facts,
)
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


def failing(
    pack: Pack, rules: Sequence[Rule], raw: pl.DataFrame, on: Evaluation
) -> dict[str, list[int]]:
    """Return for each rule the keys of the rows for which its answer is no.

    ``raw``: ``id`` and encoded facts by column; facts that rules read and it lacks are unknown.
    """
    names = facts_wanted(pack, rules)
    blank = [
        pl.lit(None, encoded_type(pack.facts[name])).alias(name)
        for name in names
        if name not in raw.columns
    ]
    raw = raw.select(KEY, *(name for name in names if name in raw.columns)).with_columns(blank)
    facts, lost = columns_as_facts(pack, names, raw)
    try:
        compiled = compile_rules(facts, rules, on.day, on.parameters, on.calendar)
    except TooLarge:
        lost = lost | True
        found = facts.frame.select(KEY).clear()
    else:
        found = compiled.outcomes(compiled.run(facts.frame))
    rest = walked(pack, rules, _as_rows(names, raw.filter(lost)), on)
    no = str(Verdict.NO)
    return {
        rule.id: [
            key
            for table in (found, rest)
            if rule.id in table.columns
            for key in table.filter(pl.col(rule.id) == no)[KEY].to_list()
        ]
        for rule in rules
    }


def _as_rows(names: Sequence[str], raw: pl.DataFrame) -> pl.DataFrame:
    texts = [
        json.dumps({name: row[name] for name in names if row[name] is not None})
        for row in raw.iter_rows(named=True)
    ]
    return raw.select(KEY).with_columns(pl.Series("facts", texts, dtype=pl.String))


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
