"""Whatever is written, the author gets problems; no exception of another kind leaks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.problem import ProblemError
from linli.core.policy.expression.read import parse
from linli.core.policy.pack import check_pack
from linli.core.policy.schema import Subject
from linli.core.policy.tests.sample import files, pack_of

PACK = pack_of()
WORDS = """
willing households built_on tenure investment location early :few :built_by approved
AND OR NOT NOT IN BETWEEN IS NULL TRUE DATE CAST AS SELECT FROM CASE END INTERVAL
( ) , . + - * < <= = <> :: [ ] 1 0.2 1e9 'public' '2000-12-31' '' x :
"""
SOUP = st.lists(st.sampled_from(WORDS.split()), max_size=14).map(" ".join)
GOOD_FILES = files()
NAMES = st.sampled_from(sorted(GOOD_FILES))
JUNK = st.sampled_from(
    ['"', "=", "[", "{}", "1", "0.5", "true", "2000-13-01", "\n", "[[x]]", "é", "'''", "nan", "inf"]
)


@settings(max_examples=300, deadline=None)
@given(SOUP | st.text(max_size=40))
def test_any_text_is_a_condition_or_a_problem(text):
    try:
        tree = parse(text, PACK, Subject.COMPOUND)
    except ProblemError:
        return
    assert parse(tree.text, PACK, Subject.COMPOUND) == tree


@settings(max_examples=100, deadline=None)
@given(NAMES, st.integers(0, 2000), st.integers(0, 12), JUNK)
def test_a_damaged_pack_is_read_or_told(name, start, length, junk):
    content = GOOD_FILES[name]
    damaged = content[:start] + junk.encode() + content[start + length :]
    assert isinstance(check_pack({**GOOD_FILES, name: damaged}), list)


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", b"\x00", b"a = " + b"[" * 5000, b"facts = 3", b"rules = [3]"]
)
@pytest.mark.parametrize("name", ["facts.toml", "rules/objects.toml", "pack.toml"])
def test_a_file_that_is_no_table_is_told(name, content):
    assert check_pack({**GOOD_FILES, name: content})
