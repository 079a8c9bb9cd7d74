"""Each fault of a pack is told by its code, at its file and key."""

import pytest

from linli.core.kernel.problem import Place, ProblemError
from linli.core.policy.evaluate import answer
from linli.core.policy.pack import check_pack, read_pack
from linli.core.policy.tests.faults import FAULTS, RULES
from linli.core.policy.tests.sample import DAY, files

OTHER_FACT = """
[facts.address]
type = "text"
subject = "building"
label = { zh = "地址", en = "Address" }
meaning = { zh = "门牌。", en = "Street and number." }
"""


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    pack = files()
    text = pack[file].decode()
    assert old in text
    return {**pack, file: text.replace(old, new, 1).encode()}


@pytest.mark.parametrize(("file", "old", "new", "code", "key"), FAULTS)
def test_each_fault_is_told_at_its_place(file, old, new, code, key):
    problems = check_pack(changed(file, old, new))
    assert (code, key) in [(problem.code, problem.place.key) for problem in problems]
    for problem in problems:
        assert all(
            words and "{value" not in words for words in [*problem.message, *problem.next_step]
        )


def test_the_good_pack_is_read_and_answers():
    pack = read_pack(files())
    assert check_pack(files()) == []
    assert str(answer(pack, "old_enough", {}, DAY).message) == "请核实建成时间。"


def test_the_digest_names_the_content():
    pack = files()
    same = dict(reversed(pack.items()))
    assert read_pack(pack).digest == read_pack(same).digest
    other = changed("pack.toml", "样例镇", "样板镇")
    assert read_pack(other).digest != read_pack(pack).digest


@pytest.mark.parametrize("expected", ["yes", "no", "unknown"])
def test_every_rule_needs_a_case_for_each_answer(expected):
    text = files()[RULES].decode()
    head, *cases = text.split("[[rules.cases]]")
    kept = [case for case in cases if f'expect = "{expected}"' not in case]
    problems = check_pack({**files(), RULES: "[[rules.cases]]".join([head, *kept]).encode()})
    assert [(problem.code, problem.value) for problem in problems] == [
        ("pack.case-lacking", expected)
    ]


def test_a_classification_needs_a_case_for_each_class():
    label = 'label = { zh = "早", en = "Early" }'
    when = 'when = "built_on <= :built_by"'
    classes = f'classes = [{{ value = "early", {label}, {when} }}]'
    text = files()[RULES].decode().replace(when, classes)
    pack = {**files(), RULES: text.replace('"determination"', '"classification"').encode()}
    problems = check_pack(pack)
    assert {problem.code for problem in problems} == {"pack.case-lacking", "pack.case-expect"}
    pack[RULES] = pack[RULES].replace(b'expect = "yes"', b'expect = "early"')
    assert check_pack(pack) == []


def test_files_that_lack_or_do_not_belong_are_named():
    pack = files()
    del pack["facts.toml"], pack[RULES]
    problems = check_pack({**pack, "rule.toml": b"", "rules/deep/x.toml": b""})
    assert {(problem.code, problem.value) for problem in problems} == {
        ("pack.missing-file", "facts.toml"),
        ("pack.missing-file", "rules/*.toml"),
        ("pack.unknown-file", "rule.toml"),
        ("pack.unknown-file", "rules/deep/x.toml"),
    }


def test_broken_toml_is_told_with_its_line():
    problems = check_pack({**files(), "works.toml": b"[[works]]\ncode = 'B01\n"})
    assert [(problem.code, problem.place) for problem in problems] == [
        ("pack.toml", Place("works.toml", row=2))
    ]


def test_problems_of_all_files_come_at_once():
    broken = changed("targets.toml", "projects = 3", "projects = 4")
    broken[RULES] = broken[RULES].replace("二（一）".encode(), "三".encode())
    broken[RULES] = broken[RULES].replace(b"<= :built_by", b"< :built_by")
    with pytest.raises(ProblemError) as caught:
        read_pack(broken)
    assert {problem.code for problem in caught.value.problems} == {
        "pack.target-total",
        "pack.unknown-clause",
        "pack.case-answer",
    }


def test_a_year_with_targets_needs_its_total():
    text = files()["targets.toml"].decode().split("[[totals]]")[0]
    problems = check_pack({**files(), "targets.toml": text.encode()})
    assert [(problem.code, problem.value) for problem in problems] == [("pack.target-year", "2021")]


def test_a_target_below_nothing_is_refused():
    problems = check_pack(changed("targets.toml", "households = 60", "households = -60"))
    assert {problem.code for problem in problems} == {"pack.target-count", "pack.target-total"}


def second_rule(when: str, **replaced: str) -> bytes:
    text = (
        files()[RULES]
        .decode()
        .replace('"old_enough"', '"second"')
        .replace('"built_on <= :built_by"', when)
    )
    for old, new in replaced.items():
        text = text.replace(old, new)
    return text.encode()


def test_a_rule_id_stands_once_in_all_files():
    problems = check_pack({**files(), "rules/second.toml": files()[RULES]})
    assert [(problem.code, problem.value) for problem in problems] == [
        ("pack.duplicate", "old_enough")
    ]


def test_a_circle_is_named_once_with_all_its_rules():
    pack = changed(RULES, '"built_on <= :built_by"', '"second"')
    problems = check_pack({**pack, "rules/second.toml": second_rule('"NOT old_enough"')})
    assert [(problem.code, problem.value) for problem in problems] == [
        ("expression.circle", "old_enough → second → old_enough")
    ]


def test_a_rule_may_not_outlast_one_that_it_refers_to():
    pack = changed(RULES, "since = 2021-01-01", "since = 2021-01-01\nuntil = 2021-12-31")
    problems = check_pack({**pack, "rules/second.toml": second_rule('"old_enough"')})
    assert [problem.code for problem in problems] == ["pack.rule-validity"]


def test_a_rule_reads_only_facts_and_rules_of_its_own_subject():
    pack = changed("facts.toml", "[facts.households]", OTHER_FACT + "[facts.households]")
    pack["rules/second.toml"] = second_rule("\"address = 'x'\"")
    assert "expression.other-subject" in [problem.code for problem in check_pack(pack)]


def test_the_mark_that_some_editors_put_first_does_no_harm():
    pack = files()
    assert check_pack({**pack, "pack.toml": b"\xef\xbb\xbf" + pack["pack.toml"]}) == []
