"""The system administrator's pages: who has an account."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.access.actions.accounts import (
    close_account,
    may_change_account,
    open_account,
    rename_account,
    reopen_account,
    reset_password,
)
from linli.foundation.access.forms import AccountForm, ReasonForm
from linli.foundation.access.reads import account_page, held_from
from linli.foundation.people.doors import StaffRequest, roles_only
from linli.foundation.people.models import Role, User

system_only = roles_only(Role.SYSTEM_ADMINISTRATOR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@system_only
def accounts(request: StaffRequest) -> HttpResponse:
    """List the accounts; open one, whose first password is shown on this answer only."""
    form, problems, made = AccountForm(request.POST or None), tuple[Problem, ...](), None
    if request.method == "POST" and form.is_valid():
        try:
            made = open_account(request.user, **form.cleaned_data)
        except ProblemError as error:
            problems = error.problems
    text = request.GET.get("text", "").strip()
    page, rows = account_page(text, request.GET.get("page"))
    context = {
        "form": AccountForm() if made else form,
        "problems": problems,
        "made": made,
        "text": text,
        "page": page,
        "rows": rows,
    }
    bad = problems or form.errors
    return render(request, "access/accounts.html", context, status=422 if bad else 200)


@require_safe
@system_only
def account(request: StaffRequest, number: int) -> HttpResponse:
    """Show an account and what can be done with it."""
    return _page(request, get_object_or_404(User, pk=number), ReasonForm())


def _page(
    request: StaffRequest,
    account: User,
    form: ReasonForm,
    problems: tuple[Problem, ...] = (),
    password: str = "",
) -> HttpResponse:
    context = {
        "account": account,
        "held": held_from(account, timezone.localdate()),
        "form": form,
        "problems": problems,
        "password": password,
        "reasons": may_change_account(request.user, account),
    }
    bad = problems or form.errors
    return render(request, "access/account.html", context, status=422 if bad else 200)


@never_cache
@require_POST
@system_only
def change(request: StaffRequest, number: int, what: str) -> HttpResponse:
    """Close, open again or rename an account, or give it a first password."""
    account, form = get_object_or_404(User, pk=number), ReasonForm(request.POST)
    if what not in {"close", "reopen", "password", "name"}:
        raise Http404
    if not form.is_valid():
        return _page(request, account, form)
    reason, password = form.cleaned_data["reason"], ""
    try:
        match what:
            case "close":
                close_account(request.user, account, reason)
            case "reopen":
                password = reopen_account(request.user, account, reason)
            case "password":
                password = reset_password(request.user, account, reason)
            case _:
                name = request.POST.get("display_name", "").strip()[:60]
                rename_account(request.user, account, name, reason)
    except ProblemError as error:
        return _page(request, User.objects.get(pk=number), form, error.problems)
    if password:  # shown on this answer only
        return _page(request, account, ReasonForm(), password=password)
    messages.success(request, _("账号“%(account)s”已更新。") % {"account": account})
    return redirect("access:account", number)
