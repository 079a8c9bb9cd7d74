"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.record"
    label = "record"
    verbose_name = _("变更记录")
    recorded: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
