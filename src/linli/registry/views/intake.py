"""Pages of the registry: list, compound, survey form, and the import in three steps."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.engines.workbook import read_workbook
from linli.foundation.desk.requests import StaffRequest
from linli.registry.actions import confirm_import, may_import
from linli.registry.forms import UploadForm
from linli.registry.forms_xlsx import preview_problems_workbook, problems_workbook, survey_form
from linli.registry.imports import (
    LIMIT,
    bad_rows,
    may_see_rows,
    preview_tables,
    visible_workbooks,
)
from linli.registry.intake import preview
from linli.registry.intake.heading_letters import TO_MAP
from linli.registry.mappings import usable_mappings
from linli.registry.merging import decide_namesake
from linli.registry.models import Compound, SurveyRound
from linli.registry.staging import Upload, discard, stage, staged
from linli.registry.undecided import undecided
from linli.registry.undo import may_ask, undo_import

IMPORTS_PAGE = 20
LONGEST_REASON = 200


@require_GET
def form(request: StaffRequest) -> FileResponse:
    """Download the survey form of the own area, empty or with the rows already known (S12, S13)."""
    filled = request.GET.get("rows") == "known"
    name = _("摸底调查表（已填）.xlsx") if filled else _("摸底调查表.xlsx")
    return _xlsx(survey_form(request.user, filled=filled), name)


@require_http_methods(["GET", "HEAD", "POST"])
def intake(request: StaffRequest) -> HttpResponse:
    """Take an upload to its preview, or first to the matching of its columns.

    A file that cannot be used is explained here, and not kept.
    """
    if request.method != "POST":
        return _upload_page(request, UploadForm(user=request.user))
    upload_form = UploadForm(request.POST, request.FILES, user=request.user)
    if not upload_form.is_valid():
        return _upload_page(request, upload_form)
    upload = _upload_of(upload_form)
    first_columns = upload_form.cleaned_data["match_columns"]
    try:
        _demand_right(request, upload)
        if first_columns:
            read_workbook(upload.content, upload.file_name)
        else:
            preview(upload.content, upload.file_name, request.user, upload.round, upload.mapping)
    except ProblemError as error:
        first_columns = all(problem.code in TO_MAP for problem in error.problems)
        if upload.mapping_text or not first_columns:
            return _upload_page(request, upload_form, error.problems)
        messages.warning(request, str(error.problems[0].message.in_language(get_language() or "")))
    page = "registry:mapping" if first_columns else "registry:preview"
    return redirect(page, stage(request.user, upload))


def _upload_of(upload_form: UploadForm) -> Upload:
    given = upload_form.cleaned_data
    mapping = given["mapping"].read() if given["mapping"] else b""
    if given["saved"] and not mapping:
        mapping = given["saved"].content.encode()
    return Upload(given["workbook"].name, given["workbook"].read(), given["round"], mapping)


def _demand_right(request: StaffRequest, upload: Upload) -> None:
    if problems := may_import(request.user, upload.round):
        raise ProblemError(*problems)


def _upload_page(
    request: StaffRequest,
    upload_form: UploadForm,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    newest = SurveyRound.objects.first()
    context = {
        "form": upload_form,
        "problems": problems,
        "has_round": newest is not None,
        "obstacles": may_import(request.user, newest) if newest else [],
        "saved": usable_mappings(request.user),
        "page": Paginator(visible_workbooks(request.user), IMPORTS_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "registry/intake.html", context)


@require_GET
def preview_page(request: StaffRequest, token: str) -> HttpResponse:
    """Show what an upload would do; nothing is stored (S11, S12)."""
    return _show_preview(request, token)


def _show_preview(
    request: StaffRequest, token: str, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    upload = _staged(request, token)
    try:
        found = preview(
            upload.content, upload.file_name, request.user, upload.round, upload.mapping
        )
    except ProblemError as error:
        return _upload_page(request, UploadForm(user=request.user), error.problems)
    context = {
        "tables": preview_tables(found),
        "undecided": undecided(found, LIMIT),
        "upload": upload,
        "token": token,
        "problems": problems,
        "obstacles": may_import(request.user, upload.round),
        "limit": LIMIT,
    }
    return render(request, "registry/preview.html", context)


@require_POST
def confirm(request: StaffRequest, token: str) -> HttpResponse:
    """Store an upload just as its preview said, and show the result."""
    upload = _staged(request, token)
    seen = request.POST.get("sha256") or "none"  # only what was seen is stored
    try:
        workbook = confirm_import(
            upload.content, upload.file_name, request.user, upload.round, upload.mapping, seen
        )
    except ProblemError as error:
        return _show_preview(request, token, error.problems)
    discard(request.user, token)
    stored = {"added": workbook.added, "changed": workbook.changed}
    messages.success(request, _("已入库：新增 %(added)d，变更 %(changed)d。") % stored)
    return redirect("registry:workbook", workbook.pk)


@require_POST
def decide_row(request: StaffRequest, token: str) -> HttpResponse:
    """Remember whether a row's name and place mean a compound, and preview again (S11)."""
    _staged(request, token)
    own = Compound.objects.visible_to(request.user)
    compound = get_object_or_404(own, code=request.POST.get("code", ""))
    key, reason = request.POST.get("key", ""), request.POST.get("reason", "")
    same = request.POST.get("same") == "yes"
    try:
        decide_namesake(compound, key, request.user, reason, same=same)
    except ProblemError as error:
        return _show_preview(request, token, error.problems)
    return redirect("registry:preview", token)


