"""The form for the spot: a page that a phone keeps, and the reports that it sends later."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.registry.field_form import (
    FieldForm,
    blank_form,
    refused_form,
    report_of,
    shown_facts,
)
from linli.registry.field_list import phone_list, search
from linli.registry.models import Compound
from linli.registry.newcomers import open_rounds
from linli.registry.visit_letters import out_of_sight
from linli.registry.visits import may_visit, record_visit

WORKER = "linli/field-worker.js"
ASSETS = (
    *(f"vendor/{name}" for name in ("tabler.css", "htmx.js", "icons.svg")),
    *(f"linli/{name}" for name in ("tokens.css", "frame.css", "parts.css", "field.css")),
    *(f"linli/{name}" for name in ("page.js", "field.js", "field-form.js", "field-store.js")),
    *(f"linli/{name}" for name in ("field-send.js", "field-photos.js", "mark.svg")),
    *(f"linli/{name}" for name in ("field.webmanifest", "field-192.png", "field-512.png")),
)


@require_GET
@never_cache
def page(request: StaffRequest) -> HttpResponse:
    """Show the form: with a script the phone keeps it; without, it is an ordinary form."""
    code = request.GET.get("compound", "")
    compound = _visible(request, code) if code else None
    if code and compound is None:
        raise Http404
    is_open = bool(code) or "new" in request.GET
    return _page(request, blank_form(request.user, compound), is_open=is_open)


def _page(
    request: StaffRequest, form: FieldForm, problems: Iterable[Problem] = (), *, is_open: bool
) -> HttpResponse:
    told = list(problems)
    context = {
        "form": form,
        "is_open": is_open,
        "problems": told,
        "obstacles": may_visit(request.user),
        "round": open_rounds().first(),
        "text": request.GET.get("text", ""),
        "found": search(request.user, request.GET.get("text", "")),
        "words": _words(),
        "addresses": {
            "list": reverse("registry:field-list"),
            "token": reverse("registry:field-token"),
            "visits": reverse("registry:field-visits"),
            "worker": reverse("registry:field-worker"),
            "page": reverse("registry:field"),
            "login": f"{reverse(settings.LOGIN_URL)}?next={reverse('registry:field')}",
        },
    }
    return render(request, "registry/field.html", context, status=422 if told else 200)


def _visible(request: StaffRequest, code: str) -> Compound | None:
    found: Compound | None = Compound.objects.visible_to(request.user).filter(code=code).first()
    return found


@require_GET
@never_cache
def listing(request: StaffRequest) -> JsonResponse:
    """Give the phone the compounds of the user's own communities (S10)."""
    found = phone_list(request.user, request.GET.get("town", ""))
    return JsonResponse({"user": request.user.username, **found._asdict()})


@require_GET
@login_not_required
@never_cache
def token(request: HttpRequest) -> JsonResponse:
    """Give a fresh token before sending; 401 where the session has ended."""
    if not request.user.is_authenticated:
        return JsonResponse({"signed_in": False}, status=401)
    return JsonResponse({"token": get_token(request), "user": request.user.username})


@require_POST
def visits(request: StaffRequest) -> HttpResponse:
    """Take a report: stored once however often it is sent, or told what is wrong, by field."""
    sent = request.POST.dict()
    try:
        report = report_of(sent, request.FILES.getlist("photos"))
        visit, is_new = record_visit(report, request.user)
    except ProblemError as error:
        return _refused(request, sent, list(error.problems))
    except Compound.DoesNotExist:
        return _refused(request, sent, [out_of_sight(sent.get("compound", ""))])
    code = visit.compound.code
    if _wants_json(request):
        return JsonResponse({"compound": code, "new": is_new}, status=201 if is_new else 200)
    messages.success(request, _("现场调查已入库。"))
    return redirect("registry:compound", code)


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _refused(request: StaffRequest, sent: dict[str, Any], problems: list[Problem]) -> HttpResponse:
    compound = _visible(request, sent.get("compound", ""))
    if not _wants_json(request):
        form = refused_form(request.user, compound, sent, problems)
        return _page(request, form, problems, is_open=True)
    language = get_language() or "zh-hans"
    told = [
        {
            "code": problem.code,
            "key": problem.place.key,
            "message": problem.message.in_language(language),
            "next_step": problem.next_step.in_language(language),
        }
        for problem in problems
    ]
    current = shown_facts(compound.facts) if compound else {}
    return JsonResponse({"problems": told, "current": current}, status=422)


@require_GET
@login_not_required
@never_cache
def worker(_request: HttpRequest) -> HttpResponse:
    """Give the service worker, with the list of what it keeps; a change of any is a new worker."""
    text, version = _worker()
    given = {
        "version": version,
        "shell": reverse("registry:field"),
        "assets": [static(name) for name in ASSETS],
    }
    script = f"self.LINLI = {json.dumps(given)};\n{text}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> tuple[str, str]:
    paths = [Path(str(finders.find(name))) for name in (WORKER, *ASSETS)]
    together = hashlib.sha256(b"\0".join(path.read_bytes() for path in paths))
    return paths[0].read_text("utf-8"), together.hexdigest()[:16]


def _words() -> dict[str, str]:
    """Return what the script says, in the page's language."""
    return {
        "online": _("已联网"),
        "offline": _("没有网络：填写内容保存在手机上，联网后发送。"),
        "draft": _("草稿"),
        "waiting": _("等待发送"),
        "sending": _("正在发送"),
        "problem": _("需要更正"),
        "edit": _("修改"),
        "remove": _("删除"),
        "send": _("发送"),
        "sent": _("已送达并入库："),
        "empty": _("没有等待发送的填报。"),
        "signIn": _("登录已过期，填报仍保存在手机上。请重新登录后发送。"),
        "otherUser": _("由其他账号填写，请用该账号登录后发送。"),
        "failed": _("服务器暂时无法接收，稍后会再次发送。"),
        "saved": _("已保存在手机上。"),
        "newCompound": _("新增小区"),
        "noneFound": _("手机上的清单里没有这样的小区。"),
        "listAge": _("清单更新于 "),
        "chooseTown": _("小区较多，请先选择街道（镇）。"),
        "allTowns": _("全部街道（镇）"),
        "keepTheirs": _("保留库中的值"),
        "keepMine": _("用我填的值"),
        "locating": _("正在定位……"),
        "located": _("已定位，精度约（米）："),
        "noPosition": _("无法定位，请检查定位权限。"),
        "removePhoto": _("移除照片"),
        "really": _("确定删除这份填报？"),
        "noStore": _("这个浏览器不能在手机上保存填报，请在联网时直接提交。"),
        "unreadablePhoto": _("照片无法缩小，将按原样发送："),
    }
