"""Browsers that also show a token, so that pages and programs' addresses are asked alike."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from linli.foundation.people.models import User
from linli.foundation.people.tokens import make_token

_FIRST = Client()


def browser_of(user: User) -> Client:
    """Return a browser of a person; all share one handler, whose middleware is set up once."""
    browser = Client(headers={"Authorization": f"Bearer {make_token(user, 'test')}"})
    browser.handler = _FIRST.handler
    browser.force_login(user)
    return browser


def ask(
    browser: Client, method: str, path: str, body: dict[str, Any] | None = None
) -> HttpResponse:
    """Send a request, then undo what it changed, in the database and in the browser."""
    cookies = browser.cookies.copy()
    given: dict[str, Any] = {"data": body} if body else {}
    if method not in {"get", "post"}:
        given |= {"content_type": "application/json"}
    with transaction.atomic():
        response = getattr(browser, method)(path, **given, headers={"If-Match": "*"})
        transaction.set_rollback(True)
    browser.cookies = cookies  # some pages sign out
    return response
