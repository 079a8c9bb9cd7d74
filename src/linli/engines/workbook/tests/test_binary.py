"""What a spreadsheet's binary numbers add is taken off; what people wrote stays."""

from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.workbook import Table, read_workbook, write_tables
from linli.engines.workbook.binary import without_noise


def read_back(text: str) -> str:
    return without_noise(pl.DataFrame({"cell": [text, None]}))["cell"][0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("78407776.099999994", "78407776.1"),
        ("0.30000000000000004", "0.3"),
        ("-1234.5600000000001", "-1234.56"),
        ("78407776.1", "78407776.1"),
        ("4507210010030001", "4507210010030001"),
        ("123456789012.345678", "123456789012.345678"),
        ("108.62345678901234", "108.62345678901234"),
        ("108.62345678901234,21.9500000000000001", "108.62345678901234,21.9500000000000001"),
        ("约0.30000000000000004", "约0.30000000000000004"),
    ],
)
def test_noise_is_told_from_digits(text, meant):
    assert read_back(text) == meant


@given(st.lists(st.decimals(-(10**8), 10**8, places=6), min_size=1, max_size=20))
def test_decimals_come_back_from_a_workbook_as_they_went(numbers):
    rows = [[number] for number in numbers]
    sheet = read_workbook(write_tables([Table("表", ["数"], rows)]), "a.xlsx")[0]
    assert [Decimal(cell) for cell in sheet.frame["数"]] == numbers
