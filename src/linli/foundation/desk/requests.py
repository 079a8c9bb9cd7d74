"""The request that views receive: the middleware lets only signed-in people in."""

from __future__ import annotations

from django.http import HttpRequest

from linli.foundation.people.models import User


class StaffRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User
