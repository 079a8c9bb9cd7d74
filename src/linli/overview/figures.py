"""The pictures of the figures' page, each from the reads of the rooms that own the numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.approvals.reads.standing import approved_projects
from linli.core.kernel.money import in_ten_thousands
from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.determination.models import Determination
from linli.determination.reads import latest_determination
from linli.foundation.people.models import Jurisdiction
from linli.overview import charts
from linli.overview.picture import Picture
from linli.plan.models import AnnualPlan, PlanLine, TaskIssue
from linli.plan.pictures import task_map, without_outline
from linli.plan.reads import tasks
from linli.plan.reads.funnel import funnel
from linli.plan.reads.progress import Progress, lines_of, pack_behind, progress, who_pays
from linli.plan.reads.tasks import Standing
from linli.registry.map import background
from linli.registry.stock import DECADE, stock_by_decade
from linli.reserve.models import Candidate
from linli.reserve.reads.places import spots

if TYPE_CHECKING:
    from linli.foundation.people.models import User

STATE_COLOURS = {
    Candidate.State.PLANNED: charts.colour(3),
    Candidate.State.READY: charts.colour(1),
    Candidate.State.LACKING: charts.colour(2),
    Candidate.State.WITHDRAWN: charts.colour(6),
}
PLAIN_AREA = "var(--chart-area)"
KILOMETRES = 111.2
"""That a degree of latitude is long."""


@dataclass
class View:
    """Whose figures: what a user sees, narrowed to a jurisdiction where ``area`` names one."""

    user: User
    area: Jurisdiction | None = None

    @property
    def area_id(self) -> int | None:
        """Return the jurisdiction's id; None for all that the user sees."""
        return self.area.pk if self.area else None

    @cached_property
    def today(self) -> date:
        """Return the day on which one looks."""
        return timezone.localdate()

    @cached_property
    def standing(self) -> Standing | None:
        """Return the newest year's tasks beside its plan; None before any task was given."""
        year = tasks.planning_year()
        return tasks.standing(self.user, year, self.area_id) if year else None

    @cached_property
    def lines(self) -> list[PlanLine]:
        """Return the lines of that plan."""
        return lines_of(self.user, self.standing, self.area_id) if self.standing else []

    @cached_property
    def run(self) -> Determination | None:
        """Return the newest determination."""
        return latest_determination()

    @cached_property
    def progress(self) -> Progress:
        """Return how many of the plan's projects started and finished."""
        return progress(self.lines)

    def of_plan(self) -> tuple[str, date]:
        """Return what the plan's figures rest on, and their day."""
        standing = self.standing
        if standing and standing.plan:
            plan: AnnualPlan = standing.plan
            words = _("%(year)d 年度计划第 %(version)d 版") % {
                "year": plan.year,
                "version": plan.version,
            }
            return words, timezone.localdate(plan.adopted_at)
        if standing and standing.scenario and standing.scenario.solved_at:
            words = _("尚无定稿计划，按最新方案“%s”") % standing.scenario.name
            return words, timezone.localdate(standing.scenario.solved_at)
        return _("尚无定稿的年度计划，也没有方案"), self.today

    def of_run(self) -> tuple[str, date]:
        """Return what the determination's figures rest on, and their day."""
        if not self.run:
            return _("小区库当前数据，尚未认定"), self.today
        figures = {"release": self.run.release.number, "run": self.run.number}
        return _("小区库第 %(release)d 版，认定 D%(run)d") % figures, self.run.day


def _say(text: Text) -> str:
    return text.in_language(get_language() or "zh-hans")


