"""Django's entry for the working calendar."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class CalendarAdminConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes."""

    name = "linli.foundation.calendar_admin"
    label = "calendar_admin"
    verbose_name = _("工作日历")
    recorded = {
        "CoveredYear": _("日历年度"),
        "SpecialDay": _("放假和调休日"),
        "BusinessHours": _("办公时间"),
    }
    menu = (Entry("calendar_admin:calendar", _("工作日历"), "calendar-stats", PROGRAMME),)
    frozen: tuple[str, ...] = ()
