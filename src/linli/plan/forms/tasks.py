"""The form of a year's tasks: the whole, its days and document, and a row a jurisdiction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.models import Jurisdiction
from linli.plan.actions.tasks import MEASURES, Breakdown
from linli.plan.models import TaskIssue
from linli.plan.models.tasks import Tasks

MOST = 9_999_999


class PartFields(NamedTuple):
    """The two fields of a jurisdiction's part."""

    name: str
    projects: forms.BoundField
    households: forms.BoundField


def _count(label: Any, *, required: bool) -> forms.IntegerField:  # noqa: ANN401 - lazy words
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=required)


class TasksForm(forms.Form):
    """A year's tasks; a part that is left empty is 0."""

    projects = _count(_("全市项目数"), required=True)
    households = _count(_("全市户数"), required=True)
    start_by = forms.DateField(label=_("开工期限"), widget=forms.DateInput({"type": "date"}))
    finish_by = forms.DateField(label=_("竣工期限"), widget=forms.DateInput({"type": "date"}))
    document_number = forms.CharField(label=_("下达文号"), max_length=60, required=False)
    reason = forms.CharField(label=_("调整事由"), max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, areas: Sequence[Jurisdiction], *args: Any, **others: Any) -> None:  # noqa: ANN401 - as Django hands them on
        super().__init__(*args, **others)
        self.areas = areas
        for area in areas:
            self.fields[f"{area.code}_projects"] = _count(
                _("%s的项目数") % area.name, required=False
            )
            self.fields[f"{area.code}_households"] = _count(
                _("%s的户数") % area.name, required=False
            )

    def parts(self) -> Iterator[PartFields]:
        """Yield the fields by jurisdiction."""
        for area in self.areas:
            yield PartFields(
                area.name, self[f"{area.code}_projects"], self[f"{area.code}_households"]
            )

    def breakdown(self) -> Breakdown:
        """Return what was filled in."""
        given = self.cleaned_data
        parts = {
            area.code: {name: given[f"{area.code}_{name}"] or 0 for name in MEASURES}
            for area in self.areas
        }
        names = ("projects", "households", "start_by", "finish_by", "document_number")
        return Breakdown(**{name: given[name] for name in names}, parts=parts)


def filled(areas: Sequence[Jurisdiction], of: Tasks | None, newest: TaskIssue | None) -> TasksForm:
    """Return the form as a draft or an issue fills it."""
    initial: dict[str, Any] = {"seen": newest.version if newest else 0}
    if of:
        names = ("projects", "households", "document_number")
        initial |= {name: getattr(of, name) for name in names}
        initial |= {name: getattr(of, name).isoformat() for name in ("start_by", "finish_by")}
        for code, part in of.parts.items():
            initial |= {f"{code}_{name}": part[name] for name in MEASURES}
    return TasksForm(areas, initial=initial)
