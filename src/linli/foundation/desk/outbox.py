"""Notices leave the house by e-mail and signed webhook, each until it arrives or is given up."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from linli.foundation.desk.models import Delivery, WebhookTarget
from linli.foundation.steps.models import Notice

MOST_ATTEMPTS = 8
SECONDS_TO_ANSWER = 10
CLAIM = timedelta(minutes=5)
SIGNATURE = "X-Linli-Signature"
State = Delivery.State


class Sent(NamedTuple):
    """How many deliveries arrived, wait for another attempt, and were given up."""

    arrived: int
    waiting: int
    given_up: int


def send_out(now: datetime | None = None) -> Sent:
    """Enter new notices into the outbox and send what is due.

    Several senders may run at once: each delivery is claimed by one. What fails is tried again
    after 1, 2, 4 ... minutes, ``MOST_ATTEMPTS`` times.
    """
    moment = now or timezone.now()
    enter(moment)
    due = Delivery.objects.filter(state=State.WAITING, next_at__lte=moment).order_by("pk")
    results = [_attempt(pk, moment) for pk in list(due.values_list("pk", flat=True))]
    return Sent(*(results.count(each) for each in (State.SENT, State.WAITING, State.FAILED)))


def enter(now: datetime) -> int:
    """Make the deliveries of notices that have none yet; return how many."""
    with transaction.atomic():
        new = list(
            Notice.objects.filter(sent_at=None)
            .select_related("user")
            .select_for_update(of=("self",))
        )
        targets = list(WebhookTarget.objects.filter(stopped_at=None))
        made = Delivery.objects.bulk_create(
            Delivery(notice=notice, target=target, next_at=now)
            for notice in new
            for target in _channels(notice, targets)
        )
        Notice.objects.filter(pk__in=[notice.pk for notice in new]).update(sent_at=now)
    return len(made)


def _channels(notice: Notice, targets: list[WebhookTarget]) -> Iterator[WebhookTarget | None]:
    """Give the channels of a notice: None is the person's e-mail."""
    if notice.user.email and not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
        yield None
    yield from targets


def _attempt(pk: int, now: datetime) -> str:
    """Try one delivery and return its state; an empty text where another sender has it."""
    claimed = Delivery.objects.filter(pk=pk, state=State.WAITING, next_at__lte=now)
    if not claimed.update(next_at=now + CLAIM):
        return ""
    delivery = Delivery.objects.select_related("notice__user", "notice__step__lead", "target").get(
        pk=pk
    )
    try:
        _send(delivery)
    except (OSError, ValueError) as error:  # the network's and the mail server's refusals
        delivery.attempts += 1
        delivery.error = f"{type(error).__name__}: {error}"[:300]
        delivery.next_at = now + timedelta(minutes=2 ** (delivery.attempts - 1))
        if delivery.attempts >= MOST_ATTEMPTS:
            delivery.state = State.FAILED
    else:
        delivery.state, delivery.sent_at, delivery.error = State.SENT, now, ""
        delivery.attempts += 1
    delivery.save()
    return str(delivery.state)


def _send(delivery: Delivery) -> None:
    notice = delivery.notice
    if delivery.target:
        post(delivery.target, message_of(notice))
    else:
        address = f"{settings.PUBLIC_URL}/desk/steps/{notice.step_id}/"
        send_mail(
            notice.text,
            f"{notice.text}\n{notice.text_en}\n\n{address}\n",
            None,
            [notice.user.email],
        )


def message_of(notice: Notice) -> dict[str, object]:
    """Return what a webhook is told: the step and whom it concerns, no resident's data."""
    step = notice.step
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "to": notice.user.username,
        "text": notice.text,
        "text_en": notice.text_en,
        "made_at": notice.made_at.isoformat(),
        "step": {
            "id": step.pk,
            "title": step.title,
            "office": step.lead.name,
            "due_on": step.due_on.isoformat() if step.due_on else None,
            "url": f"{settings.PUBLIC_URL}/desk/steps/{step.pk}/",
        },
    }


class _NoRedirect(HTTPRedirectHandler):
    """A signed message goes to the address that was entered, and nowhere else."""

    def redirect_request(self, *_given: object) -> None:
        """Follow no redirect."""


def post(target: WebhookTarget, message: dict[str, object]) -> None:
    """Post a signed message; raises ``OSError`` unless it is answered with success."""
    body = json.dumps(message, ensure_ascii=False).encode()
    moment = str(int(timezone.now().timestamp()))
    request = Request(  # noqa: S310 - http and https only, see the form
        target.url,
        body,
        {
            "Content-Type": "application/json; charset=utf-8",
            SIGNATURE: f"t={moment},v1={signature(target.secret, moment, body)}",
        },
    )
    try:
        build_opener(_NoRedirect).open(request, timeout=SECONDS_TO_ANSWER).close()
    except URLError as error:
        raise OSError(str(error)) from error


def signature(secret: str, moment: str, body: bytes) -> str:
    """Return the HMAC-SHA-256 of the moment, a dot and the body, in hex."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
