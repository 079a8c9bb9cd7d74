"""Facts as people write them in cells, as JSON keeps them, and as pages show them (S12)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from linli.core.kernel.money import CENT
from linli.core.kernel.period import Period
from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.policy.answer import Value
from linli.core.policy.measures import NUMBER, read_measure
from linli.core.policy.schema import Fact, FactType, Pack, Parameter, Subject

PLACEHOLDERS = frozenset("暂无数据 暂无资料 无数据 不详 未知 不清楚 待核 - -- — —— / n/a ,".split())
_YES = frozenset(("是", "有", "需要", "yes", "true", "1", "y", "√"))
_NO = frozenset(("否", "无", "没有", "不需要", "no", "false", "0", "n", "×"))
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f]+")
_NUMBER = re.compile(NUMBER, re.ASCII)
_POINT = re.compile(r"(-?\d{1,3}\.\d+)(?:\s*[,;、]\s*|\s+)(-?\d{1,3}\.\d+)", re.ASCII)
_GLOBE = (180, 90)


def plain(text: str) -> str:
    """Return a cell's text with half-width digits and letters, and single blanks inside only."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFKC", text)).strip(" ")


def is_placeholder(text: str) -> bool:
    """Tell whether a cell says aloud that the fact is unknown (a blank cell says nothing)."""
    return plain(text).lower() in PLACEHOLDERS


def parse(fact: Fact, text: str, header: str = "") -> Value | None:
    """Read a cell; None where it is blank or says "unknown".

    ``header`` is the heading it stands under, which may set the unit (``Fact.per_header``).
    Raises ``ProblemError`` with one problem where the text is neither: nothing is guessed.
    """
    written = plain(text)
    if not written or written.lower() in PLACEHOLDERS:
        return None
    try:
        return _READERS[fact.type](fact, written, header)
    except ProblemError:
        raise
    except ValueError as error:
        raise ProblemError(_unreadable(fact, text)) from error


def _number(fact: Fact, text: str, header: str) -> Decimal:
    """Read a number in the fact's unit; where cell and heading name two units, it is refused."""
    number, named = read_measure(text, fact.unit.zh if fact.unit else "")
    above = next((f for name, f in fact.per_header.items() if _same(name, header)), None)
    if named and above and named != above:
        raise ValueError(f"the heading names another unit than {text!r}")
    return (number * (named or above or 1)).normalize() + 0


def _same(heading: str, other: str) -> bool:
    return plain(heading).replace(" ", "") == plain(other).replace(" ", "")


def _money(fact: Fact, text: str, header: str) -> Decimal:
    amount = _number(fact, text, header)
    if amount != amount.quantize(CENT):
        raise ValueError("finer than a cent")
    return amount.quantize(CENT)


def _whole(fact: Fact, text: str, header: str) -> int:
    number = _number(fact, text, header)
    if number != int(number):
        raise ValueError(f"not a whole number: {text!r}")
    return int(number)


def _ratio(fact: Fact, text: str, header: str) -> Decimal:
    is_percent = text.endswith("%")
    share = _number(fact, text[:-1], header) / 100 if is_percent else _number(fact, text, header)
    if not 0 <= share <= 1:
        raise ValueError(f"not a share: {text!r}")
    return share.normalize() + 0


def _yes_or_no(_fact: Fact, text: str, _header: str) -> bool:
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(f"neither yes nor no: {text!r}")


def _choice(fact: Fact, text: str, _header: str) -> str:
    for name, option in fact.values.items():
        if text in {name, *map(plain, (option.label.zh, option.label.en, *option.synonyms))}:
            return name
    raise ValueError(f"not one of the values: {text!r}")


def _words(fact: Fact, text: str, _header: str) -> str:
    if not fact.pattern:
        return text
    bare = text.replace(" ", "")
    if not re.fullmatch(fact.pattern, bare, re.ASCII):
        raise ValueError(f"not as it must look: {text!r}")
    return bare


def _point(fact: Fact, text: str, _header: str = "") -> tuple[Decimal, Decimal]:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(f"not longitude,latitude: {text!r}")
    first, second = map(Decimal, match.groups())
    if abs(second) > _GLOBE[1] >= abs(first) and abs(second) <= _GLOBE[0]:
        raise ProblemError(swapped(fact, match[1], match[2]))
    if abs(first) > _GLOBE[0] or abs(second) > _GLOBE[1]:
        raise ValueError(f"off the globe: {text!r}")
    return first, second


def swapped(fact: Fact, latitude: str, longitude: str) -> Problem:
    """Tell of a position that gives its latitude first."""
    return Problem(
        "coordinates-swapped",
        Text(
            f"“{fact.label.zh}”写成了纬度在前、经度在后：{latitude},{longitude}。",
            f'"{fact.label.en}" gives the latitude first: {latitude},{longitude}.',
        ),
        Text(
            f"经度在前，请改为 {longitude},{latitude}。",
            f"The longitude comes first: enter {longitude},{latitude}.",
        ),
        value=f"{latitude},{longitude}",
    )


