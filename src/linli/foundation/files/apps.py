"""Django's entry for the files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    """Stored files never change: another content is another file."""

    name = "linli.foundation.files"
    label = "files"
    verbose_name = _("文件")
    frozen: tuple[str, ...] = ("StoredFile",)
