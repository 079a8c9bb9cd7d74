import pytest

from linli.core.kernel.problem import Place, ProblemError
from linli.core.policy.expression.read import is_plain_name, parse
from linli.core.policy.schema import Subject
from linli.core.policy.tests.sample import pack_of

PACK = pack_of()

REFUSED = [
    ("", "expression.empty"),
    ("   ", "expression.empty"),
    ("willing OR " * 100 + "willing", "expression.too-long"),
    ("(" * 60 + "willing" + ")" * 60, "expression.too-large"),
    ("NOT " * 60 + "willing", "expression.too-large"),
    ("NOT " * 240 + "willing", "expression.too-large"),
    ("1*1+" * 120 + "1=1", "expression.too-large"),
    ("households < 1e400", "expression.number"),
    ("households < 5.", "expression.number"),
    ("households < 1234567890123456", "expression.number"),
    ("households IN ()", "expression.in"),
    ("households IN (1, NULL)", "expression.not-allowed"),
    ("households IN (SELECT 1)", "expression.in"),
    ("households IN (buildings)", "expression.in"),
    ("willing -- always", "expression.comment"),
    ("willing /* always */", "expression.comment"),
    ("1 < 2 < 3", "expression.chained"),
    ("households = buildings = 3", "expression.chained"),
    ("EXISTS (SELECT 1)", "expression.not-allowed"),
    ("(SELECT willing)", "expression.not-allowed"),
    ("households > (SELECT 1)", "expression.not-allowed"),
    ("SELECT willing", "expression.not-allowed"),
    ("DROP TABLE facts", "expression.not-allowed"),
    ("abs(households) > 1", "expression.not-allowed"),
    ("read_csv('secret')", "expression.not-allowed"),
    ("current_date > built_on", "expression.not-allowed"),
    ("households IS NULL", "expression.is-null"),
    ("willing IS NOT TRUE", "expression.is-null"),
    ("address LIKE 'a'", "expression.not-allowed"),
    ("CASE WHEN willing THEN willing END", "expression.not-allowed"),
    ("CAST(households AS VARCHAR) = '1'", "expression.not-allowed"),
    ("households = NULL", "expression.not-allowed"),
    ("households / 2 > 1", "expression.division"),
    ("households % 2 = 1", "expression.character"),
    ("households ＜ 5", "expression.character"),
    ("households < ５", "expression.character"),
    ("households ≥ 5", "expression.character"),
    ("wіlling", "expression.character"),  # the second letter is Cyrillic
    ("willing; decayed", "expression.character"),
    ('tenure = "public"', "expression.character"),
    ("willing = @x", "expression.character"),
    ("households = ?", "expression.character"),
    ("households < 4,000,000", "expression.unreadable"),
    ("willing AND", "expression.unreadable"),
    ("(willing", "expression.unreadable"),
    ("'willing", "expression.unreadable"),
    ("willing decayed", "expression.not-allowed"),
    ("built_on <= DATE '2000-13-01'", "expression.date"),
    ("built_on <= DATE '20001231'", "expression.date"),
    ("- households < 1", "expression.not-allowed"),
    ("hosueholds > 1", "expression.unknown-name"),
    ("other.households > 1", "expression.unknown-name"),
    ("households > few", "expression.unknown-name"),
    ("households > :fwe", "expression.unknown-parameter"),
    ("approved", "expression.other-subject"),
    ("tenure = 'publik'", "expression.enum-value"),
    ("tenure IN ('public', 'none')", "expression.enum-value"),
]

MIXED = [
    "investment > 5 * resident_money * investment",
    "investment > households",
    "investment + 0.5 * households > resident_money",
    "investment > :own_share",
    "households > '9'",
    "households = TRUE",
    "willing = TRUE",
    "willing > decayed",
    "tenure > 'public'",
    "tenure = 1",
    "address > 'a'",
    "address = 1",
    "built_on > 2000",
    "built_on <= '2000-12-31'",
    "built_on + 1 > DATE '2000-12-31'",
    "households BETWEEN 1 AND '2'",
    "households IN (1, 'a')",
    "location = location",
    "green_share > households",
]

