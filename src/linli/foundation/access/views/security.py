"""The security administrator's pages: posts, locks, and the security policy."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.access.actions import security
from linli.foundation.access.forms import AppointForm, PolicyForm, ReasonForm
from linli.foundation.access.lockout import locks
from linli.foundation.access.models import AccountAct, SecurityPolicy
from linli.foundation.access.policy import policy
from linli.foundation.access.reads import account_page, held_from
from linli.foundation.people.doors import StaffRequest, roles_only
from linli.foundation.people.models import Appointment, Role, User

security_only = roles_only(Role.SECURITY_ADMINISTRATOR)
LAST_ACTS = 50


@require_safe
@security_only
def posts(request: StaffRequest) -> HttpResponse:
    """List the accounts with their posts and second factors."""
    text = request.GET.get("text", "").strip()
    page, rows = account_page(text, request.GET.get("page"))
    context = {"text": text, "page": page, "rows": rows}
    return render(request, "access/posts.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@security_only
def person(request: StaffRequest, number: int) -> HttpResponse:
    """Show a person's posts; give one."""
    account = get_object_or_404(User, pk=number)
    form = AppointForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _person(request, account, form)
    try:
        made = security.appoint(request.user, account, **form.cleaned_data)
    except ProblemError as error:
        return _person(request, account, form, error.problems)
    messages.success(request, _("已授予岗位：%(post)s。") % {"post": made.post})
    return redirect("access:person", number)


def _person(
    request: StaffRequest, account: User, form: AppointForm, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    held = held_from(account, timezone.localdate())
    context = {
        "account": account,
        "held": [(each, security.may_dismiss(request.user, each)) for each in held],
        "form": form,
        "reason_form": ReasonForm(auto_id="act_%s"),
        "problems": problems,
        "is_self": account == request.user,
    }
    bad = problems or form.errors
    return render(request, "access/person.html", context, status=422 if bad else 200)


@require_POST
@security_only
def dismiss(request: StaffRequest, number: int) -> HttpResponse:
    """Take a post at once."""
    held = get_object_or_404(Appointment, pk=number)
    if held.user is None:
        raise Http404
    reason = request.POST.get("reason", "")[:200]
    try:
        security.dismiss(request.user, held, timezone.localdate(), reason)
    except ProblemError as error:
        return _person(request, held.user, AppointForm(), error.problems)
    messages.success(request, _("已免去岗位：%(post)s。") % {"post": held.post})
    return redirect("access:person", held.user_id)


@require_POST
@security_only
def act(request: StaffRequest, number: int, what: str) -> HttpResponse:
    """Remove a lost second factor, or end all sessions of an account."""
    doing = {"second-factor": security.remove_second_factor, "sign-out": security.sign_out}
    account = get_object_or_404(User, pk=number)
    if what not in doing:
        raise Http404
    try:
        doing[what](request.user, account, request.POST.get("reason", "")[:200])
    except ProblemError as error:
        return _person(request, account, AppointForm(), error.problems)
    messages.success(request, _("账号“%(account)s”已更新。") % {"account": account})
    return redirect("access:person", number)


@require_http_methods(["GET", "HEAD", "POST"])
@security_only
def locked(request: StaffRequest) -> HttpResponse:
    """List the accounts that are locked now; unlock one."""
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        username = request.POST.get("username", "")[:150]
        try:
            security.unlock(request.user, username, request.POST.get("reason", "")[:200])
        except ProblemError as error:
            problems = error.problems
        else:
            messages.success(request, _("账号“%(account)s”已解除锁定。") % {"account": username})
            return redirect("access:locks")
    acts = AccountAct.objects.select_related("made_by")[:LAST_ACTS]
    context = {"locks": locks(), "acts": acts, "problems": problems}
    return render(request, "access/locks.html", context, status=422 if problems else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@security_only
def security_policy(request: StaffRequest) -> HttpResponse:
    """Show the security policy and those before it; put another in force."""
    current = SecurityPolicy.objects.first() or policy()
    form = PolicyForm(request.POST or None, instance=current, initial={"reason": ""})
    if request.method == "POST" and form.is_valid():
        security.set_policy(request.user, form.instance, form.cleaned_data["reason"])
        messages.success(request, _("安全策略已生效。"))
        return redirect("access:policy")
    context = {"form": form, "before": SecurityPolicy.objects.select_related("made_by")[:LAST_ACTS]}
    return render(request, "access/policy.html", context, status=422 if form.errors else 200)
