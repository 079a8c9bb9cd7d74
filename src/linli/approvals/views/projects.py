"""A project's route, what would change it, and its scheme (S30-S36)."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.approvals.actions.applying import newest_scheme, submit
from linli.approvals.actions.facts import read_facts, set_facts
from linli.approvals.actions.schemes import (
    add_file,
    add_item,
    begin_scheme,
    drop_item,
    may_write,
    write_parts,
)
from linli.approvals.actions.turn import may_apply
from linli.approvals.bridge import SCHEME, parts_of, procedure
from linli.approvals.models import SchemeFile, SchemeItem
from linli.approvals.reads import route_page
from linli.approvals.views.door import WRITERS, attempt, whole, with_pack
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.determination.reads import current_pack
from linli.foundation.files.responses import file_response
from linli.foundation.people.doors import StaffRequest, programme_only, roles_only
from linli.reserve.models import Project


def found(request: StaffRequest, code: str) -> Project:
    """Return a project within the user's scope, else 404."""
    rows = Project.objects.visible_to(request.user).select_related("jurisdiction")
    one: Project = get_object_or_404(rows, code=code)
    return one


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*WRITERS, to_change=True)
@with_pack
def project(request: StaffRequest, code: str) -> HttpResponse:
    """Show a project's route (S30-S36); write its facts, apply for its steps."""
    one = found(request, code)
    if request.method == "GET":
        return _project(request, one, [])
    acts = {"facts": partial(_facts, one), "submit": partial(_submit, one)}
    way, problems = attempt(request, acts)
    return redirect(way) if way else _project(request, one, problems, status=422)


def _facts(one: Project, request: StaffRequest) -> str:
    texts = {name: str(value) for name, value in request.POST.items()}
    change = set_facts(request.user, one, texts, texts.get("reason", ""))
    steps = {step.code: step.label for step in current_pack().procedures}
    language = request.LANGUAGE_CODE
    for codes, said in (
        (change.now_taken, _("因此需要办理：%(steps)s。")),
        (change.now_spared, _("因此不再办理：%(steps)s。")),
    ):
        if codes:
            names = "、".join(steps[each].in_language(language) for each in codes)
            messages.warning(request, said % {"steps": names})
    messages.success(request, _("已更新项目事实。"))
    return reverse("approvals:project", args=[one.code])


def _submit(one: Project, request: StaffRequest) -> str:
    code = request.POST.get("procedure", "")
    if code not in {step.code for step in current_pack().procedures}:
        raise ProblemError(_no_step(code))
    case = submit(request.user, one, code)
    messages.success(request, _("已报送，等待受理。"))
    return reverse("approvals:case", args=[case.pk])


def _project(
    request: StaffRequest, one: Project, problems: list[Problem], status: int = 200
) -> HttpResponse:
    page = route_page(current_pack(), one)
    may = not may_apply(request.user, one.jurisdiction_id)
    context = {
        "project": one,
        "page": page,
        "problems": problems,
        "may": may,
        "scheme": newest_scheme(one),
    }
    return render(request, "approvals/project.html", context, status=status)


@require_GET
@programme_only
@with_pack
def what_if(request: StaffRequest, code: str) -> HttpResponse:
    """Show how a project's route would run with other facts; nothing is stored."""
    one, pack = found(request, code), current_pack()
    problems: list[Problem] = []
    instead = {}
    try:
        texts = {name: str(value) for name, value in request.GET.items()}
        instead = read_facts(pack, texts)
    except ProblemError as error:
        problems = list(error.problems)
    context = {"project": one, "page": route_page(pack, one, instead), "problems": problems}
    return render(request, "approvals/_route.html", context)


@require_http_methods(["GET", "POST"])
@programme_only
@roles_only(*WRITERS, to_change=True)
@with_pack
def scheme(request: StaffRequest, code: str) -> HttpResponse:
    """Show and write a project's scheme (S33)."""
    one = found(request, code)
    if request.method == "GET":
        return _scheme(request, one, [])
    acts = {
        name: partial(act, one)
        for name, act in (
            ("begin", _begin),
            ("parts", _parts),
            ("item", _item),
            ("drop", _drop),
            ("file", _file),
        )
    }
    way, problems = attempt(request, acts)
    return redirect(way) if way else _scheme(request, one, problems, status=422)


def _begin(one: Project, request: StaffRequest) -> str:
    begin_scheme(request.user, one)
    return reverse("approvals:scheme", args=[one.code])


