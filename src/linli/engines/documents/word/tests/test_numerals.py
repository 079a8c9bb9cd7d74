from datetime import date

import pytest

from linli.engines.documents.word.numerals import chinese, heading_number, written_day


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (90, "九十"),
        (99, "九十九"),
    ],
)
def test_numbers_are_written_as_headings_have_them(number, written):
    assert chinese(number) == written


@pytest.mark.parametrize("number", [0, 100])
def test_other_numbers_are_refused(number):
    with pytest.raises(ValueError, match=str(number)):
        chinese(number)


def test_headings_have_four_levels():
    numbers = [heading_number(level, 3) for level in (1, 2, 3, 4)]
    assert numbers == ["三、", "（三）", "3.", "（3）"]
    with pytest.raises(ValueError, match="not 5"):
        heading_number(5, 1)


def test_days_have_no_leading_zeros_and_an_open_day_can_be_filled_in():
    assert written_day(date(2026, 3, 8)) == "2026年3月8日"
    assert written_day(None).split() == ["年", "月", "日"]
