"""Django's entry for the special plan."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class SpecialConfig(AppConfig):
    """A version and its filing never change; what is drafted is watched by the record."""

    name = "linli.plan.special"
    label = "special"
    verbose_name = _("专项规划")
    recorded = {
        "SpecialPlan": _("专项规划"),
        "Chapter": _("规划章节"),
        "Unit": _("改造单元"),
        "Member": _("单元内小区"),
        "Money": _("规划资金"),
        "Layer": _("约束图层"),
        "Round": _("征求意见"),
        "Comment": _("意见"),
    }
    frozen: tuple[str, ...] = ("Version", "Filing")
    menu = (Entry("special:list", _("专项规划"), "map-2", PROGRAMME, "plan"),)
