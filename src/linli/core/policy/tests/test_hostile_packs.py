"""A pack from elsewhere is untrusted: it is read or told what is wrong, soon and cheaply."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy.evaluate import answer
from linli.core.policy.pack import check_pack, read_pack
from linli.core.policy.schema import FactType
from linli.core.policy.tests.sample import DAY, files
from linli.core.policy.tests.test_hostile import told_in_two_languages

GOOD_FILES = files()
NAMES = st.sampled_from(sorted(GOOD_FILES))
JUNK = st.sampled_from(
    ['"', "=", "[", "{}", "1", "0.5", "true", "2000-13-01", "\n", "[[x]]", "é", "'''", "nan", "inf"]
)
VALUES = st.sampled_from(
    """true 0 -7 99999999999999999999 0.1 inf 1e999 '' 'yes' 'one' 'x' 'id' 'a__b' 'now' 'money'
    'enum' 'deadline' 'amount' 'east' 2000-02-29 12:00:00 [] ['x'] {} {zh='x',en='y'} 'TRUE'
    'built_on' 'households>1' ':built_by' 'old_enough' '9' 'working_days'""".split()
)


@settings(max_examples=100, deadline=None)
@given(NAMES, st.integers(0, 2000), st.integers(0, 12), JUNK)
def test_a_damaged_pack_is_read_or_told(name, start, length, junk):
    content = GOOD_FILES[name]
    damaged = content[:start] + junk.encode() + content[start + length :]
    told_in_two_languages(check_pack({**GOOD_FILES, name: damaged}))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_pack_with_other_values_is_told_or_answers(data):
    changed = dict(GOOD_FILES)
    for _ in range(data.draw(st.integers(1, 2))):
        name = data.draw(NAMES)
        lines = changed[name].decode().splitlines()
        number = data.draw(st.integers(0, len(lines) - 1))
        key, _, _ = lines[number].partition("=")
        others = [f"{key}= {data.draw(VALUES)}", "", lines[number] + "\n" + lines[number]]
        lines[number] = data.draw(st.sampled_from(others))
        changed[name] = "\n".join(lines).encode()
    problems = check_pack(changed)
    told_in_two_languages(problems)
    if not problems:
        every_rule_answers(read_pack(changed))


KNOWN = {
    FactType.BOOL: True,
    FactType.INT: 5,
    FactType.DATE: Period.of(DAY),
    FactType.TEXT: "x",
    FactType.POINT: (Decimal(1), Decimal(1)),
}


def every_rule_answers(pack):
    known = {name: KNOWN.get(fact.type, Decimal("0.5")) for name, fact in pack.facts.items()}
    known |= {name: next(iter(fact.values)) for name, fact in pack.facts.items() if fact.values}
    for rule_id in pack.rules:
        for facts in ({}, known):
            assert answer(pack, rule_id, facts, DAY).message


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe",
        b"\x00",
        b"a = " + b"[" * 5000,
        b"facts = 3",
        b"rules = [3]",
        b"[facts.x" + b".x" * 2000 + b"]",
        b"x = " + b"9" * 5000,
        "id = '县'".encode("gb18030"),
    ],
)
@pytest.mark.parametrize("name", ["facts.toml", "rules/objects.toml", "pack.toml"])
def test_a_file_that_is_no_table_is_told(name, content):
    problems = check_pack({**GOOD_FILES, name: content})
    assert problems
    told_in_two_languages(problems)


def codes(**changed):
    new = {name.replace("_", "/", 1) + ".toml": text for name, text in changed.items()}
    return {problem.code for problem in check_pack({**GOOD_FILES, **new})}


def rules(*conditions, old='when = "built_on <= :built_by"'):
    """Return a file of rules r0, r1, ... with these conditions."""
    sound = GOOD_FILES["rules/objects.toml"].decode()
    return "\n".join(
        sound.replace("old_enough", f"r{number}").replace(old, condition)
        for number, condition in enumerate(conditions)
    ).encode()


def test_files_that_are_too_large_are_not_read():
    assert codes(works=b"# " + b"x" * 1_000_000) == {"pack.too-large"}


def test_rules_may_not_double_through_references():
    doubled = [f'when = "r{number} AND r{number}"' for number in range(40)]
    found = codes(rules_more=rules('when = "built_on <= :built_by"', *doubled))
    assert "expression.whole-too-large" in found


def test_rules_may_not_refer_without_end():
    chain = [f'when = "r{number}"' for number in range(400)]
    found = codes(rules_more=rules('when = "built_on <= :built_by"', *chain))
    assert "expression.whole-too-large" in found


@pytest.mark.parametrize(
    "within", ["5.5", "-5", "households", "'x'", ":built_by", ":few + 1", "1;"]
)
def test_a_term_has_a_plain_length(within):
    term = f'starts = "built_on"\nwithin = "{within}"\ncounted_in = "days"\ndone = ":built_by"'
    found = check_pack(
        {**GOOD_FILES, "rules/x.toml": rules(term).replace(b"determination", b"deadline")}
    )
    assert "rules.r0.within" in {problem.place.key for problem in found}


@pytest.mark.parametrize("word", ["yes", "no", "unknown"])
def test_a_class_is_not_called_like_a_verdict(word):
    option = f'{{ value = "{word}", label = {{ zh = "类", en = "Class" }}, when = "TRUE" }}'
    assert "pack.reserved-word" in codes(rules_more=rules(f"classes = [{option}]"))
    assert "pack.duplicate" in codes(rules_more=rules(f"classes = [{option}, {option}]"))


@pytest.mark.parametrize("name", ["id", "built_on__last", "old_enough__due"])
def test_names_of_the_tables_of_answers_are_reserved(name):
    renamed = GOOD_FILES["facts.toml"].replace(b"[facts.households]", f"[facts.{name}]".encode())
    assert codes(facts=renamed) == {"pack.reserved-word"}


def test_packs_that_all_extend_each_other_are_told_at_once():
    names = [f"upper_{letter}" for letter in "abcdefghijkl"]
    head = f"extends = {names}\n".encode() + GOOD_FILES["pack.toml"]
    upper = {
        f"extends/{name}/{file}": head if file == "pack.toml" else content
        for name in names
        for file, content in GOOD_FILES.items()
    }
    assert "pack.no-upper" in {
        problem.code for problem in check_pack({**GOOD_FILES, **upper, "pack.toml": head})
    }
