"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class OverviewConfig(AppConfig):
    """It keeps no rows of its own."""

    name = "linli.overview"
    label = "overview"
    verbose_name = _("总览")
    menu = (
        Entry("overview:home", _("首页"), "home", PROGRAMME, "work", "h"),
        Entry("overview:figures", _("统计图表"), "chart-bar", PROGRAMME, "work", "f"),
        Entry("overview:cockpit", _("大屏"), "device-tv", PROGRAMME, "work", "w"),
    )
