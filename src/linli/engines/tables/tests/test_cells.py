import json
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.core.kernel.problem import ProblemError
from linli.core.kernel.text import Text
from linli.core.kernel.version import canonical
from linli.core.policy.facts import encode, is_placeholder, parse
from linli.core.policy.schema import EnumValue, Fact, FactType, Subject
from linli.engines.tables.cells import as_json, read_column

KINDS = [kind for kind in FactType if kind is not FactType.RATIO]


def fact(kind: FactType) -> Fact:
    values = {"intact": EnumValue(label=Text("完好", "intact"), synonyms=("良好",))}
    return Fact(
        name="it",
        type=kind,
        subject=Subject.COMPOUND,
        label=Text("某事", "thing"),
        meaning=Text("某事", "thing"),
        unit=Text("户", "homes") if kind is FactType.INT else None,
        per_header={"某事（万元）": 10_000} if kind is FactType.MONEY else {},
        values=values if kind is FactType.ENUM else {},
    )


cells = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[0-9,.０-９ ]{1,9}(户|年|元)?", fullmatch=True),
    st.sampled_from(["", " ", "不详", "-", "是", "无", "完好", "1998年", "1998-05", "108.1,22.5"]),
    st.dates(date(1950, 1, 1), date(2020, 1, 1)).map(str),
    st.integers(-5, 10**9).map(str),
    st.decimals(0, 10**6, places=2).map(str),
    st.none(),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(KINDS), st.lists(cells, min_size=1, max_size=20), st.booleans())
def test_a_column_reads_as_its_cells_do(kind, texts, in_ten_thousands):
    heading = "某事（万元）" if kind is FactType.MONEY and in_ten_thousands else "某事"
    column = read_column(pl.Series("某事", texts, dtype=pl.String), fact(kind), heading)
    for place, text in enumerate(texts):
        if text is None:
            assert column.values[place] is None
            continue
        value, problem = read_alone(fact(kind), text, heading)
        assert column.faults.get(text) == problem
        assert column.values[place] == (None if value is None else encode(value))
        says_unknown = value is None and problem is None and is_placeholder(text)
        assert column.unknown[place] is says_unknown


def read_alone(of, text, heading):
    try:
        return parse(of, text, heading), None
    except ProblemError as error:
        return None, error.problems[0]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 99),
            st.none() | st.text(st.characters(exclude_categories=["Cc", "Cs"])),
            st.none() | st.booleans(),
        ),
        min_size=1,
    )
)
def test_json_of_a_row_is_canonical(rows):
    schema = {"z": pl.Int64, "a": pl.String, "m": pl.Boolean}
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    for text, row in zip(as_json(frame), rows, strict=True):
        known = {name: value for name, value in zip("zam", row, strict=True) if value is not None}
        assert text == canonical(known)
        assert json.loads(text) == known


@pytest.mark.parametrize("text", ["约50", "50左右", "二十", "50-60", "5O", "48元"])
def test_an_approximate_number_is_refused_not_guessed(text):
    column = read_column(pl.Series("某事", [text]), fact(FactType.INT), "某事")
    assert column.values[0] is None
    assert text in column.faults
