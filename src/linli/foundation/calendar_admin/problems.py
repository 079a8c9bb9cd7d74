"""Letters about the working calendar."""

from __future__ import annotations

from datetime import date

from linli.core.kernel.problem import Place, Problem
from linli.core.kernel.text import Text

NOT_YOURS = Problem(
    "calendar-not-yours",
    Text("工作日历由市领导小组办公室维护。", "Only the city office keeps the working calendar."),
    Text("请把公布的安排告知市领导小组办公室。", "Tell the city office what was announced."),
)
NAME_AND_SOURCE = Problem(
    "calendar-no-source",
    Text("须写明名称和依据。", "A name and a source are needed."),
    Text(
        "依据写公布安排的文件，如“国办发明电〔2026〕1 号”。",
        "The source is the document that announced it.",
    ),
    Place(key="source"),
)
CLOSES_FIRST = Problem(
    "calendar-closes-first",
    Text("下班时间不晚于上班时间。", "Business stops before it starts."),
    Text("请核对两个时间。", "Check both times."),
    Place(key="closes"),
)


def so_anyway(day: date, *, weekend: bool) -> Problem:
    """Say that a weekend is off and a weekday worked without being entered."""
    zh, en = ("周末", "a weekend") if weekend else ("工作日", "a weekday")
    return Problem(
        "calendar-so-anyway",
        Text(f"{day} 本来就是{zh}，不必登记。", f"{day} is {en} anyway."),
        Text("只登记工作日放假和周末上班。", "Enter weekdays off and worked weekends only."),
        Place(key="day"),
    )


def empty_year(year: int) -> Problem:
    """Say that a year without special days cannot have been announced."""
    return Problem(
        "calendar-empty-year",
        Text(f"{year} 年还没有登记放假和调休日。", f"No special day of {year} is entered."),
        Text("请先逐日登记公布的安排。", "Enter the announced days first."),
        Place(key="year"),
    )
