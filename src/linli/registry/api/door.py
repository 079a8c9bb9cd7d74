"""Who may come in: programs with a token of a person whose post has to do with the programme."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from ninja.security import HttpBearer

from linli.foundation.people.doors import SAFE_METHODS, StaffRequest
from linli.foundation.people.models import User
from linli.foundation.people.scope import PROGRAMME_ROLES, scope_of
from linli.foundation.people.tokens import token_in, user_of_token
from linli.registry.actions import IMPORT_ROLES
from linli.registry.api.problems import problem_of_status, problem_response

P = ParamSpec("P")


class Bearer(HttpBearer):
    """A token in the ``Authorization`` header; the request is then its user's."""

    def __call__(self, request: HttpRequest) -> User | None:
        """Return the token's user; ``PermissionDenied`` for a post that may not do this."""
        return self.authenticate(request, token_in(request.headers.get("Authorization", "")))

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return the token's user, None for a wrong one."""
        user = user_of_token(token) if token else None
        roles = PROGRAMME_ROLES if request.method in SAFE_METHODS else set(IMPORT_ROLES)
        if user and not scope_of(user).has(*roles):
            raise PermissionDenied
        if user:
            request.user = user
        return user


def with_token(
    view: Callable[Concatenate[StaffRequest, P], HttpResponse],
) -> Callable[Concatenate[StaffRequest, P], HttpResponse]:
    """Let in only requests with a token; others are told so by 401."""

    @wraps(view)
    def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if Bearer()(request) is None:
            return problem_response([problem_of_status(401)], 401)
        return view(request, *args, **kwargs)

    return login_not_required(guarded)
