"""The catalogue of parts: every part of a page in all its states, for whoever builds pages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.core.kernel.problem import Place, Problem, Severity
from linli.core.kernel.text import Text
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.people.doors import roles_only
from linli.foundation.people.scope import ADMINISTRATORS, PROGRAMME_ROLES

COLOURS = (
    "ink ink-soft line line-strong ground surface blue blue-fill blue-deep blue-pale"
    " yes yes-pale no no-pale open open-pale"
).split()
PROBLEMS = (
    Problem(
        "sample-blocks",
        Text("“户数”应为整数。", "Households must be a whole number."),
        Text("把单元格改为整数，例如 50，再上传。", "Change the cell to a number such as 50."),
        Place(sheet="小区", row=3, column="户数", letter="C"),
        value="约50",
    ),
    Problem(
        "sample-warns",
        Text("建成时间只有年份。", "The day of completion is known by year only."),
        Text("如能查到月份，请补充。", "Add the month if it can be found."),
        severity=Severity.WARNS,
    ),
)


class SampleForm(forms.Form):
    """A field of each kind, one of them filled in wrongly."""

    name = forms.CharField(label=gettext_lazy("小区名称"), max_length=20)
    households = forms.IntegerField(
        label=gettext_lazy("户数"), help_text=gettext_lazy("整数，如 138")
    )
    area = forms.ChoiceField(
        label=gettext_lazy("县区"),
        choices=[("1", gettext_lazy("示例县")), ("2", gettext_lazy("示例区"))],
    )
    agreed = forms.BooleanField(label=gettext_lazy("已核对"), required=False)


@require_safe
@roles_only(*PROGRAMME_ROLES, *ADMINISTRATORS)
def styleguide(request: StaffRequest) -> HttpResponse:
    """Show each part with its states; nothing on the page is stored or read from the city."""
    return render(request, "desk/styleguide.html", samples(request))


def samples(_request: HttpRequest) -> dict[str, Any]:
    """Return what the parts show."""
    today = date(2021, 6, 1)  # a picture of the page stays the same
    days = (12, 3, 0, -5)
    return {
        "colours": COLOURS,
        "form": SampleForm({"name": "示例小区", "households": "约50", "area": "1"}),
        "problems": PROBLEMS,
        "page": Paginator(range(480), 50).page(3),
        "verdicts": ("yes", "no", "unknown"),
        "lights": [today + timedelta(days=each) for each in days],
        "today": today,
        "chart": {
            "xAxis": {"type": "category", "data": [_("一季度"), _("二季度"), _("三季度")]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "data": [12, 30, 24], "name": _("项目")}],
        },
    }