def targets(view: View) -> Picture:
    """Show each area's task, what is arranged, started and finished, in projects and homes."""
    rows = view.standing.rows if view.standing else ()
    starts = {area: progress(lines) for area, lines in _by_area(view.lines).items()}
    done = [starts.get(row.code, Progress(None, None)) for row in rows]
    names = [row.name for row in rows]
    series = [
        (_("任务（户）"), "var(--chart-task)", [row.target.households for row in rows]),
        (_("已安排（户）"), charts.colour(1), [row.planned.households for row in rows]),
    ]
    source, day = view.of_plan()
    return Picture(
        "targets",
        _("任务、安排和进度"),
        source,
        day,
        (
            _("属地"),
            _("任务（个）"),
            _("已安排（个）"),
            _("任务（户）"),
            _("已安排（户）"),
            _("已开工（个）"),
            _("已竣工（个）"),
        ),
        [
            (
                row.name,
                row.target.projects,
                row.planned.projects,
                row.target.households,
                row.planned.households,
                each.started,
                each.finished,
            )
            for row, each in zip(rows, done, strict=True)
        ],
        charts.bars(names, series),
        about=_("开工、竣工以项目登记的开工日期和竣工日期为准；“—”表示还没有登记，不是零。"),
    )


def _by_area(lines: list[PlanLine]) -> dict[str, list[PlanLine]]:
    found: dict[str, list[PlanLine]] = {}
    for line in lines:
        found.setdefault(line.jurisdiction.code, []).append(line)
    return found


def way(view: View) -> Picture:
    """Show how many came how far: surveyed, eligible, ready, planned, approved, started, done."""
    steps = stations(view)
    known = [(name, number) for name, number in steps if number is not None]
    source, day = view.of_run()
    return Picture(
        "way",
        _("从摸底到竣工"),
        source,
        day,
        (_("环节"), _("数量")),
        list(steps),
        charts.funnel(known),
        about=_("前两个环节数小区，其后数项目；“—”表示还没有登记，不是零。"),
    )


def stations(view: View) -> list[tuple[str, int | None]]:
    """Return the stations of the way with their numbers; None: nothing was recorded yet."""
    steps = funnel(view.user, view.area_id)
    admitted = next((step.number for step in steps if step.verdict == Verdict.YES), None)
    ready, planned = (step.number for step in steps[-2:])
    return [
        (_("已摸底小区"), steps[0].number),
        (_("符合条件小区"), admitted),
        (_("条件齐备项目"), ready + planned),
        (_("已列计划项目"), planned),
        (_("方案已批复项目"), approved_projects(view.user, view.area_id)),
        (_("已开工项目"), view.progress.started),
        (_("已竣工项目"), view.progress.finished),
    ]


def money(view: View) -> Picture:
    """Show which source pays for projects with which classes of works."""
    pack = pack_behind(view.standing) if view.standing else None
    flows = who_pays(pack, view.lines) if pack else []
    rows = [(_say(flow.source), _say(flow.works), in_ten_thousands(flow.amount)) for flow in flows]
    source, day = view.of_plan()
    return Picture(
        "money",
        _("钱从哪里来，改造什么"),
        source,
        day,
        (_("资金来源"), _("项目的改造内容"), _("金额（万元）")),
        [*rows],
        charts.sankey([(start, end, float(amount)) for start, end, amount in rows]) if rows else {},
        about=_(
            "按计划列明的来源；计划未列明的，按项目的资金预案。一个项目含几类改造内容的，资金不拆分。"
        ),
    )


def year_line(view: View) -> Picture:
    """Show the days of the year: by when works start and finish, and what was done when."""
    standing = view.standing
    dates = tasks.key_dates(standing.year) if standing else None
    events: list[tuple[str, date, int, str]] = []
    if dates:
        source = dates.document_number if isinstance(dates, TaskIssue) else dates.clause
        events += [
            (_("全部开工期限"), dates.start_by, 4, source),
            (_("全部竣工期限"), dates.finish_by, 4, source),
        ]
    if view.run:
        events.append((_("认定日"), view.run.day, 1, view.of_run()[0]))
    if standing and standing.plan:
        events.append((_("计划定稿"), view.of_plan()[1], 3, view.of_plan()[0]))
    events.append((_("今天"), view.today, 2, _("系统日期")))
    year = standing.year if standing else view.today.year
    events.sort(key=lambda event: event[1])
    shown = [(name, str(day), number) for name, day, number, _source in events if day.year == year]
    return Picture(
        "year",
        _("%d 年的时间线") % year,
        view.of_plan()[0],
        view.today,
        (_("事项"), _("日期"), _("距今（天）"), _("依据")),
        [(name, day, (day - view.today).days, source) for name, day, _number, source in events],
        charts.timeline(f"{year}-01-01", f"{year + 1}-01-01", shown),
        about=_("图上只画本年度的日子；期限当天算在内。"),
    )


