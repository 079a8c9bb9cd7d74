"""Files that records refer to, stored once by their digest."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """A file's content; what it is called and shows is said by the record that refers to it."""

    sha256 = models.CharField(max_length=64, unique=True)
    media_type = models.CharField(_("类型"), max_length=100)
    size = models.PositiveBigIntegerField(_("大小"))
    content = models.FileField(upload_to="files/")
    stored_at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sha256[:12]