def _parts(one: Project, request: StaffRequest) -> str:
    texts = {name: str(value) for name, value in request.POST.items()}
    write_parts(request.user, begin_scheme(request.user, one), texts)
    messages.success(request, _("已保存。"))
    return reverse("approvals:scheme", args=[one.code])


def _item(one: Project, request: StaffRequest) -> str:
    posted = request.POST
    works = {item.code: item for item in current_pack().works}
    work = posted.get("work", "")
    if work not in works:
        raise ProblemError(_no_work())
    quantity, unit_cost = (
        _amount(posted.get(name, ""), name) for name in ("quantity", "unit_cost")
    )
    item = SchemeItem(
        work=work,
        quantity=quantity,
        unit_cost=unit_cost,
        where=_chosen(SchemeItem.Where, posted.get("where", "")),
        owner=_chosen(SchemeItem.Owner, posted.get("owner", "")),
        responsible=(posted.get("responsible") or _responsible(work))[:80],
    )
    add_item(request.user, begin_scheme(request.user, one), item)
    return reverse("approvals:scheme", args=[one.code]) + "#bill"


def _responsible(work: str) -> str:
    """Return the utility or office that the catalogue names for an item."""
    item = next(each for each in current_pack().works if each.code == work)
    return item.utility or item.lead_office


def _chosen(choices: type[SchemeItem.Where | SchemeItem.Owner], value: str) -> str:
    return value if value in choices.values else choices.values[-1]


def _amount(text: str, name: str) -> Decimal:
    """Return a written amount of at most two decimals, above zero."""
    try:
        amount = Decimal(text.replace(",", "").replace("，", "").strip())
    except InvalidOperation as error:
        raise ProblemError(_no_amount(name, text)) from error
    if not amount.is_finite() or amount <= 0 or amount != round(amount, 2) or amount >= 10**11:
        raise ProblemError(_no_amount(name, text))
    return amount


def _drop(one: Project, request: StaffRequest) -> str:
    draft = newest_scheme(one)
    if draft and (number := whole(request.POST, "item")):
        drop_item(request.user, draft, number)
    return reverse("approvals:scheme", args=[one.code]) + "#bill"


def _file(one: Project, request: StaffRequest) -> str:
    sent = request.FILES.get("file")
    if sent is None:
        raise ProblemError(_no_file())
    draft = begin_scheme(request.user, one)
    add_file(request.user, draft, sent.name or "", sent.read(), request.POST.get("material", ""))
    return reverse("approvals:scheme", args=[one.code]) + "#papers"


def _scheme(
    request: StaffRequest, one: Project, problems: list[Problem], status: int = 200
) -> HttpResponse:
    pack = current_pack()
    newest = newest_scheme(one)
    context = {
        "project": one,
        "scheme": newest,
        "parts": [
            (fact, newest.parts.get(name, "") if newest else "")
            for name, fact in parts_of(pack).items()
        ],
        "works": pack.works,
        "labels": {item.code: item for item in pack.works},
        "step": procedure(pack, SCHEME),
        "wheres": SchemeItem.Where.choices,
        "owners": SchemeItem.Owner.choices,
        "may_begin": not may_apply(request.user, one.jurisdiction_id),
        "may": bool(newest) and not may_write(request.user, newest) if newest else False,
        "problems": problems,
    }
    return render(request, "approvals/scheme.html", context, status=status)


@require_GET
@programme_only
@with_pack
def paper(request: StaffRequest, code: str, file_id: int) -> HttpResponseBase:
    """Send a paper of a project's scheme."""
    one = found(request, code)
    kept = get_object_or_404(SchemeFile, pk=file_id, scheme__project=one)
    return file_response(kept.file, kept.name, download=True)


def _no_step(code: str) -> Problem:
    return Problem(
        "no-such-step",
        Text(f"没有办理环节“{code}”。", f"There is no step “{code}”."),
        Text("请从办理路径中选择。", "Choose one from the route."),
    )


def _no_work() -> Problem:
    return Problem(
        "no-such-work",
        Text("没有选择改造内容。", "No item of works was chosen."),
        Text("请从目录中选择。", "Choose one from the catalogue."),
        Place(key="work"),
    )


def _no_amount(name: str, text: str) -> Problem:
    return Problem(
        "no-amount",
        Text(f"“{text}”不是大于零、至多两位小数的数。", f"“{text}” is no amount above zero."),
        Text("请填写数字，例如 1200.50。", "Enter a number such as 1200.50."),
        Place(key=name),
    )


def _no_file() -> Problem:
    return Problem(
        "no-file",
        Text("没有选择文件。", "No file was chosen."),
        Text("请选择文件后上传。", "Choose a file, then send it."),
        Place(key="file"),
    )
