"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.registry"
    label = "registry"
    verbose_name = _("小区库")
    recorded: tuple[str, ...] = ("SurveyRound", "Workbook", "Compound", "Building")
    frozen: tuple[str, ...] = ("Release",)
