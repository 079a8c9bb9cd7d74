"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import ACTING, Entry


class DeskConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.desk"
    label = "desk"
    verbose_name = _("工作台")
    recorded = {
        "CalendarFeed": _("日历订阅"),
        "WebhookTarget": _("通知渠道"),
    }
    unrecorded = {"CalendarFeed": ("digest", "used_at"), "WebhookTarget": ("salt",)}
    frozen: tuple[str, ...] = ()
    menu = (
        Entry("desk:inbox", _("待办"), "inbox", ACTING, "work", "d"),
        Entry("desk:channels", _("消息推送"), "send", frozenset({"system_administrator"})),
    )
