"""The form of a scenario, in the words of the office: years, money, limits, wishes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.core.kernel.money import TEN_THOUSAND, in_ten_thousands
from linli.core.policy.schema import Pack
from linli.foundation.people.models import Jurisdiction
from linli.plan.bridge.money import ANY_NAME, public_sources
from linli.plan.brief import ANY_SOURCE, MOST_YEARS, Adopted, Bound, Brief, GuideLine, MoneyLine
from linli.plan.models import Scenario

SEPARATORS = re.compile(r"[\s,，、;；]+")
PER_CENT = 100
SPARE_LINES = 3
MOST_LINES = 60
_BOUNDS = (
    ("low_projects", _("项目下限")),
    ("high_projects", _("项目上限")),
    ("low_households", _("户数下限")),
    ("high_households", _("户数上限")),
)


def _points(label: Any, most: int = 1_000_000) -> forms.IntegerField:  # noqa: ANN401 - lazy words
    return forms.IntegerField(label=label, min_value=0, max_value=most)


def _per_cent(label: Any, help_text: Any = "") -> forms.DecimalField:  # noqa: ANN401 - lazy words
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=False,
        min_value=0,
        max_value=PER_CENT,
        decimal_places=2,
    )


def _codes(label: Any) -> forms.CharField:  # noqa: ANN401 - lazy words
    help_text = _("可填多个，用逗号或空格分开；限定年度写成 编号@2022。")
    return forms.CharField(label=label, help_text=help_text, required=False)


class MoneyRow(NamedTuple):
    """A line of the money table: whose it is, and an amount a year."""

    source: forms.BoundField
    area: forms.BoundField
    amounts: list[forms.BoundField]


class BoundRow(NamedTuple):
    """A line of the table of floors and ceilings."""

    name: str
    fields: list[forms.BoundField]


class ScenarioForm(forms.Form):
    """A brief as people fill it in; money in 万元, shares in per cent."""

    name = forms.CharField(label=_("方案名称"), max_length=80)
    years = forms.TypedChoiceField(label=_("规划年数"), coerce=int)
    beyond_tasks = forms.BooleanField(label=_("没有下达任务的年份和属地也安排项目"), required=False)
    long_range = forms.BooleanField(label=_("计入到期改造户数目标（S09）"), required=False)
    finish = forms.BooleanField(label=_("先改完2000年底前建成的小区（S09）"), required=False)
    finish_points = _points(_("每留下一户扣减的需求分"))
    later = forms.IntegerField(label=_("每推迟一年需求分减少（%）"), min_value=0, max_value=20)
    willing = _per_cent(_("居民同意比例门槛（%）"), _("不填则不设门槛。"))
    quota_share = _per_cent(_("2001年以后建成的比例上限（%）"), _("不填则不纳入（S19）。"))
    quota_basis = forms.ChoiceField(
        label=_("比例按什么计"),
        initial="projects",
        choices=[("projects", _("项目数")), ("households", _("户数"))],
    )
    quota_source = forms.CharField(label=_("比例由谁、凭什么设定"), max_length=120, required=False)
    guide = forms.ChoiceField(
        label=_("企业和居民出资引导线（S70）"),
        choices=[
            (GuideLine.OFF, _("不考虑")),
            (GuideLine.SOFT, _("低于引导线的靠后")),
            (GuideLine.STRICT, _("低于引导线的不列入")),
        ],
    )
    guide_points = _points(_("低于引导线每户扣减的需求分"))
    must = _codes(_("必须列入的项目编号"))
    never = _codes(_("不列入的项目编号"))
    adopted = forms.ChoiceField(
        label=_("已定稿的项目"),
        choices=[
            (Adopted.KEEP, _("保持不变")),
            (Adopted.PRICED, _("可以调整，每改一个扣减需求分")),
            (Adopted.FREE, _("重新选择")),
        ],
    )
    change_points = _points(_("每改动一个扣减的需求分"))
    seconds = forms.IntegerField(label=_("计算时限（秒）"), min_value=1, max_value=3600)
    lines = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_LINES)

    def __init__(
        self,
        year: int,
        pack: Pack,
        areas: Sequence[Jurisdiction],
        kept: Sequence[Bound] = (),
        *args: Any,  # noqa: ANN401 - as Django hands them on
        **others: Any,  # noqa: ANN401 - as Django hands them on
    ) -> None:
        super().__init__(*args, **others)
        self.year, self.areas, self.kept = year, areas, kept
        ends = [(count, _horizon(year, count)) for count in range(1, MOST_YEARS + 1)]
        self._choose("years", ends)
        self.count = self._lines()
        self.all_years = range(year, year + MOST_YEARS)
        sources = [(each.code, each.label) for each in public_sources(pack)]
        self._add_money([(ANY_SOURCE, ANY_NAME), *sources])
        for area in ["", *(area.code for area in areas)]:
            for bound, label in _BOUNDS:
                self.fields[f"{bound}_{area}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=9_999_999, required=False
                )

    def _choose(self, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a choice field

    def _lines(self) -> int:
        written = str(self["lines"].value() or "")
        return min(int(written), MOST_LINES) if written.isdecimal() else SPARE_LINES

    def _add_money(self, sources: Sequence[tuple[str, Any]]) -> None:
        language = get_language() or "zh-hans"
        named = [(code, label.in_language(language)) for code, label in sources]
        areas = [("", _("全市统筹")), *((area.code, area.name) for area in self.areas)]
        for place in range(self.count):
            self.fields[f"source_{place}"] = forms.ChoiceField(
                label=_("资金来源"), choices=named, required=False
            )
            self.fields[f"area_{place}"] = forms.ChoiceField(
                label=_("属地"), choices=areas, required=False
            )
            for year in self.all_years:
                self.fields[f"amount_{place}_{year}"] = forms.DecimalField(
                    label=_("%d 年金额（万元）") % year,
                    required=False,
                    min_value=Decimal(0),
                    max_digits=14,
                    decimal_places=6,
                )

    def money_rows(self) -> Iterator[MoneyRow]:
        """Yield the lines of the money table."""
        for place in range(self.count):
            amounts = [self[f"amount_{place}_{year}"] for year in self.all_years]
            yield MoneyRow(self[f"source_{place}"], self[f"area_{place}"], amounts)

    def bound_rows(self) -> Iterator[BoundRow]:
        """Yield the lines of the table of floors and ceilings, the whole city first."""
        for code, name in (("", str(_("全市"))), *((a.code, a.name) for a in self.areas)):
            yield BoundRow(name, [self[f"{bound}_{code}"] for bound, _label in _BOUNDS])

    def clean(self) -> dict[str, Any]:
        """Refuse a quota without its source, money after the horizon, a floor over its ceiling."""
        given = super().clean() or {}
        if given.get("quota_share") is not None and not given.get("quota_source"):
            self.add_error("quota_source", _("设定比例须写明由谁、凭什么设定。"))
        last = self.year + (given.get("years") or 1) - 1
        for place in range(self.count):
            for year in range(last + 1, self.year + MOST_YEARS):
                if given.get(f"amount_{place}_{year}"):
                    self.add_error(f"amount_{place}_{year}", _("超出规划年数。"))
        for area in ["", *(area.code for area in self.areas)]:
            for measure in ("projects", "households"):
                low, high = (given.get(f"{side}_{measure}_{area}") for side in ("low", "high"))
                if low is not None and high is not None and low > high:
                    self.add_error(f"low_{measure}_{area}", _("下限高于上限。"))
        return given

    def brief(self) -> dict[str, Any]:
        """Return what was filled in, as data of a brief."""
        given = self.cleaned_data
        names = (
            *("name", "years", "beyond_tasks", "long_range", "finish", "finish_points", "later"),
            *("guide", "guide_points", "adopted", "change_points", "seconds"),
        )
        return {
            **{name: given[name] for name in names},
            "year": self.year,
            "money": list(self._money()),
            "bounds": [*self._bounds(), *(bound.model_dump() for bound in self._kept())],
            "quota": self._quota(),
            "willing": _share(given["willing"]),
            "must": _split(given["must"]),
            "never": _split(given["never"]),
        }

    def _money(self) -> Iterator[dict[str, Any]]:
        given = self.cleaned_data
        for place in range(self.count):
            for year in self.all_years:
                amount = given.get(f"amount_{place}_{year}")
                if amount is not None:
                    yield {
                        "source": given[f"source_{place}"],
                        "area": given[f"area_{place}"],
                        "year": year,
                        "amount": amount * TEN_THOUSAND,
                    }

    def _bounds(self) -> Iterator[dict[str, Any]]:
        given = self.cleaned_data
        for area in ["", *(area.code for area in self.areas)]:
            for measure in ("projects", "households"):
                low, high = (given.get(f"{side}_{measure}_{area}") for side in ("low", "high"))
                if low is not None or high is not None:
                    yield {"measure": measure, "low": low, "high": high, "area": area}

    def _kept(self) -> list[Bound]:
        """Return the bounds of single years, which a file or a copy brought, within the years."""
        last = self.year + self.cleaned_data["years"] - 1
        return [bound for bound in self.kept if bound.year is not None and bound.year <= last]

    def _quota(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if given["quota_share"] is None:
            return None
        return {
            "share": _share(given["quota_share"]),
            "basis": given["quota_basis"],
            "source": given["quota_source"],
        }


def _horizon(year: int, count: int) -> str:
    return str(year) if count == 1 else f"{year}—{year + count - 1}"


def _share(per_cent: Decimal | None) -> Decimal | None:
    return None if per_cent is None else per_cent / PER_CENT


def _split(written: str) -> list[str]:
    return [code for code in SEPARATORS.split(written) if code]


def initial_of(brief: Brief) -> dict[str, Any]:
    """Return what the form shows of a brief."""
    shown = brief.model_dump(exclude={"money", "bounds", "quota", "willing", "must", "never"})
    shown |= {"must": "，".join(brief.must), "never": "，".join(brief.never)}
    if brief.willing is not None:
        shown["willing"] = brief.willing * PER_CENT
    if brief.quota:
        quota = brief.quota
        shown |= {"quota_basis": quota.basis, "quota_source": quota.source}
        shown["quota_share"] = quota.share * PER_CENT
    rows = list(dict.fromkeys((line.source, line.area) for line in brief.money))
    for line in brief.money:
        shown |= _shown_amount(rows.index((line.source, line.area)), line)
    shown["lines"] = len(rows) + SPARE_LINES
    for bound in brief.bounds:
        shown |= _shown_bound(bound) if bound.year is None else {}
    return shown


def _shown_amount(place: int, line: MoneyLine) -> dict[str, Any]:
    written = f"{in_ten_thousands(line.amount).normalize():f}"
    return {
        f"source_{place}": line.source,
        f"area_{place}": line.area,
        f"amount_{place}_{line.year}": written,
    }


def _shown_bound(bound: Bound) -> dict[str, Any]:
    sides = (("low", bound.low), ("high", bound.high))
    return {f"{side}_{bound.measure}_{bound.area}": value for side, value in sides}


def default_brief(year: int, name: str, *, adopted: bool) -> Brief:
    """Return what a new scenario begins with: one year, no limits, adopted lines kept."""
    return Brief(name=name, year=year, adopted=Adopted.KEEP if adopted else Adopted.FREE)


def copied(scenario: Scenario) -> Brief:
    """Return the brief of a copy, under a name of its own."""
    name = str(_("%s（副本）") % scenario.name[:70])
    return scenario.asked.model_copy(update={"name": name})
