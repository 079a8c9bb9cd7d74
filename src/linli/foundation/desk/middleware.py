"""Headers that every page carries."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_UNUSED_POWERS = "accelerometer camera display-capture gyroscope microphone payment usb"
"""Of the browser; a phone's camera is reached through the file dialogue, its position is asked."""
_FIXED = {
    "Permissions-Policy": ", ".join(f"{power}=()" for power in _UNUSED_POWERS.split()),
    "Cross-Origin-Resource-Policy": "same-origin",
}


def content_security_policy() -> str:
    """Return the policy: nothing comes from outside the server (a city hall's network is closed).

    Only signing in may lead away, to the city's identity provider.
    """
    issuers = [urlsplit(app["settings"]["server_url"]) for app in settings.SIGN_ON]
    leads_to = " ".join(["'self'", *(f"{each.scheme}://{each.netloc}" for each in issuers)])
    return (
        "default-src 'self'; img-src 'self' data: blob:; worker-src 'self' blob:; "
        f"frame-ancestors 'none'; base-uri 'self'; form-action {leads_to}; object-src 'none'"
    )


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Send a strict content-security policy with every answer; keep caches off what is private."""
    fixed = {**_FIXED, "Content-Security-Policy": content_security_policy()}

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in fixed.items():
            response.headers[name] = value
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


class TextsCompressed(GZipMiddleware):
    """Compress pages, styles, scripts and data; files such as workbooks are compressed already."""

    kinds = ("text/", "application/json", "application/geo+json", "image/svg+xml")

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Leave alone what would not shrink."""
        if response.headers.get("Content-Type", "").startswith(self.kinds):
            return super().process_response(request, response)
        return response
