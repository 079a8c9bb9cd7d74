"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.desk"
    label = "desk"
    verbose_name = _("工作台")
    recorded: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
