"""Scenarios side by side: what was asked, what came out, and which candidates differ."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.money import in_ten_thousands
from linli.foundation.people.scope import scope_of
from linli.plan.models import Choice, Scenario
from linli.plan.reads.outcome import year_rows

if TYPE_CHECKING:
    from linli.foundation.people.models import User

MOST_SCENARIOS = 4
MOST_DIFFERENCES = 200


class Figure(NamedTuple):
    """A figure of every scenario, as text; ``differs`` where they are not the same."""

    label: str
    values: list[str]

    @property
    def differs(self) -> bool:
        """Tell whether the scenarios differ in it."""
        return len(set(self.values)) > 1


class Difference(NamedTuple):
    """A candidate that the scenarios do not plan alike: its year in each, "" where left out."""

    code: str
    name: str
    jurisdiction: str
    years: list[str]


class Comparison(NamedTuple):
    """Scenarios side by side; ``more`` counts differing candidates that are not listed."""

    scenarios: list[Scenario]
    asked: list[Figure]
    figures: list[Figure]
    differences: list[Difference]
    more: int


def compare(user: User, keys: Sequence[int]) -> Comparison:
    """Return solved scenarios side by side, at most four, within the user's scope."""
    known = Scenario.objects.exclude(solved_at=None).select_related("pack").in_bulk(keys)
    chosen = [known[key] for key in dict.fromkeys(keys) if key in known][:MOST_SCENARIOS]
    differences = _differences(user, chosen)
    return Comparison(
        chosen,
        _asked(chosen) if scope_of(user).whole_city else [],
        _figures(user, chosen),
        differences[:MOST_DIFFERENCES],
        max(0, len(differences) - MOST_DIFFERENCES),
    )


def _wan(amount: Decimal | None) -> str:
    return _("不限") if amount is None else f"{in_ten_thousands(amount):,.2f}"


def _asked(scenarios: Sequence[Scenario]) -> list[Figure]:
    briefs = [each.asked for each in scenarios]
    bounds = [len(brief.bounds) for brief in briefs]
    return [
        Figure(_("规划年度"), [f"{b.horizon[0]}—{b.horizon[-1]}" for b in briefs]),
        Figure(_("资金上限（万元）"), [_wan(brief.public_money) for brief in briefs]),
        Figure(_("上下限（条）"), [str(count) for count in bounds]),
        Figure(
            _("2001年以后比例上限"),
            [f"{b.quota.share:.0%}" if b.quota else _("未设定") for b in briefs],
        ),
        Figure(
            _("居民同意比例门槛"),
            [_("不设") if b.willing is None else f"{b.willing:.0%}" for b in briefs],
        ),
        Figure(_("指定列入"), ["、".join(b.must) or "—" for b in briefs]),
        Figure(_("指定不列入"), ["、".join(b.never) or "—" for b in briefs]),
    ]


def _figures(user: User, scenarios: Sequence[Scenario]) -> list[Figure]:
    totals = [year_rows(user, each)[-1] for each in scenarios]
    return [
        Figure(_("项目（个）"), [f"{row.projects:,}" for row in totals]),
        Figure(_("户数（户）"), [f"{row.households:,}" for row in totals]),
        Figure(_("其中2000年底前建成（户）"), [f"{row.early:,}" for row in totals]),
        Figure(_("估算总投资（万元）"), [_wan(row.estimate) for row in totals]),
        Figure(_("财政资金（万元）"), [_wan(row.cost) for row in totals]),
        Figure(_("覆盖需求"), [f"{row.need:,}" for row in totals]),
        Figure(_("目标值"), [f"{each.objective:,.0f}" for each in scenarios]),
        Figure(_("偏离任务（加权）"), [f"{each.departure:,}" for each in scenarios]),
        Figure(_("可证差距"), [f"{each.gap:.2%}" for each in scenarios]),
    ]


def _differences(user: User, scenarios: Sequence[Scenario]) -> list[Difference]:
    places = {each.pk: place for place, each in enumerate(scenarios)}
    years: dict[str, list[str]] = {}
    named: dict[str, tuple[str, str]] = {}
    chosen = Choice.objects.visible_to(user).filter(scenario__in=scenarios).exclude(year=None)
    for row in chosen.select_related("jurisdiction").order_by("jurisdiction__order", "code"):
        named[row.code] = (row.name, row.jurisdiction.name)
        years.setdefault(row.code, [""] * len(scenarios))[places[row.scenario_id]] = str(row.year)
    return [
        Difference(code, *named[code], in_each)
        for code, in_each in years.items()
        if len(set(in_each)) > 1
    ]
