"""Contestants that take one subject at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl

from linli.core.kernel.period import Period
from linli.core.policy.answer import Answer, Verdict
from linli.core.policy.evaluate import determine
from linli.core.policy.schema import Subject
from policy_peers.rails import JSON_LOGIC, PYTHON, ZEN, Writer
from policy_peers.world import DATES, DAY, MONEY, RULES, pack

Ready = tuple[Callable[[], Any], Callable[[Any], np.ndarray]]
_CODES = {Verdict.YES: 1, Verdict.NO: 0, Verdict.UNKNOWN: 2}


def walked(frame: pl.DataFrame) -> Ready:
    """Answer with all reasons."""
    rows = frame.drop("id").to_dicts()
    for row in rows:
        row.update({n: Decimal(row[n]).scaleb(-2) for n in MONEY if row[n] is not None})
        row.update({n: Period.of(row[n]) for n in DATES if row[n]})

    def codes(found: list[tuple[Answer, ...]]) -> np.ndarray:
        places = {name: place for place, name in enumerate(RULES)}
        made = np.empty((len(RULES), len(found)), np.int8)
        for number, answers in enumerate(found):
            for each in answers:
                made[places[each.rule.id], number] = _CODES[each.verdict]
        return made

    return lambda: [determine(pack(), Subject.COMPOUND, row, DAY) for row in rows], codes


def python_loop(rows: list[dict[str, object]]) -> Ready:
    """Call one function of all rules."""
    parts = ", ".join(Writer(PYTHON).rules().values())
    judge = eval(f"lambda f: ({parts})")  # noqa: S307 - written by ourselves
    return lambda: [judge(row) for row in rows], _columns


def json_logic(rows: list[dict[str, object]]) -> Ready:
    """Evaluate one list of all rules over documents read beforehand."""
    import datalogic_py

    engine = datalogic_py.Engine()
    rule = engine.compile(list(Writer(JSON_LOGIC).rules().values()))
    documents = [datalogic_py.DataHandle(row) for row in rows]
    session = engine.session()
    return lambda: session.evaluate_batch(rule, documents), lambda f: _columns(map(json.loads, f))


def zen(rows: list[dict[str, object]]) -> Ready:
    """Evaluate one decision of all rules."""
    import zen as engine

    rules = [{"id": name, "key": name, "value": text} for name, text in Writer(ZEN).rules().items()]
    steps = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {
            "id": "rules",
            "type": "expressionNode",
            "name": "rules",
            "content": {"expressions": rules},
        },
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b}
        for a, b in (("in", "rules"), ("rules", "out"))
    ]
    decision = engine.ZenEngine().create_decision(json.dumps({"nodes": steps, "edges": edges}))

    def codes(found: list[dict[str, int]]) -> np.ndarray:
        return _columns([each[name] for name in RULES] for each in found)

    return lambda: [decision.evaluate(row)["result"] for row in rows], codes


def _columns(rows: Any) -> np.ndarray:
    return np.array(list(rows), np.int8).T
