"""What people fill in on a compound's file: uploads, and the day of a question."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.core.policy.schema import Subject
from linli.registry.bridge import dictionary
from linli.registry.models import Attachment


class UploadForm(forms.Form):
    """What a photo or document is; the file itself is judged by its content."""

    kind = forms.ChoiceField(label=_("类别"), choices=Attachment.Kind.choices)
    caption = forms.CharField(label=_("说明"), max_length=200, required=False)


class DayForm(forms.Form):
    """The day of "what did we know on day D"; empty asks for now."""

    on = forms.DateField(
        label=_("按当日已知情况查看"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class HistoryForm(forms.Form):
    """Which fact's history to show; empty shows all."""

    fact = forms.ChoiceField(label=_("调查项目"), required=False)

    def __init__(self, *args: object, language: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # the form's own
        facts = dictionary().facts_of(Subject.COMPOUND)
        labels = [(name, fact.label.in_language(language)) for name, fact in facts.items()]
        self.fields["fact"].choices = [("", _("全部")), *labels]  # type: ignore[attr-defined] # a ChoiceField
