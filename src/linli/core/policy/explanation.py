"""An answer as data that other programs may keep, and as sentences that people may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from linli.core.kernel.period import Period
from linli.core.kernel.text import Text
from linli.core.policy.answer import Answer, Reading, Step, Value
from linli.core.policy.facts import encode, show
from linli.core.policy.schema import Force, Pack, Parameter
from linli.core.policy.turning import Change, Turn

FORMAT = 1
"""Raised whenever the form of ``as_data`` changes."""
FORCES = {
    Force.MUST: Text("应", "must"),
    Force.SHOULD: Text("宜", "should"),
    Force.MAY: Text("可", "may"),
}


def as_data(pack: Pack, answer: Answer, turned: Sequence[Turn] = ()) -> dict[str, Any]:
    """Return an explanation as JSON data; values are coded as ``core.policy.facts`` codes them."""
    rule = answer.rule
    return {
        "format": FORMAT,
        "pack": {"document": pack.head.document_number, "sha256": pack.digest},
        "day": answer.day.isoformat(),
        "rule": rule.id,
        "clause": rule.clause,
        "force": str(rule.force),
        "verdict": str(answer.verdict),
        "class": answer.chosen,
        "amount": _coded(answer.amount),
        "due": _coded(answer.due),
        "decided_by": {each.of.name: _coded(each.value) for each in answer.decided_by},
        "missing": [each.of.name for each in answer.missing],
        "tree": _tree(answer.tree),
        "turned_by": [_turn(turn) for turn in turned],
    }


def sentences(pack: Pack, answer: Answer, turned: Sequence[Turn] = ()) -> tuple[Text, ...]:
    """Return an explanation in words, the answer first and what it rests on last."""
    return tuple(_sentences(pack, answer, turned))


def turn_in_words(turn: Turn, answer: Answer) -> Text:
    """Return what would turn an answer, and to what."""
    to = next((o.label for o in answer.rule.classes if o.value == turn.chosen), turn.to.label)
    changes = [_change(change) for change in turn.changes]
    zh, en = "、".join(one.zh for one in changes), " and ".join(one.en for one in changes)
    return Text(f"若{zh}，则为“{to.zh}”。", f"If {en}, the answer would be “{to.en}”.")


def _sentences(pack: Pack, answer: Answer, turned: Sequence[Turn]) -> Iterator[Text]:
    rule, force = answer.rule, FORCES[answer.rule.force]
    document = pack.head.document_number
    yield Text(
        f"{rule.title.zh}：{answer.label.zh}（{force.zh}，{rule.clause}）。",
        f"{rule.title.en}: {answer.label.en} ({force.en}, clause {rule.clause}).",
    )
    yield getattr(rule.messages, answer.verdict)
    if answer.due:
        yield Text(f"到期日：{answer.due}。", f"Due day: {answer.due}.")
    if answer.decided_by:
        yield _listed(Text("依据：", "Decided by: "), answer.decided_by)
    if answer.missing:
        yield _listed(Text("尚缺：", "Missing: "), answer.missing)
    for turn in turned:
        yield turn_in_words(turn, answer)
    yield Text(
        f"{document}，政策包 {pack.digest[:12]}，认定日期 {answer.day}。",
        f"{document}, pack {pack.digest[:12]}, as of {answer.day}.",
    )


def _listed(heading: Text, readings: Sequence[Reading]) -> Text:
    """Return facts and figures with their values in one sentence."""
    zh = "；".join(f"{each.of.label.zh} {_shown(each, 'zh')}" for each in readings)
    en = "; ".join(f"{each.of.label.en} {_shown(each, 'en')}" for each in readings)
    return Text(f"{heading.zh}{zh}。", f"{heading.en}{en}.")


def _shown(reading: Reading, language: str) -> str:
    """Return a value in words; a figure without one is open."""
    if reading.value is None and isinstance(reading.of, Parameter):
        return Text("未设定", "not set").in_language(language)
    return show(reading.of, reading.value, language)


def _change(change: Change) -> Text:
    """Return one change in words: by how much a number or a day moves, or what a fact becomes."""
    fact, moved = change.fact, change.difference
    zh, en = show(fact, change.new, "zh"), show(fact, change.new, "en")
    if not moved:
        return Text(f"{fact.label.zh}为{zh}", f"{fact.label.en} were {en}")
    if isinstance(change.new, Period):
        way = Text("推迟", "later") if moved > 0 else Text("提前", "earlier")
        return Text(
            f"{fact.label.zh}{way.zh}至 {zh}（{abs(moved):,} 天）",
            f"{fact.label.en} were {abs(moved):,} days {way.en} ({en})",
        )
    way = Text("增加", "higher") if moved > 0 else Text("减少", "lower")
    size = moved if moved > 0 else -moved
    by_zh, by_en = (show(fact, size, language) for language in ("zh", "en"))
    return Text(
        f"{fact.label.zh}{way.zh} {by_zh}（至 {zh}）",
        f"{fact.label.en} were {by_en} {way.en} ({en})",
    )


def _coded(value: Value | Decimal | None) -> bool | int | str | None:
    return None if value is None else encode(value)


def _tree(step: Step) -> dict[str, Any]:
    parts = {"parts": [_tree(part) for part in step.parts]} if step.parts else {}
    return {"text": step.text, "value": _coded(step.value), "decided": step.decided, **parts}


def _turn(turn: Turn) -> dict[str, Any]:
    changes = [
        {"fact": change.fact.name, "old": _coded(change.old), "new": _coded(change.new)}
        for change in turn.changes
    ]
    return {"verdict": str(turn.to), "class": turn.chosen, "changes": changes}