_READERS: dict[FactType, Callable[[Fact, str, str], Value]] = {
    FactType.BOOL: _yes_or_no,
    FactType.INT: _whole,
    FactType.DECIMAL: _number,
    FactType.MONEY: _money,
    FactType.RATIO: _ratio,
    FactType.DATE: lambda _fact, text, _header: Period.parse(text),
    FactType.TEXT: _words,
    FactType.ENUM: _choice,
    FactType.POINT: _point,
}
_EXPECTED = {
    FactType.BOOL: Text("是或否", "yes or no"),
    FactType.INT: Text("整数，如 48", "a whole number such as 48"),
    FactType.DECIMAL: Text("数字，如 3520.5", "a number such as 3520.5"),
    FactType.MONEY: Text("金额数字，最多两位小数", "an amount with at most two decimals"),
    FactType.RATIO: Text("0 到 1 之间的数或百分数", "a share between 0 and 1, or a percentage"),
    FactType.DATE: Text("年、年月或年月日，如 1998-05", "a year, month or day such as 1998-05"),
    FactType.TEXT: Text("文字", "text"),
    FactType.POINT: Text("经度,纬度，如 108.62,21.95", "longitude,latitude such as 108.62,21.95"),
}


def _unreadable(fact: Fact, text: str) -> Problem:
    options = [option.label for option in fact.values.values()]
    expected = _EXPECTED.get(fact.type) or Text(
        "、".join(label.zh for label in options), ", ".join(label.en for label in options)
    )
    if fact.pattern:
        expected = Text(fact.meaning.zh.rstrip("。"), fact.meaning.en.rstrip("."))
    shown = text.strip()[:60]
    return Problem(
        "cell-unreadable",
        Text(
            f"“{fact.label.zh}”填的是“{shown}”，无法确定其含义。",
            f'"{fact.label.en}" holds "{shown}", which cannot be read with certainty.',
        ),
        Text(
            f"请填写{expected.zh}；不清楚时填“不详”。",
            f'Enter {expected.en}; enter "不详" if it is not known.',
        ),
        value=shown,
    )


def encode(value: Value) -> bool | int | str:
    """Return a value as JSON keeps it: numbers with decimals, periods and points as text."""
    if isinstance(value, bool | int | str):
        return value
    if isinstance(value, tuple):
        return f"{value[0]},{value[1]}"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def decode(fact: Fact, raw: Any) -> Value:  # noqa: ANN401 - any JSON scalar
    """Read back what ``encode`` wrote. Raises ``ValueError`` for a value of another type."""
    if fact.type in {FactType.BOOL, FactType.INT}:
        if type(raw) is not (bool if fact.type is FactType.BOOL else int):
            raise ValueError(f"{fact.name}: not a {fact.type}: {raw!r}")
        return raw
    if fact.type is FactType.DATE:
        return Period.parse(str(raw))
    if fact.type is FactType.POINT:
        return _point(fact, str(raw))
    if fact.type in {FactType.DECIMAL, FactType.MONEY, FactType.RATIO}:
        if isinstance(raw, float) or not _NUMBER.fullmatch(str(raw)):
            raise ValueError(f"{fact.name}: not an exact number: {raw!r}")
        return Decimal(str(raw))
    if fact.type is FactType.ENUM and raw not in fact.values:
        raise ValueError(f"{fact.name}: not one of the values: {raw!r}")
    return str(raw)


def decode_all(pack: Pack, subject: Subject, raw: Mapping[str, Any]) -> dict[str, Value]:
    """Return the facts that a subject carries; keys unknown to the dictionary are left out."""
    known = pack.facts_of(subject)
    return {name: decode(known[name], value) for name, value in raw.items() if name in known}


def show(of: Fact | Parameter, value: Value | None, language: str) -> str:
    """Return a value as people read it, with its unit, a share in percent; 未知 if unknown."""
    if value is None:
        return Text("未知", "unknown").in_language(language)
    if isinstance(value, bool):
        return (Text("是", "yes") if value else Text("否", "no")).in_language(language)
    if isinstance(of, Fact) and of.type is FactType.ENUM:
        return of.values[str(value)].label.in_language(language)
    if of.type is FactType.RATIO and isinstance(value, Decimal):
        return f"{(value * 100).normalize():f}%"
    written = f"{value:,}" if isinstance(value, int | Decimal) else str(encode(value))
    return f"{written} {of.unit.in_language(language)}" if of.unit else written


def outside_range(fact: Fact, value: Value) -> Problem | None:
    """Return a warning where a number lies outside the plausible range; it is kept all the same."""
    if fact.range is None or isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    low, high = fact.range
    if low <= value <= high:
        return None
    return Problem(
        "value-unlikely",
        Text(
            f"“{fact.label.zh}”为 {value}，超出常见范围 {low:g}～{high:g}。",
            f'"{fact.label.en}" is {value}, outside the usual {low:g} to {high:g}.',
        ),
        Text("已按填报保存，请核对。", "It is kept as entered; please check it."),
        severity=Severity.WARNS,
        value=str(value),
    )
