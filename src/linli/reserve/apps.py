"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry, PolicyScreen


class ReserveConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.reserve"
    label = "reserve"
    verbose_name = _("储备库")
    recorded = {
        "Project": _("项目"),
        "Candidate": _("储备项目"),
        "Bundle": _("片区打包"),
        "BundleMember": _("打包成员"),
        "Facility": _("共享设施"),
    }
    frozen: tuple[str, ...] = ("Movement", "BundleVersion")
    compound_lines = "linli.reserve.compound_lines.sections"
    menu = (
        Entry("reserve:list", _("储备库"), "database", PROGRAMME, "reserve", "r"),
        Entry("reserve:bundles", _("片区打包"), "polygon", PROGRAMME, "reserve", "b"),
    )
    policy_screens = (PolicyScreen(menu[0], gate="reserve"),)