def areas(view: View) -> Picture:
    """Show on a map which share of each area's task is arranged."""
    rows = view.standing.rows if view.standing else ()
    missing = "、".join(row.name for row in without_outline(rows))
    source, day = view.of_plan()
    return Picture(
        "areas",
        _("各属地任务安排比例（户）"),
        source,
        day,
        (_("属地"), _("任务（户）"), _("已安排（户）"), _("占比（%）")),
        [
            (
                row.name,
                row.target.households,
                row.planned.households,
                _hundredths(row.households_share),
            )
            for row in rows
        ],
        map=task_map(rows),
        about=_("%s没有官方边界，图上不画。") % missing if missing else "",
    )


def _hundredths(share: Decimal | None) -> Decimal | None:
    return None if share is None else round(share * 100, 1)


def places(view: View) -> Picture:
    """Show on a map where projects lie, by their state in the reserve."""
    step, found = spots(view.user, view.area_id)
    counts = {state: sum(s.compounds for s in found if s.state == state) for state in STATE_COLOURS}
    outlines = [
        {**feature, "properties": {"colour": PLAIN_AREA, "label": feature["properties"]["name"]}}
        for feature in background()["features"]
    ]
    labels = {str(state): str(state.label) for state in STATE_COLOURS}
    points = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [spot.longitude, spot.latitude]},
            "properties": {
                "colour": STATE_COLOURS[Candidate.State(spot.state)],
                "count": spot.compounds,
                "popup": f"{labels[spot.state]}：{spot.compounds}",
            },
        }
        for spot in found
    ]
    return Picture(
        "places",
        _("项目在哪里"),
        _("储备库当前状态；位置按小区库当前数据"),
        view.today,
        (_("状态"), _("有位置的小区（个）")),
        [(str(state.label), counts[state]) for state in STATE_COLOURS],
        map={
            "geojson": {"type": "FeatureCollection", "features": [*outlines, *points]},
            "legend": [{"label": str(s.label), "colour": c} for s, c in STATE_COLOURS.items()],
        },
        about=_("没有位置的小区不在图上；相距约 %.1f 公里以内的合为一点，点越大小区越多。")
        % (step * KILOMETRES),
    )


def stock(view: View) -> Picture:
    """Show the stock by the decade in which it was completed, in compounds and homes."""
    rows = stock_by_decade(view.user, view.area_id)
    names = [
        _("不详") if row.first is None else f"{row.first}—{row.first + DECADE - 1}" for row in rows
    ]
    compounds = [row.compounds for row in rows]
    homes = [row.households for row in rows]
    return Picture(
        "stock",
        _("小区建成年代"),
        _("小区库当前数据"),
        view.today,
        (_("建成年代"), _("小区（个）"), _("户数（户）")),
        list(zip(names, compounds, homes, strict=True)),
        charts.pyramid(names, (_("小区（个）"), compounds), (_("户数（户）"), homes)),
        about=_("只知道年份区间的，按区间最后一年计；户数不含未填报的小区。"),
    )


PICTURES: dict[str, Callable[[View], Picture]] = {
    "targets": targets,
    "way": way,
    "money": money,
    "year": year_line,
    "areas": areas,
    "places": places,
    "stock": stock,
}
"""The pictures of the page, in its order."""
