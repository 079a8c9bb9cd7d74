"""The account's page of tokens: one's own, to make and to revoke."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.people.models import ApiToken
from linli.foundation.people.tokens import make_token, revoke_token
from linli.foundation.record.context import changing


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: StaffRequest) -> HttpResponse:
    """List one's tokens; make one, which is shown on this answer only."""
    made, problems, name = "", tuple[Problem, ...](), request.POST.get("name", "")
    if request.method == "POST":
        try:
            with changing(request.user, _("签发接口令牌")):
                made = make_token(request.user, name)
        except ProblemError as error:
            problems = error.problems
    context = {
        "tokens": request.user.api_tokens.all(),
        "made": made,
        "name": "" if made else name,
        "problems": problems,
    }
    return render(request, "desk/tokens.html", context, status=422 if problems else 200)


@require_POST
def revoke(request: StaffRequest, number: int) -> HttpResponse:
    """Revoke one's own token; another's is not found."""
    token = get_object_or_404(ApiToken, pk=number, user=request.user)
    with changing(request.user, _("作废接口令牌")):
        revoke_token(token)
    messages.success(request, _("令牌“%(name)s”已作废。") % {"name": token.name})
    return redirect("desk:tokens")
