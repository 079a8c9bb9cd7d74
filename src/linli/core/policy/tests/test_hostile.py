"""Whatever is written, the author gets problems; no other exception leaks and nothing hangs."""

import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.problem import ProblemError
from linli.core.policy.expression.read import parse
from linli.core.policy.expression.screen import MAX_CHARACTERS
from linli.core.policy.schema import Subject
from linli.core.policy.tests.sample import pack_of

PACK = pack_of()
WORDS = """
willing households built_on tenure investment location early :few :built_by approved
AND OR NOT NOT IN BETWEEN IS NULL TRUE DATE CAST AS SELECT FROM CASE END INTERVAL YEAR ROUND
( ) , . + - * < <= = <> :: [ ] 1 0.2 1e9 'public' '2000-12-31' '' x : E'\\'' IF STRUCT WITH OVER
""".split()
SOUP = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)
LONG = st.tuples(SOUP, st.integers(2, 60)).map(lambda p: (p[0] * p[1])[:MAX_CHARACTERS])
SOUND = """
willing AND NOT (decayed OR listed)
tenure NOT IN ('public', 'mixed') OR address = 'it''s'
households BETWEEN 1 AND :few + 2 * buildings
ROUND(:own_share * investment, 2) - 0.01 <= resident_money
built_on + INTERVAL :grace_years YEAR >= DATE '2000-12-31' AND early
(:few = households) OR built_on - INTERVAL 3 MONTH <> :today
green_share <= :late_share AND investment NOT BETWEEN -5 AND :cheap_below
""".strip().splitlines()
PIECES = re.compile(r"'[^']*'|\w+|\s+|.")


def told_in_two_languages(problems):
    for problem in problems:
        for chinese, english in (problem.message, problem.next_step):
            assert re.search("[一-鿿]", chinese)
            assert re.search("[A-Za-z]{2}", english)
            assert english != chinese


def read_or_told(text):
    try:
        tree = parse(text, PACK, Subject.COMPOUND)
    except ProblemError as error:
        told_in_two_languages(error.problems)
    else:
        assert parse(tree.text, PACK, Subject.COMPOUND) == tree


@settings(max_examples=200, deadline=None)
@given(SOUP | st.text(max_size=40))
def test_any_text_is_a_condition_or_a_problem(text):
    read_or_told(text)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_condition_is_a_condition_or_a_problem(data):
    pieces = PIECES.findall(data.draw(st.sampled_from(SOUND)))
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = (data.draw(st.integers(0, len(pieces))) for _ in range(2))
        some = st.sampled_from([*WORDS, *PIECES.findall(" ".join(SOUND))])
        pieces[start:end] = data.draw(st.lists(some, max_size=3))
    read_or_told("".join(pieces))


@pytest.mark.parametrize("text", SOUND)
def test_what_is_damaged_was_sound(text):
    read_or_told(text)
    assert parse(text, PACK, Subject.COMPOUND)


@settings(max_examples=60, deadline=None)
@given(LONG)
def test_repetition_without_end_comes_to_an_end(text):
    try:
        assert parse(text, PACK, Subject.COMPOUND)
    except ProblemError as error:
        told_in_two_languages(error.problems)


@pytest.mark.parametrize(
    "text",
    [
        "DATE(" * 40 + "willing" + ")" * 40,
        "E'\\'' = " + "STRUCT(" * 40 + "' '" + ")" * 40,
        "DATE BETWEEN IF " * 60,
        "BETWEEN IF INTERVAL " * 48,
    ],
)
def test_ways_that_double_with_each_word_are_given_up(text):
    with pytest.raises(ProblemError) as caught:
        parse(text, PACK, Subject.COMPOUND)
    assert [problem.code for problem in caught.value.problems] == ["expression.too-large"]


@pytest.mark.parametrize(
    "text",
    """
    read_csv('/etc/passwd')|willing AND address IN (SELECT * FROM read_text('x'))
    ATTACH 'x.db'|COPY facts TO 'x'|PRAGMA database_list|INSTALL httpfs|SET threads = 1
    willing; DROP TABLE facts|willing UNION SELECT 1|WITH x AS (SELECT 1) SELECT x
    EXISTS (SELECT 1)|households > (SELECT 1)|households = ANY (SELECT 1)|VALUES (1)
    households > 1 -- more|willing /* more */|# willing|willing $$x$$
    x -> willing|list_filter(address, x -> TRUE)|lambda x : willing|[x FOR x IN address]
    SUM(households) OVER () > 1|COUNT(*) > 1|households > 1 FILTER (WHERE willing)
    1 < 2 < 3|(1 < 2) < 3|willing = decayed = listed|households IN ()|households IN (1, NULL)
    households < 1e400|households < 1e5|households < 0x10|households < 5.
    households < 1234567890123456|households < 0.1234567|households < 'inf'|households < NaN
    households::int = 1|CAST(households AS INT) = 1|TRY_CAST(address AS INT) = 1
    address::DATE = :today|built_on = DATE '2000'|ROUND(built_on, 0) > 1
    built_on = DATE 'x'|built_on = DATE '2021-02-30'|built_on = DATE '10000-01-01'
    built_on = TIMESTAMP '2000-01-01'|built_on = '2000-01-01'|built_on + 1 > :today
    built_on + INTERVAL YEAR > :today|built_on + INTERVAL 1.5 YEAR > :today
    built_on + INTERVAL -1 YEAR > :today|built_on + INTERVAL 'x' DAY > :today
    built_on + INTERVAL households YEAR > :today|built_on + INTERVAL (:few + 1) DAY > :today
    built_on + INTERVAL :own_share YEAR > :today|built_on + INTERVAL 1 HOUR > :today
    built_on * INTERVAL 1 DAY > :today|INTERVAL 1 DAY > INTERVAL 2 DAY
    households + INTERVAL 1 DAY > 1|built_on - finished_on > 1
    ROUND(households) > 1|ROUND(households, -1) > 1
    -households < 1|~households = 1|households ** 2 > 1|households % 2 = 1|households / 2 = 1
    households IS NULL|willing IS TRUE|COALESCE(willing, TRUE)|CASE WHEN willing THEN TRUE END
    IF(willing, TRUE, FALSE)|address LIKE '%'|address ~ 'x'|address SIMILAR TO 'x'|GLOB 'x'
    "willing"|`willing`|facts.willing|main.facts.willing|*|$1|?|:|::|@x|{willing}|'willing'|1|NULL
    willing: decayed|willing AS x|wіlling|ｗilling|willing AND\u200b decayed|\ud800|\x00|willing\\
    """.replace("\n", "|").split("|"),
)
def test_what_is_no_condition_is_refused(text):
    with pytest.raises(ProblemError) as caught:
        parse(text.strip(), PACK, Subject.COMPOUND)
    told_in_two_languages(caught.value.problems)


@pytest.mark.parametrize(
    "text", ["x OR " * 199 + "x", "(" * 500, "'" * 999, "NOT " * 249, "willing" * 10**6, ":" * 999]
)
def test_little_memory_is_taken(text):
    tracemalloc.start()
    with pytest.raises(ProblemError):
        parse(text, PACK, Subject.COMPOUND)
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
