"""What a scenario is asked to do: the same brief from the page, a TOML file, or a copy.

Money is yuan, written as text; shares are written as text between 0 and 1; areas are jurisdiction
codes, empty for the whole city; a project may be bound to a year as ``P450721001@2023``.
``docs/how-to/compare-scenarios.md`` explains every key to the person who writes a file.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from linli.core.kernel.money import yuan
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text

YEARS = range(2000, 2100)
MOST_YEARS = 5
MOST_MONEY = Decimal("1e12")
ANY_SOURCE = ""
PER_CENT = 100


def _exact_yuan(value: object) -> Decimal:
    amount = yuan(value)  # type: ignore[arg-type] # it refuses what is no amount
    if not 0 <= amount <= MOST_MONEY:
        raise ValueError(f"not between 0 and {MOST_MONEY:f} yuan: {value}")
    return amount


Yuan = Annotated[Decimal, BeforeValidator(_exact_yuan)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=9_999_999)]
Points = Annotated[int, Field(ge=0, le=1_000_000)]


FAULTS = {
    "missing": "没有填写",
    "extra_forbidden": "没有这一项",
    "literal_error": "不在可选值之内",
    "enum": "不在可选值之内",
    "greater_than_equal": "小于最小值 {ge}",
    "less_than_equal": "大于最大值 {le}",
    "less_than": "应小于 {lt}",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "decimal_type": "应为数字",
    "decimal_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_too_long": "超过 {max_length} 个字",
    "tuple_type": "应为列表",
}
"""What pydantic finds wrong, by its type, in Chinese."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MoneyLine(_Part):
    """Money of a source in a year, for one area or (empty) for all; no source: for any use."""

    source: str = ANY_SOURCE
    year: int
    area: str = ""
    amount: Yuan


class Bound(_Part):
    """A hard floor and ceiling of projects or households, each year where none is named."""

    measure: Literal["projects", "households"]
    low: Count | None = None
    high: Count | None = None
    area: str = ""
    year: int | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("the floor is above the ceiling")
        return self


class QuotaLine(_Part):
    """The part of a year's task that late-built compounds may take, and who set it (S19)."""

    share: Share
    basis: Literal["projects", "households"]
    source: Annotated[str, Field(min_length=1, max_length=120)]


class GuideLine(StrEnum):
    """How the guide line for the residents' and enterprises' share is taken (S70)."""

    OFF = "off"
    SOFT = "soft"
    STRICT = "strict"


class Adopted(StrEnum):
    """What becomes of the lines of adopted plans within the horizon."""

    FREE = "free"
    PRICED = "priced"
    KEEP = "keep"


class Brief(_Part):
    """All that is asked of a scenario; what is left out asks for nothing.

    ``later`` per cent of need a year of waiting costs; ``guide_points``, ``finish_points`` and
    ``change_points`` are points of need (a household's score, 0-100): for each household below the
    guide line, each household of the early stock that is left (S09), each adopted line changed.
    """

    name: Annotated[str, Field(min_length=1, max_length=80)]
    year: Annotated[int, Field(ge=YEARS.start, lt=YEARS.stop)]
    years: Annotated[int, Field(ge=1, le=MOST_YEARS)] = 1
    money: tuple[MoneyLine, ...] = ()
    bounds: tuple[Bound, ...] = ()
    quota: QuotaLine | None = None
    guide: GuideLine = GuideLine.OFF
    guide_points: Points = 10
    willing: Share | None = None
    beyond_tasks: bool = False
    long_range: bool = False
    finish: bool = False
    finish_points: Points = 100
    later: Annotated[int, Field(ge=0, le=20)] = 5
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    adopted: Adopted = Adopted.FREE
    change_points: Points = 1000
    seconds: Annotated[int, Field(ge=1, le=3600)] = 60

    @property
    def horizon(self) -> tuple[int, ...]:
        """Return the years that are planned."""
        return tuple(range(self.year, self.year + self.years))

    @property
    def scale(self) -> int:
        """Return the points that a point of need counts: hundreds where waiting costs per cent."""
        return PER_CENT if self.years > 1 and self.later else 1

    @property
    def public_money(self) -> Decimal | None:
        """Return the yuan of all lines together; None: money is no limit."""
        return sum((line.amount for line in self.money), Decimal(0)) if self.money else None

    @model_validator(mode="before")
    @classmethod
    def _one_sum(cls, given: Any) -> Any:  # noqa: ANN401 - raw TOML
        """Read ``budget``, the short way to say: so much of no particular source."""
        if isinstance(given, dict) and "budget" in given:
            given = dict(given)
            line = {"year": given.get("year"), "amount": given.pop("budget")}
            given["money"] = [*given.get("money", ()), line]
        return given

    @model_validator(mode="after")
    def _within_horizon(self) -> Self:
        years = {line.year for line in self.money} | {b.year for b in self.bounds if b.year}
        if outside := sorted(years - set(self.horizon)):
            raise ValueError(f"years outside the horizon: {outside}")
        return self

    def data(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return self.model_dump(mode="json", exclude_defaults=True)


def brief_of(given: dict[str, Any]) -> Brief:
    """Return a brief from plain data; raises ``ProblemError`` with every fault and its key."""
    try:
        return Brief.model_validate(given)
    except ValidationError as error:
        raise ProblemError(*(_fault(each) for each in error.errors())) from error


def read_brief(content: str, name: str, year: int) -> Brief:
    """Return the brief of a TOML file, named and dated by the caller where the file is silent."""
    try:
        given = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ProblemError(_not_toml(error)) from error
    return brief_of({"name": name, "year": year, **given})


def _fault(error: Any) -> Problem:  # noqa: ANN401 - pydantic's own shape
    key = ".".join(map(str, error["loc"]))
    zh = FAULTS.get(error["type"], "所填的值不合要求").format_map(error.get("ctx", {}))
    return Problem(
        "brief",
        Text(f"方案“{key or '整体'}”不能这样填：{zh}。", f"{key}: {error['msg']}."),
        Text("改正后重新提交。", "Correct it and try again."),
        Place(key=key),
        value=str(error["input"])[:80],
    )


def _not_toml(error: Exception) -> Problem:
    at = re.search(r"at line (\d+), column (\d+)", str(error))
    where = f"第{at[1]}行第{at[2]}列附近有误" if at else "文末不完整"
    return Problem(
        "brief-not-toml",
        Text(f"方案文件不是 TOML：{where}。", f"The scenario file is not TOML: {error}."),
        Text("对照文档中的样例改正。", "Compare it with the sample in the documentation."),
    )
