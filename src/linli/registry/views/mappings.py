"""Matching the columns of a foreign listing with facts, by hand and by saved mappings."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.kernel.coordinates import Datum
from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.registry.intake import preview
from linli.registry.mapping import Mapping, Unreadable, read_mapping, write_mapping
from linli.registry.mappings import drop_mapping, save_mapping, usable_mappings
from linli.registry.matching import mapping_of, page_of, proposed
from linli.registry.models import SavedMapping
from linli.registry.staging import Upload, remap, staged

DATUMS = {
    Datum.SURVEYED: "CGCS2000 / WGS 84",
    Datum.GCJ02: "GCJ-02（高德、腾讯）",
    Datum.BD09: "BD-09（百度）",
}


@require_http_methods(["GET", "HEAD", "POST"])
def mapping(request: StaffRequest, token: str) -> HttpResponse:
    """Show every column with samples; take the choices, and go on to the preview (S12)."""
    upload = staged(request.user, token)
    if upload is None:
        raise Http404
    try:
        chosen = _chosen(request, upload)
        if request.method == "POST" and request.POST.get("action") == "use":
            return _use(request, token, upload, chosen)
    except ProblemError as error:
        return _page(request, token, upload, proposed(upload), error.problems)
    return _page(request, token, upload, chosen)


def _chosen(request: StaffRequest, upload: Upload) -> Mapping:
    """Return what the form says, a saved mapping, the upload's own, or a proposal."""
    if request.method == "POST":
        return mapping_of(request.POST.dict(), upload)
    if number := request.GET.get("saved", ""):
        found = usable_mappings(request.user).filter(pk=number if number.isdecimal() else 0).first()
        if found is None:
            raise Http404
        return read_mapping(found.content.encode())
    sheet = request.GET.get("sheet", "")
    return upload.mapping if upload.mapping and not sheet else proposed(upload, sheet)


def _use(request: StaffRequest, token: str, upload: Upload, chosen: Mapping) -> HttpResponse:
    """Keep the mapping with the upload, under a name if wanted, and go on to the preview."""
    try:
        preview(upload.content, upload.file_name, request.user, upload.round, chosen)
        if request.POST.get("save"):
            saved = save_mapping(request.user, request.POST.get("name", ""), chosen)
            messages.success(request, _("列名对应“%(name)s”已保存。") % {"name": saved.name})
    except ProblemError as error:
        return _page(request, token, upload, chosen, error.problems)
    remap(request.user, token, write_mapping(chosen))
    return redirect("registry:preview", token)


def _page(
    request: StaffRequest,
    token: str,
    upload: Upload,
    chosen: Mapping,
    problems: tuple[Problem, ...] = (),
) -> HttpResponse:
    context = {
        "page": page_of(request.user, upload, chosen),
        "upload": upload,
        "token": token,
        "problems": problems,
        "saved": usable_mappings(request.user),
        "datums": DATUMS.items(),
        "unreadables": [
            (Unreadable.QUARANTINE, _("整行待改")),
            (Unreadable.KEEP, _("该项留空，其余照常入库")),
        ],
    }
    return render(request, "registry/mapping.html", context)


@require_POST
def drop(request: StaffRequest, number: int) -> HttpResponseRedirect:
    """Remove a saved mapping of the own organisation (S10)."""
    try:
        drop_mapping(request.user, number)
    except SavedMapping.DoesNotExist as error:
        raise Http404 from error
    messages.info(request, _("已删除保存的列名对应。"))
    return redirect("registry:intake")
