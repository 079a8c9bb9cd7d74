"""Forms of the leading group's pages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation.group.models import Institution
from linli.foundation.people.models import Organisation

_DATE = forms.DateInput(attrs={"type": "date"})
_LONG = forms.Textarea(attrs={"rows": 4})


class MeetingForm(forms.Form):
    """A meeting that is called."""

    group = forms.ModelChoiceField(Organisation.objects.none(), label=_("领导小组"))
    title = forms.CharField(label=_("会议"), max_length=120)
    day = forms.DateField(label=_("日期"), widget=_DATE)
    place = forms.CharField(label=_("地点"), max_length=80, required=False)
    chair = forms.CharField(label=_("主持"), max_length=60, required=False)
    agenda = forms.CharField(
        label=_("议题"), help_text=_("一行一项。"), max_length=4000, widget=_LONG
    )


class MinutesForm(forms.Form):
    """What was said, by whom."""

    present = forms.CharField(label=_("出席"), max_length=2000, widget=_LONG, required=False)
    minutes = forms.CharField(
        label=_("纪要"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )
    number = forms.CharField(label=_("纪要文号"), max_length=60, required=False)


class DecideForm(forms.Form):
    """What was decided, who does it, by when."""

    text = forms.CharField(label=_("决议"), max_length=2000, widget=_LONG)
    lead = forms.ModelChoiceField(
        Organisation.objects.exclude(kind=Organisation.Kind.LEADING_GROUP), label=_("责任单位")
    )
    due_on = forms.DateField(label=_("完成时限"), widget=_DATE, required=False)


class TrainingForm(forms.Form):
    """A training that was held."""

    organiser = forms.ModelChoiceField(Organisation.objects.none(), label=_("举办单位"))
    day = forms.DateField(label=_("日期"), widget=_DATE)
    topic = forms.CharField(label=_("内容"), max_length=200)
    trainer = forms.CharField(label=_("授课"), max_length=80, required=False)
    audience = forms.CharField(label=_("对象"), max_length=120)
    people = forms.IntegerField(label=_("人数"), min_value=1, max_value=100_000)


class InstitutionForm(forms.Form):
    """How far an institution is."""

    title = forms.CharField(label=_("制度"), max_length=120)
    lead = forms.CharField(label=_("牵头单位"), max_length=80)
    due_on = forms.DateField(label=_("完成时限"), widget=_DATE, required=False)
    state = forms.ChoiceField(label=_("状态"), choices=Institution.State)
    document = forms.CharField(label=_("文件"), max_length=120, required=False)
    document_day = forms.DateField(label=_("发文日期"), widget=_DATE, required=False)