@require_POST
def give_up(request: StaffRequest, token: str) -> HttpResponseRedirect:
    """Remove an upload without storing anything."""
    _staged(request, token)
    discard(request.user, token)
    messages.info(request, _("已放弃本次导入，没有保存任何数据。"))
    return redirect("registry:intake")


@require_GET
def preview_problems(request: StaffRequest, token: str) -> HttpResponseBase:
    """Download the rows that would not be stored, their cells marked."""
    upload = _staged(request, token)
    try:
        found = preview(
            upload.content, upload.file_name, request.user, upload.round, upload.mapping
        )
    except ProblemError:  # the file was usable when it came; the preview's page says what changed
        return redirect("registry:preview", token)
    return _xlsx(preview_problems_workbook(found), _problems_name(upload.file_name))


@require_GET
def workbook(request: StaffRequest, number: int) -> HttpResponse:
    """Show what an import did."""
    return _workbook_page(request, number)


def _workbook_page(
    request: StaffRequest, number: int, problems: Sequence[Problem] = ()
) -> HttpResponse:
    found = get_object_or_404(visible_workbooks(request.user), pk=number)
    sees_rows = may_see_rows(request.user, found)
    context = {
        "problems": problems,
        "obstacles": may_ask(request.user, found),
        "workbook": found,
        "quarantined": bad_rows(found) if sees_rows else None,
        "areas": "、".join(str(area) for area in found.jurisdictions.all()),
        "limit": LIMIT,
    }
    return render(request, "registry/workbook.html", context)


@require_POST
def undo(request: StaffRequest, number: int) -> HttpResponse:
    """Take an import back in one step, with a reason (S12)."""
    found = get_object_or_404(visible_workbooks(request.user), pk=number)
    try:
        undo_import(found, request.user, request.POST.get("reason", "")[:LONGEST_REASON])
    except ProblemError as error:
        return _workbook_page(request, number, error.problems)
    messages.success(request, _("导入已撤销，小区库恢复到导入之前。"))
    return redirect("registry:workbook", number)


@require_GET
def workbook_problems(request: StaffRequest, number: int) -> FileResponse:
    """Download the rows of an import that were not stored, their cells marked."""
    found = get_object_or_404(visible_workbooks(request.user), pk=number)
    if not may_see_rows(request.user, found):
        raise Http404
    return _xlsx(problems_workbook(found), _problems_name(found.file_name))


def _staged(request: StaffRequest, token: str) -> Upload:
    upload = staged(request.user, token)
    if upload is None:
        raise Http404
    return upload


def _problems_name(file_name: str) -> str:
    return _("%(name)s-问题.xlsx") % {"name": file_name.rsplit(".", 1)[0]}


def _xlsx(content: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(content), as_attachment=True, filename=name)
