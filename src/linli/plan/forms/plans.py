"""Forms of adopted plans: adopting, withdrawing, handing in, noting the answer."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.plan.models import AnnualPlan, Submission

_REASON = AnnualPlan._meta.get_field("reason")


class WithdrawForm(forms.Form):
    """Which project leaves an adopted plan, and why."""

    project = forms.CharField(max_length=24)
    reason = forms.CharField(label=_("调出事由"), max_length=_REASON.max_length)


class AdoptForm(forms.Form):
    """Why a scenario becomes the plan; ``seen`` is the newest plan that the page showed."""

    reason = forms.CharField(label=_("定稿事由"), max_length=_REASON.max_length)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)


class SubmitForm(forms.Form):
    """A submission for a list, with its receipt."""

    level = forms.ChoiceField(label=_("申报列入"), choices=Submission.Level)
    record_number = forms.CharField(label=_("申报文号"), max_length=60)
    day = forms.DateField(label=_("申报日期"), widget=forms.DateInput({"type": "date"}))
    receipt = forms.FileField(
        label=_("回执（PDF、图片或办公文档）"), required=False, max_length=120
    )


class AnswerForm(forms.Form):
    """When and by which document the list came; the lines are boxes of the page."""

    day = forms.DateField(label=_("下达日期"), widget=forms.DateInput({"type": "date"}))
    number = forms.CharField(label=_("下达文号"), max_length=60)
