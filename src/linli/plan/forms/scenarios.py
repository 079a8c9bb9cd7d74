"""Forms of scenarios and of adopted plans."""

from __future__ import annotations

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.kernel.money import TEN_THOUSAND
from linli.plan.bridge import Wishes
from linli.plan.models import AnnualPlan, Scenario

_SEPARATORS = re.compile(r"[\s,，、;；]+")
_NAME = Scenario._meta.get_field("name")
_REASON = AnnualPlan._meta.get_field("reason")


class ScenarioForm(forms.Form):
    """What a scenario is called, and the money that it may take, in 万元."""

    name = forms.CharField(label=_("方案名称"), max_length=_NAME.max_length)
    budget = forms.DecimalField(
        label=_("资金上限（万元）"),
        help_text=_("不填则不限资金。"),
        required=False,
        min_value=Decimal(0),
        max_digits=14,
        decimal_places=6,
    )

    must = forms.CharField(
        label=_("必须列入的项目编号"), help_text=_("可填多个，用逗号或空格分开。"), required=False
    )
    never = forms.CharField(
        label=_("不列入的项目编号"), help_text=_("可填多个，用逗号或空格分开。"), required=False
    )

    def wishes(self) -> Wishes:
        """Return the projects that were decided on beforehand."""
        must, never = (
            frozenset(_SEPARATORS.split(self.cleaned_data[name])) - {""}
            for name in ("must", "never")
        )
        return Wishes(must, never)

    def yuan(self) -> Decimal | None:
        """Return the money in yuan, exact; None where there is no limit."""
        budget: Decimal | None = self.cleaned_data["budget"]
        return None if budget is None else budget * TEN_THOUSAND


class WithdrawForm(forms.Form):
    """Which project leaves an adopted plan, and why."""

    project = forms.CharField(max_length=24)
    reason = forms.CharField(label=_("调出事由"), max_length=_REASON.max_length)


class AdoptForm(forms.Form):
    """Why a scenario becomes the plan."""

    reason = forms.CharField(label=_("定稿事由"), max_length=_REASON.max_length)
