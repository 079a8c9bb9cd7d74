import json

from linli.core.kernel.problem import Place, Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical, digest

BLANK = Problem(
    "registry.blank",
    Text("缺少户数。", "Households are missing."),
    Text("请补填。", "Fill them in."),
    Place("survey.xlsx", "摸底", 7, "户数", "D"),
    Severity.WARNS,
    "—",
)


def test_a_problem_comes_back_from_json_as_it_was():
    assert Problem.from_data(json.loads(json.dumps(BLANK.as_data()))) == BLANK


def test_a_place_reads_like_an_address_in_the_workbook():
    assert str(BLANK.place) == "survey.xlsx 摸底 D7 户数"
    assert str(Place(file="facts.toml", row=3)) == "facts.toml 3"


def test_a_place_is_a_field_where_nothing_but_its_name_is_known():
    assert Place(key="reason").is_field
    assert not Place().is_field
    assert not Place(file="pack.toml", key="reason").is_field


def test_an_error_carries_all_its_problems():
    error = ProblemError(BLANK, BLANK)
    assert error.problems == (BLANK, BLANK)
    assert "缺少户数" in str(error)


def test_words_follow_the_language_of_the_page():
    assert BLANK.message.in_language("zh-hans") == str(BLANK.message) == "缺少户数。"
    assert BLANK.message.in_language("en-us") == "Households are missing."


def test_equal_data_have_the_same_digest():
    assert digest(canonical({"b": 1, "a": "户"})) == digest(canonical({"a": "户", "b": 1}))
    assert digest("户") == digest("户".encode()) != digest("户 ")
