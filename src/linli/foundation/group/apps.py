"""Django's entry for the leading group."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class GroupConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes."""

    name = "linli.foundation.group"
    label = "group"
    verbose_name = _("领导小组")
    recorded = {
        "Meeting": _("会议"),
        "Resolution": _("决议"),
        "Training": _("培训"),
        "Institution": _("制度"),
    }
    frozen: tuple[str, ...] = ()
    menu = (Entry("group:meetings", _("领导小组"), "users", PROGRAMME),)
