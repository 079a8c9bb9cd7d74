"""Serve stored files so that a browser runs nothing of them and shares them with nobody."""

from __future__ import annotations

from django.http import FileResponse

from linli.foundation.files.models import StoredFile

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Kinds that a page may show; whatever else is only downloaded."""


def file_response(stored: StoredFile, name: str, *, download: bool = False) -> FileResponse:
    """Return a file under a name: pictures to look at unless ``download``, others to keep.

    The caller has seen to it that the user may have it.
    """
    attach = download or stored.media_type not in SHOWN
    response = FileResponse(
        stored.content.open("rb"),
        as_attachment=attach,
        filename=name,
        content_type=stored.media_type,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
