"""Addresses of programs; they show a token instead of signing in."""

from collections.abc import Iterable

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from linli.registry.api import features
from linli.registry.api.service import service

_ROOT = "collections/compounds"
SIGNED_IN = frozenset({"openapi-view"})
"""What only people who signed in read."""


def _without_sign_in(patterns: Iterable[URLPattern | URLResolver]) -> None:
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name not in SIGNED_IN:
            pattern.callback = login_not_required(pattern.callback)
        if isinstance(pattern, URLPattern) and str(pattern.name).startswith("openapi-"):
            pattern.callback = require_safe(pattern.callback)


rest = service.urls
_without_sign_in(rest[0])
ogc = (
    [
        path("", features.landing, name="landing"),
        path("conformance", features.conformance, name="conformance"),
        path("api", features.api, name="api"),
        path("collections", features.collections, name="collections"),
        path(_ROOT, features.collection, name="collection"),
        path(f"{_ROOT}/items", features.items, name="items"),
        path(f"{_ROOT}/items/<str:code>", features.item, name="item"),
    ],
    "ogc",
    "ogc",
)
