"""What the parts of a pack are called on pages, and its figures and cases in words."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.utils.formats import date_format

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.explanation import FORCES
from linli.core.policy.expression.kinds import KIND_LABELS
from linli.core.policy.expression.read import SUBJECTS
from linli.core.policy.facts import decode
from linli.core.policy.figures import figure
from linli.core.policy.schema import Case, Fact, Pack, Parameter, Rule, RuleKind
from linli.determination.words import value_in_words

KINDS = {
    "clause": Text("条款", "Clauses"),
    "rule": Text("规则", "Rules"),
    "figure": Text("参数", "Figures"),
    "fact": Text("事实", "Facts"),
    "row": Text("清单与事项", "Rows"),
}
"""The kinds of entries that people look for."""
RULE_KINDS = {
    RuleKind.DETERMINATION: Text("认定", "Determination"),
    RuleKind.CLASSIFICATION: Text("分类", "Classification"),
    RuleKind.AMOUNT: Text("金额或数量", "Amount"),
    RuleKind.REQUIREMENT: Text("要求", "Requirement"),
    RuleKind.DEADLINE: Text("期限", "Deadline"),
}
TABLE_LABELS = {
    "procedures": Text("办理环节", "Procedures"),
    "duties": Text("职责分工", "Duties"),
    "sources": Text("资金来源", "Sources of money"),
    "contributions": Text("居民出资方式", "Ways residents contribute"),
    "shares": Text("分担比例", "Shares"),
    "reliefs": Text("税费减免", "Tax and fee reliefs"),
    "measures": Text("考核指标", "Measures of supervision"),
    "triggers": Text("督导措施", "Responses"),
    "offices": Text("单位", "Offices"),
    "posts": Text("领导小组席位", "Seats of the leading group"),
    "lists": Text("发送范围", "Distribution"),
    "milestones": Text("时间节点", "Milestones"),
    "need": Text("需求评分", "Need score"),
    "constraint_layers": Text("专项规划约束图层", "Layers that bind the special plan"),
    "plan_chapters": Text("专项规划章节", "Chapters of the special plan"),
}
ALL_TABLES = {
    "pack": Text("文件", "Document"),
    "clauses": KINDS["clause"],
    "facts": KINDS["fact"],
    "parameters": KINDS["figure"],
    "rules": KINDS["rule"],
    "works": Text("改造内容", "Works"),
    "targets": Text("任务分解", "Targets"),
    "totals": Text("年度任务", "Task of the year"),
    **TABLE_LABELS,
}
TERMS = {
    TermUnit.YEARS: Text("年", "years"),
    TermUnit.MONTHS: Text("个月", "months"),
    TermUnit.DAYS: Text("日", "days"),
    TermUnit.WORKING_DAYS: Text("个工作日", "working days"),
}


class ValueRow(NamedTuple):
    """A figure from a day on, in words, and who set it."""

    since: date
    value: str
    source: str


class FigureRow(NamedTuple):
    """A figure with all its values, latest first; open without one."""

    figure: Parameter
    values: list[ValueRow]


class CaseRow(NamedTuple):
    """A case: what is given, in words, and the answer expected."""

    name: str
    day: date
    given: list[tuple[Text, str]]
    expect: str
    label: Text


class RuleCard(NamedTuple):
    """A rule with its kind and subject in words, and its cases."""

    rule: Rule
    kind: Text
    subject: Text
    force: Text
    term: Text | None
    cases: list[CaseRow]


def figure_row(of: Parameter) -> FigureRow:
    """Return a figure with its dated values."""
    values = [
        ValueRow(each.since, value_in_words(of, figure(of.type, each.value)), each.source)
        for each in sorted(of.values, key=lambda each: each.since, reverse=True)
    ]
    return FigureRow(of, values)


def rule_card(pack: Pack, rule: Rule) -> RuleCard:
    """Return a rule as the library shows it."""
    cases = [_case_row(pack, rule, case) for case in rule.cases]
    term = TERMS[rule.counted_in] if rule.counted_in else None
    kind, subject, force = RULE_KINDS[rule.kind], SUBJECTS[rule.subject], FORCES[rule.force]
    return RuleCard(rule, kind, subject, force, term, cases)


def _case_row(pack: Pack, rule: Rule, case: Case) -> CaseRow:
    named: list[Fact | Parameter] = [pack.facts[name] for name in case.facts]
    named += [pack.parameters[name] for name in case.parameters]
    values = (*case.facts.values(), *case.parameters.values())
    given = [(of.label, _given(of, raw)) for of, raw in zip(named, values, strict=True)]
    if case.due:
        given.append((Text("应到期", "Due"), date_format(case.due)))
    label = _expected(rule, case.expect)
    return CaseRow(case.name, case.day or rule.since, given, case.expect, label)


def _given(of: Fact | Parameter, raw: str | int | bool | date) -> str:  # noqa: FBT001 - a value
    """Return a fact or figure of a case in words."""
    if isinstance(of, Parameter):
        return value_in_words(of, figure(of.type, raw))
    return value_in_words(of, decode(of, raw.isoformat() if isinstance(raw, date) else raw))


def _expected(rule: Rule, expect: str) -> Text:
    """Return the answer that a case expects: a verdict, a class, or a number with its unit."""
    classes = {option.value: option.label for option in rule.classes}
    if expect in classes:
        return classes[expect]
    if expect in list(Verdict):
        return Verdict(expect).label
    unit = rule.unit or Text("", "")
    return Text(f"{expect} {unit.zh}".strip(), f"{expect} {unit.en}".strip())


def fact_type(fact: Fact | Parameter) -> Text:
    """Return what kind of value a fact or a figure has."""
    return KIND_LABELS[fact.type]
