"""Django's entry for the special plan."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class SpecialConfig(AppConfig):
    """A version and its filing never change; what is drafted is watched by the record."""

    name = "linli.plan.special"
    label = "special"
    verbose_name = _("专项规划")
    recorded: tuple[str, ...] = (
        "SpecialPlan",
        "Chapter",
        "Unit",
        "Member",
        "Money",
        "Layer",
        "Round",
        "Comment",
    )
    frozen: tuple[str, ...] = ("Version", "Filing")
    menu = (Entry("special:list", _("专项规划"), "map-2", PROGRAMME, "plan"),)
