"""Numbers and days as official documents write them."""

from __future__ import annotations

from datetime import date

_DIGITS = "零一二三四五六七八九"
_LAST = 99


def chinese(number: int) -> str:
    """Return a whole number from 1 to 99 in Chinese: 1 is 一, 12 is 十二, 20 is 二十."""
    if not 1 <= number <= _LAST:
        raise ValueError(f"not from 1 to {_LAST}: {number}")
    tens, ones = divmod(number, 10)
    return (
        ("" if tens == 1 else _DIGITS[tens]) * bool(tens)
        + "十" * bool(tens)
        + _DIGITS[ones] * bool(ones)
    )


def heading_number(level: int, number: int) -> str:
    """Return the number before a heading: 一、 （一） 1. （1） for levels 1 to 4."""
    match level:
        case 1:
            return f"{chinese(number)}、"
        case 2:
            return f"（{chinese(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"headings have levels 1 to 4, not {level}")


def written_day(day: date | None) -> str:
    """Return a day in Arabic figures without leading zeros; blanks to fill in where it is open."""
    return f"{day.year}年{day.month}月{day.day}日" if day else "    年  月  日"
