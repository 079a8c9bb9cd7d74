"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.people"
    label = "people"
    verbose_name = _("组织")
    recorded = {
        "Division": _("行政区划"),
        "Jurisdiction": _("属地"),
        "Organisation": _("单位"),
        "Post": _("岗位"),
        "User": _("账号"),
        "Appointment": _("任职"),
        "ApiToken": _("接口令牌"),
    }
    unrecorded = {"User": ("password", "last_login"), "ApiToken": ("digest", "used_at")}
    frozen: tuple[str, ...] = ()
