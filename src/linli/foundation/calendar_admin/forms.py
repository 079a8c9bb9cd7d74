"""Forms of the working calendar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation.calendar_admin.models import CoveredYear, SpecialDay

_DATE = forms.DateInput(attrs={"type": "date"})
_TIME = forms.TimeInput(attrs={"type": "time"})


class DayForm(forms.Form):
    """A weekday off or a worked weekend."""

    day = forms.DateField(label=_("日期"), widget=_DATE)
    kind = forms.ChoiceField(label=_("安排"), choices=SpecialDay.Kind)
    name = forms.CharField(
        label=_("名称"), max_length=SpecialDay._meta.get_field("name").max_length
    )
    source = forms.CharField(
        label=_("依据"), max_length=SpecialDay._meta.get_field("source").max_length
    )


class CoverForm(forms.Form):
    """Which document announced a year's days."""

    source = forms.CharField(
        label=_("公布文件"), max_length=CoveredYear._meta.get_field("source").max_length
    )


class HoursForm(forms.Form):
    """When offices open and close, from a day on."""

    since = forms.DateField(label=_("启用日期"), widget=_DATE)
    opens = forms.TimeField(label=_("上班"), widget=_TIME)
    closes = forms.TimeField(label=_("下班"), widget=_TIME)
