"""What a candidate lacks, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Pack, Rule

FIGURES = Text("编制计划所需数据", "Figures that a plan needs")
REVIEWS = {
    "": Text("尚未申请入库审核", "Entry not applied for yet"),
    "applied": Text("入库申请待审核", "Entry waits for the office's check"),
    "returned": Text("入库审核退回", "Sent back by the office's check"),
}


class Lack(NamedTuple):
    """A rule that keeps a project out, or the figures themselves, with the facts still missing.

    ``rule`` is its id, empty for figures and for the office's check; ``compound`` the code of the
    one that lacks, among several; ``next_step`` what to do.
    """

    rule: str
    title: Text
    verdict: str
    missing: list[Text]
    next_step: Text
    compound: str = ""


def lacks_in_words(pack: Pack, lacks: Iterable[Mapping[str, Any]]) -> list[Lack]:
    """Return what a candidate lacks by the titles of the rules and the labels of the facts."""
    return [_lack(pack, lack) for lack in lacks]


def _lack(pack: Pack, lack: Mapping[str, Any]) -> Lack:
    verdict, compound = lack["verdict"], lack.get("compound", "")
    if "review" in lack:
        step = Text(
            "由县区提出申请，市领导小组办公室审核。", "The county applies, the office checks."
        )
        return Lack("", REVIEWS[lack["review"]], verdict, [], step, compound)
    missing = [(pack.facts.get(name) or pack.parameters[name]).label for name in lack["missing"]]
    rule = pack.rules[lack["rule"]] if lack["rule"] else None
    if rule is None:
        step = Text("在小区档案中补填。", "Fill it in in the compound's file.")
        return Lack("", FIGURES, verdict, missing, step, compound)
    return Lack(rule.id, rule.title, verdict, missing, meaning_of(rule, verdict), compound)


def meaning_of(rule: Rule, verdict: str) -> Text:
    """Return what an answer of a rule means and what to do next."""
    found: Text = getattr(rule.messages, verdict)
    return found


def lack_text(lack: Lack) -> Text:
    """Return a lack as one phrase: whose, what, and the facts that would settle it."""
    zh, en = "、".join(m.zh for m in lack.missing), ", ".join(m.en for m in lack.missing)
    whose = f"{lack.compound} " if lack.compound else ""
    if lack.title is FIGURES:
        return Text(f"{whose}缺{zh}", f"{whose}{en} missing")
    if lack.title in REVIEWS.values():
        return lack.title
    said = Verdict(lack.verdict).label
    zh, en = (f"（缺{zh}）", f" (missing: {en})") if lack.missing else ("", "")
    return Text(
        f"{whose}“{lack.title.zh}”{said.zh}{zh}", f"{whose}{lack.title.en}: {said.en.lower()}{en}"
    )
