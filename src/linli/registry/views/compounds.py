"""A compound's file (一小区一档): the sheet, photos and documents, history, print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.files.actions import MAX_BYTES, PHOTOS
from linli.foundation.files.responses import SHOWN, file_response
from linli.registry.compound_pdf import compound_pdf
from linli.registry.contributions import sections_of
from linli.registry.file_forms import DayForm, HistoryForm, UploadForm
from linli.registry.files import attachments_of
from linli.registry.history import versions
from linli.registry.locator import locator, place_of
from linli.registry.models import Attachment, Compound
from linli.registry.sheet import compound_of, compound_sheet
from linli.registry.visit_reports import Photo
from linli.registry.visits import attach_file, may_visit

P = ParamSpec("P")


def of_visible_compound(
    view: Callable[Concatenate[StaffRequest, P], HttpResponseBase],
) -> Callable[Concatenate[StaffRequest, P], HttpResponseBase]:
    """Answer 404 for a compound outside the scope; lead from a merged one to what it became."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Compound.DoesNotExist as error:
            merged = Compound.with_merged.visible_to(request.user).filter(code=kwargs["code"])
            kept = merged.exclude(merged_into=None).select_related("merged_into").first()
            if kept is None:
                raise Http404 from error
            return redirect("registry:compound", kept.merged_into.code)

    return guarded


@require_GET
@of_visible_compound
def compound(request: StaffRequest, code: str) -> HttpResponse:
    """Show all that the registry knows of a compound, now or at the end of a day (S12, S13)."""
    form = DayForm(request.GET)
    on = form.cleaned_data["on"] if form.is_valid() else None
    on = on if on and on < timezone.localdate() else None
    own = compound_of(request.user, code)
    sheet = compound_sheet(own, on)
    if sheet is None:
        return render(request, "registry/compound_unknown.html", {"compound": own, "on": on})
    context = {
        "sheet": sheet,
        "compound": own,
        "form": form,
        "sections": [] if on else sections_of(request.user, own),
        "map": mark_safe(locator(place_of(sheet.facts.get("location")))),  # noqa: S308 - drawn here, names escaped
        "pictures": [] if on else [each for each in attachments_of(own) if _shown(each)][:4],
        "may_visit": not may_visit(request.user),
    }
    return render(request, "registry/compound.html", context)


def _shown(attachment: Attachment) -> bool:
    return attachment.file.media_type in SHOWN


@require_http_methods(["GET", "HEAD", "POST"])
@of_visible_compound
def files(request: StaffRequest, code: str) -> HttpResponse:
    """Show a compound's photos and documents, and take more of them."""
    own = compound_of(request.user, code)
    form = UploadForm(request.POST or None)
    problems: list[Problem] = []
    if request.method == "POST" and form.is_valid():
        given = request.FILES.getlist("photos")
        problems = _attached(request, own, form, given)
        if given and not problems:
            messages.success(request, _("已保存 %(count)d 个文件。") % {"count": len(given)})
            return redirect("registry:compound-files", code)
    kept = attachments_of(own)
    context = {
        "compound": own,
        "form": form,
        "problems": problems,
        "nothing_chosen": request.method == "POST" and not problems,
        "obstacles": may_visit(request.user),
        "photos": [each for each in kept if _shown(each)],
        "documents": [each for each in kept if not _shown(each)],
        "limit": MAX_BYTES,
        "accept": ",".join([*sorted(PHOTOS), ".pdf", ".docx", ".xlsx", ".ofd"]),
    }
    return render(request, "registry/compound_files.html", context, status=422 if problems else 200)


def _attached(
    request: StaffRequest, own: Compound, form: UploadForm, given: list[UploadedFile[bytes]]
) -> list[Problem]:
    problems: list[Problem] = []
    for file in given:
        said = form.cleaned_data
        try:
            photo = Photo(file.name or "", file.read())
            attach_file(own, photo, said["kind"], said["caption"], request.user)
        except ProblemError as error:
            problems += error.problems
    return problems


@require_GET
def file(request: StaffRequest, code: str, number: int) -> FileResponse:
    """Show or download a photo or document of a compound that the user may see."""
    kept = Attachment.objects.visible_to(request.user).select_related("file")
    found = get_object_or_404(kept, pk=number, compound__code=code)
    return file_response(found.file, found.name, download="download" in request.GET)


@require_GET
@of_visible_compound
def history(request: StaffRequest, code: str) -> HttpResponse:
    """Show who changed what of a compound, when and why, of all facts or one."""
    own = compound_of(request.user, code)
    form = HistoryForm(request.GET, language=get_language() or "zh-hans")
    wanted = form.cleaned_data["fact"] if form.is_valid() else ""
    past = versions(own)[::-1]
    if wanted:
        kept = ((each, [d for d in each.differences if d.fact.name == wanted]) for each in past)
        past = [each._replace(differences=found) for each, found in kept if found]
    context = {"compound": own, "form": form, "versions": past, "wanted": wanted}
    return render(request, "registry/compound_history.html", context)


@require_GET
@of_visible_compound
def printed(request: StaffRequest, code: str) -> HttpResponse:
    """Download the file as a two-page PDF."""
    sheet = compound_sheet(compound_of(request.user, code))
    if sheet is None:
        raise Http404
    response = HttpResponse(compound_pdf(request.user, sheet), content_type="application/pdf")
    day = date.isoformat(timezone.localdate())
    name = f"{sheet.compound.code}-{day}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
