"""Keep files: only kinds that are known by their content, each content once."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.files.models import StoredFile

MAX_BYTES = 20 * 1024 * 1024
PHOTOS = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
_SIGNATURES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (8, b"WEBP", "image/webp"),
    *((4, b"ftyp" + brand, "image/heic") for brand in (b"heic", b"heix", b"mif1", b"msf1")),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),  # docx, xlsx, ods, ofd
)


def store_file(content: bytes) -> StoredFile:
    """Return the stored file of a content; raises ``ProblemError`` for a kind not taken."""
    if len(content) > MAX_BYTES:
        raise ProblemError(_too_large(len(content)))
    kind = media_type(content)
    if not kind:
        raise ProblemError(_unknown_kind())
    sha256 = hashlib.sha256(content).hexdigest()
    if found := StoredFile.objects.filter(sha256=sha256).first():
        return found
    stored = StoredFile(sha256=sha256, media_type=kind, size=len(content))
    stored.content.save(sha256, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError:  # the same content came twice at once
        return StoredFile.objects.get(sha256=sha256)
    return stored


def media_type(content: bytes) -> str:
    """Return what a content is by its first bytes, whatever its name says; empty if not taken."""
    for start, signature, kind in _SIGNATURES:
        if content[start : start + len(signature)] == signature:
            return kind
    return ""


def _too_large(size: int) -> Problem:
    limit = MAX_BYTES // 2**20
    return Problem(
        "file-too-large",
        Text(f"文件有 {size / 2**20:.0f} MB，上限 {limit} MB。", f"The file exceeds {limit} MB."),
        Text("请压缩后再上传。", "Make it smaller and send it again."),
    )


def _unknown_kind() -> Problem:
    return Problem(
        "file-kind",
        Text("不是可以保存的文件类型。", "This kind of file is not kept."),
        Text(
            "请上传照片（JPEG、PNG、WebP、HEIC）、PDF 或办公文档。",
            "Send a photo (JPEG, PNG, WebP, HEIC), a PDF or an office document.",
        ),
    )
