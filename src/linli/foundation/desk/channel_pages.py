"""Webhooks: the system administrator enters where notices go, and sees whether they arrive."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from linli.foundation.desk.models import Delivery, WebhookTarget
from linli.foundation.desk.outbox import SIGNATURE
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.desk.step_forms import ChannelForm
from linli.foundation.people.doors import roles_only
from linli.foundation.people.models import Role
from linli.foundation.record.context import changing

SHOWN = 50
system_only = roles_only(Role.SYSTEM_ADMINISTRATOR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@system_only
def channels(request: StaffRequest) -> HttpResponse:
    """List the webhooks and what became of the last messages; enter one, its secret shown once.

    Messages themselves are not shown: they are the officers' business.
    """
    form, made = ChannelForm(request.POST or None), None
    if form.is_valid():
        with changing(request.user, _("登记消息推送")):
            made = WebhookTarget.objects.create(made_by=request.user, **form.cleaned_data)
        form = ChannelForm()
    context: dict[str, Any] = {
        "form": form,
        "made": made,
        "header": SIGNATURE,
        "targets": WebhookTarget.objects.all(),
        "deliveries": Delivery.objects.select_related("target")[:SHOWN],
    }
    return render(request, "desk/channels.html", context, status=422 if form.is_bound else 200)


@require_POST
@system_only
def channel_stop(request: StaffRequest, number: int) -> HttpResponse:
    """Send nothing more to a webhook."""
    target = get_object_or_404(WebhookTarget, pk=number, stopped_at=None)
    with changing(request.user, _("停用消息推送")):
        target.stopped_at = timezone.now()
        target.save()
        target.deliveries.filter(state=Delivery.State.WAITING).update(state=Delivery.State.FAILED)
    messages.success(request, _("已停用 %(name)s。") % {"name": target.name})
    return redirect("desk:channels")
