"""The page on residents' data, open to all."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.foundation.access.policy import policy
from linli.foundation.residents.notice import NOTICE_VERSION


@login_not_required
@require_safe
def notice(request: HttpRequest) -> HttpResponse:
    """Say in plain words what is kept of residents, why, for how long, and what they may ask."""
    context = {"version": NOTICE_VERSION, "days": policy().personal_days}
    return render(request, "residents/notice.html", context)
