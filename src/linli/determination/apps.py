"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class DeterminationConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.determination"
    label = "determination"
    verbose_name = _("政策认定")
    recorded: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ("PackVersion", "Determination", "CompoundAnswers")
    menu = (Entry("determination:list", _("政策认定"), "scale", PROGRAMME),)
    compound_tabs = (Entry("determination:compound", _("政策认定"), "scale", PROGRAMME),)
