"""Forms of the organisation."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_DATE = forms.DateInput(attrs={"type": "date"})


class AppointForm(forms.Form):
    """Who takes a seat from a day on, by which document."""

    holder = forms.CharField(label=_("姓名"), max_length=60)
    since = forms.DateField(label=_("任职日期"), widget=_DATE)
    document = forms.CharField(label=_("任职文件"), max_length=60)
    document_day = forms.DateField(label=_("发文日期"), widget=_DATE)


class GroupForm(forms.Form):
    """An area's group and its seats, one a line."""

    name = forms.CharField(label=_("名称"), max_length=80)
    document = forms.CharField(label=_("成立文件"), max_length=60)
    titles = forms.CharField(
        label=_("席位"),
        help_text=_("一行一个，如“组长（县长）”。"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
    )
