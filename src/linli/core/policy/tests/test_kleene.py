"""Random conditions against Kleene's tables, written out anew."""

from decimal import Decimal
from itertools import product
from operator import add, eq, ge, gt, le, lt, mul, ne, sub

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy import kleene
from linli.core.policy.answer import Answer, Verdict
from linli.core.policy.evaluate import answer, parameter_value
from linli.core.policy.expression import nodes
from linli.core.policy.expression.read import parse
from linli.core.policy.schema import Pack, Subject
from linli.core.policy.tests.sample import DAY, pack_of, rule

ASKED = rule("asked", "willing")
TRUTHS = (True, False, None)
VERDICTS = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNKNOWN}
DAYS = ["1999-12-31", "2000-06-30", "2000-12-31", "2001-01-01"]
DOMAINS = {
    "willing": st.booleans(),
    "decayed": st.booleans(),
    "listed": st.booleans(),
    "households": st.integers(0, 4),
    "buildings": st.integers(0, 4),
    "built_on": st.sampled_from(DAYS).map(Period.parse),
    "tenure": st.sampled_from(["public", "private", "mixed"]),
    "green_share": st.sampled_from([Decimal("0.1"), Decimal("0.5")]),
}
NUMBERS = st.sampled_from(["households", "buildings", "1", "2", "households + 1", "2 * buildings"])
SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
LEAVES = st.one_of(
    st.sampled_from(["willing", "decayed", "listed"]),
    st.builds("{} {} {}".format, NUMBERS, SIGNS, NUMBERS),
    st.builds("built_on {} DATE '{}'".format, SIGNS, st.sampled_from(DAYS)),
    st.builds("{} BETWEEN {} AND {}".format, NUMBERS, NUMBERS, NUMBERS),
    st.sampled_from(
        ["tenure IN ('public', 'mixed')", "tenure = 'private'", "early", "late_admitted"]
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds("({}) AND ({})".format, parts, parts),
        st.builds("({}) OR ({})".format, parts, parts),
        st.builds("NOT ({})".format, parts),
    ),
    max_leaves=8,
)
FACTS = st.fixed_dictionaries({name: st.none() | domain for name, domain in DOMAINS.items()})
VAGUE = st.sampled_from(["2000", "2000-12", "2001"]).map(Period.parse)


def ask(condition: str, facts: dict, parameters: dict | None = None) -> Answer:
    pack = pack_of(ASKED.model_copy(update={"when": condition}))
    return answer(pack, "asked", facts, DAY, parameters)


SIGNS_IN_PYTHON = {"=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
OPERATIONS = {"+": add, "-": sub, "*": mul}


def truth(node: nodes.Node, facts: dict, pack: Pack) -> float:
    """Interpret a condition straight from Kleene's tables: 0 false, 1/2 unknown, 1 true.

    AND is min, OR is max, NOT is 1 - x.
    """
    if isinstance(node, nodes.And | nodes.Or | nodes.Not):
        parts = [truth(part, facts, pack) for part in node.children]
        choose = {nodes.And: min, nodes.Or: max, nodes.Not: lambda one: 1 - one[0]}
        return choose[type(node)](parts)
    if isinstance(node, nodes.RuleRef):
        return truth(parse(pack.rules[node.name].when, pack, Subject.COMPOUND), facts, pack)
    if isinstance(node, nodes.FactRef):
        return 0.5 if facts[node.name] is None else float(facts[node.name])
    return comparison(node, [known(part, facts, pack) for part in node.children])


def comparison(node: nodes.Node, parts: list) -> float:
    match node:
        case nodes.Between():
            return min(compared(le, parts[1], parts[0]), compared(le, parts[0], parts[2]))
        case nodes.In():
            return max(compared(eq, parts[0], value) for value in parts[1:])
    return compared(SIGNS_IN_PYTHON[node.operator], *parts)


def known(node: nodes.Node, facts: dict, pack: Pack) -> object:
    """Return a value that is not a truth, None where it is unknown."""
    match node:
        case nodes.FactRef(name):
            return facts[name]
        case nodes.ParameterRef(name):
            return parameter_value(pack, name, DAY)
        case nodes.Literal(value):
            return value
    parts = [known(part, facts, pack) for part in node.children]
    return None if None in parts else OPERATIONS[node.operator](*parts)


def compared(sign, one, other) -> float:
    if one is None or other is None:
        return 0.5
    if isinstance(one, Period):
        one, other = one.first, other.first  # single days only, in these tests
    return float(sign(one, other))


@settings(max_examples=200, deadline=None)
@given(CONDITIONS, FACTS)
def test_every_condition_answers_as_the_tables_say(condition, facts):
    pack = pack_of(ASKED.model_copy(update={"when": condition}))
    tree = parse(condition, pack, Subject.COMPOUND)
    expected = {0: False, 0.5: None, 1: True}[truth(tree, facts, pack)]
    assert ask(condition, facts).verdict is VERDICTS[expected]


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, FACTS, FACTS)
def test_no_other_fact_can_change_a_decided_answer(condition, facts, others):
    got = ask(condition, facts)
    assume(got.verdict is not Verdict.UNKNOWN)
    kept = {reading.of.name for reading in got.decided_by}
    changed = {name: facts[name] if name in kept else others[name] for name in facts}
    assert ask(condition, changed).verdict is got.verdict


@settings(max_examples=100, deadline=None)
@given(CONDITIONS, FACTS, st.fixed_dictionaries(DOMAINS))
def test_filling_what_is_missing_settles_the_answer(condition, facts, known):
    got = ask(condition, facts)
    assume(got.verdict is Verdict.UNKNOWN)
    missing = {reading.of.name for reading in got.missing}
    assert missing
    filled = {name: known[name] if name in missing else facts[name] for name in facts}
    figures = {"late_share": Decimal("0.3")} if "late_share" in missing else {}
    assert ask(condition, filled, figures).verdict is not Verdict.UNKNOWN


@settings(max_examples=60, deadline=None)
@given(CONDITIONS, FACTS, VAGUE, st.sampled_from(DAYS).map(Period.parse))
def test_a_more_exact_date_never_turns_a_decided_answer(condition, facts, vague, exact):
    assume(vague.first <= exact.first <= vague.last)
    before = ask(condition, {**facts, "built_on": vague}).verdict
    after = ask(condition, {**facts, "built_on": exact}).verdict
    assert before in (Verdict.UNKNOWN, after)


@pytest.mark.parametrize(("one", "other"), list(product(TRUTHS, TRUTHS)))
def test_deciders_follow_the_tables(one, other):
    rank = {False: 0, None: 1, True: 2}
    for settling, table in ((False, min), (True, max)):
        values = [one, other]
        decided = {values[i] for i in kleene.deciders(values, settling)}
        assert decided == {table(values, key=rank.__getitem__)}
