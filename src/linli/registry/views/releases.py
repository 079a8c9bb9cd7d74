"""Releases: freeze, list, compare, download (S13)."""

from __future__ import annotations

import io
import json
from base64 import b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.people.doors import roles_only
from linli.foundation.people.models import Jurisdiction, Role
from linli.foundation.people.scope import scope_of
from linli.registry.exports import export_facts
from linli.registry.past import registry_on
from linli.registry.reads import release_sheet, visible_releases
from linli.registry.releasing import make_release, may_release


class ReleaseForm(forms.Form):
    """What to freeze, and why."""

    jurisdiction = forms.ModelChoiceField(
        Jurisdiction.objects.none(), label=gettext_lazy("范围"), required=False
    )
    reason = forms.CharField(label=gettext_lazy("事由"), max_length=200)

    def __init__(self, request: StaffRequest, *args: Any) -> None:  # noqa: ANN401 - the form's own
        super().__init__(*args)
        scope = scope_of(request.user)
        area = self.fields["jurisdiction"]
        every = Jurisdiction.objects.all()
        area.queryset = every if scope.whole_city else every.filter(pk__in=scope.jurisdictions)  # type: ignore[attr-defined]  # a ModelChoiceField
        area.empty_label = _("全市") if not may_release(request.user) else None  # type: ignore[attr-defined]  # as above


class DayForm(forms.Form):
    """A day of the registry's past."""

    on = forms.DateField(label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}))


@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(Role.CITY_OFFICE, Role.COUNTY_OFFICE, to_change=True)
def releases(request: StaffRequest) -> HttpResponse:
    """List the releases; freeze the registry as the next one."""
    form = ReleaseForm(request, request.POST or None)
    problems: tuple[Problem, ...] = ()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = make_release(request.user, given["reason"], given["jurisdiction"])
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("小区库版本 %(release)s。") % {"release": made})
            return redirect("registry:release", made.number)
    found = visible_releases(request.user).select_related("jurisdiction", "made_by")
    context = {
        "form": form,
        "releases": found,
        "problems": problems,
        "may": _may(request),
        "day_form": DayForm(),
    }
    return render(request, "registry/releases.html", context)


def _may(request: StaffRequest) -> bool:
    own = Jurisdiction.objects.filter(pk__in=scope_of(request.user).jurisdictions).first()
    return not may_release(request.user, own)


@require_GET
def release(request: StaffRequest, number: int) -> HttpResponse:
    """Show a release: counts, checks, and what differs from the one before."""
    found = get_object_or_404(visible_releases(request.user), number=number)
    return render(
        request, "registry/release.html", {"release": found, **release_sheet(found)._asdict()}
    )


@require_GET
def release_file(request: StaffRequest, number: int) -> FileResponse:
    """Download a release's Parquet file; its SHA-256 stands in the digest header."""
    found = get_object_or_404(visible_releases(request.user), number=number)
    response = FileResponse(found.content.open(), as_attachment=True, filename=f"{found}.parquet")
    response["Repr-Digest"] = _digest(found.file_sha256)
    return response


def _digest(sha256: str) -> str:
    """Return a checksum as RFC 9530 writes it."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"


@require_GET
def past(request: StaffRequest) -> HttpResponse | FileResponse:
    """Download the registry as it was known on a day, on the survey form's headings (S11)."""
    form = DayForm(request.GET)
    if not form.is_valid():
        return redirect("registry:releases")
    day = form.cleaned_data["on"]
    names = dict(Jurisdiction.objects.values_list("code", "name"))
    compounds = [
        {**json.loads(facts), "code": code, "name": name, "jurisdiction": names[area]}
        for _id, code, name, area, facts in registry_on(request.user, day).iter_rows()
    ]
    content = io.BytesIO(export_facts(compounds, "xlsx"))
    name = _("小区库（%(day)s）.xlsx") % {"day": day}
    return FileResponse(content, as_attachment=True, filename=name)