ACCEPTED = [
    ("willing", "willing"),
    ("TRUE", "TRUE"),
    ("NOT (willing AND decayed)", "NOT (willing AND decayed)"),
    ("willing and decayed or not listed", "(willing AND decayed) OR (NOT listed)"),
    ("willing AND (decayed AND listed)", "willing AND (decayed AND listed)"),
    ("households NOT IN (1, 2)", "NOT households IN (1, 2)"),
    ("households != -5", "households <> -5"),
    ("tenure IN ('public', 'private')", "tenure IN ('public', 'private')"),
    ("address = 'it''s 5号，东'", "address = 'it''s 5号，东'"),
    ("built_on BETWEEN DATE '1990-01-01' AND :built_by", None),
    ("DATE '1990-01-01' < built_on", None),
    ("built_on < finished_on", None),
    ("resident_money >= :own_share * investment", None),
    ("investment < 4000000", None),
    ("investment - resident_money > 100.50", None),
    ("floor_area >= households * 20.5", None),
    ("households * green_share >= buildings", None),
    ("early AND NOT cheap", "early AND (NOT cheap)"),
    ("deserving OR early", None),
    (" AND ".join(["willing"] * 60), None),
]


def codes(text: str) -> list[str]:
    with pytest.raises(ProblemError) as caught:
        parse(text, PACK, Subject.COMPOUND, Place("x.toml", key="when"))
    for problem in caught.value.problems:
        assert problem.place == Place("x.toml", key="when")
        assert all(words and "{" not in words for words in [*problem.message, *problem.next_step])
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_no_condition_may_hold_is_refused_with_its_reason(text, code):
    assert code in codes(text)


@pytest.mark.parametrize("text", MIXED)
def test_values_of_different_kinds_do_not_meet(text):
    assert codes(text) == ["expression.kinds"]


@pytest.mark.parametrize(
    "text", ["households", "built_on", "'yes'", "households + 1", "NOT tenure"]
)
def test_a_condition_must_be_true_or_false(text):
    assert codes(text) == ["expression.not-yes-no"]


@pytest.mark.parametrize(("text", "written"), ACCEPTED)
def test_a_proper_condition_is_read_and_written_again(text, written):
    tree = parse(text, PACK, Subject.COMPOUND)
    if written:
        assert tree.text == written
    assert parse(tree.text, PACK, Subject.COMPOUND) == tree


def test_all_problems_of_a_condition_come_together():
    assert codes("hosueholds > 1 AND bulidings > :fwe") == [
        "expression.unknown-name",
        "expression.unknown-name",
        "expression.unknown-parameter",
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("hosueholds > 1", "households"),
        ("households > few", ":few"),
        ("households > :fwe", ":few"),
        ("tenure = 'publik'", "public"),
        ("households ＜ 5", "<"),
        ("households < ５", "5"),
        ("households ≥ 5", ">="),
        ("tenure = “public”", "'"),
    ],
)
def test_a_slip_is_told_what_was_probably_meant(text, hint):
    with pytest.raises(ProblemError) as caught:
        parse(text, PACK, Subject.COMPOUND)
    assert all(hint in words for words in caught.value.problems[0].next_step)


def test_a_foreign_letter_is_named():
    with pytest.raises(ProblemError, match="CYRILLIC"):
        parse("wіlling", PACK, Subject.COMPOUND)


@pytest.mark.parametrize(
    "name", ["and", "not", "in", "true", "null", "case", "current_date", "select"]
)
def test_words_of_the_notation_cannot_be_names(name):
    assert not is_plain_name(name)


@pytest.mark.parametrize("name", ["households", "name", "location", "code", "built_on", "town"])
def test_programme_words_can_be_names(name):
    assert is_plain_name(name)


@pytest.mark.parametrize(
    "text",
    [
        "(:few = households)",
        "(:few <= households) AND willing",
        "((:own_share * investment = investment) AND willing)",
        "willing AND ((:few + buildings) = households)",
    ],
)
def test_a_condition_may_begin_with_a_bracketed_figure(text):
    assert parse(text, pack_of(), Subject.COMPOUND).children
