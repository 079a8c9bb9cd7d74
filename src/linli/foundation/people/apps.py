"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.people"
    label = "people"
    verbose_name = _("组织")
    recorded: tuple[str, ...] = (
        "Division",
        "Jurisdiction",
        "Organisation",
        "Post",
        "User",
        "Appointment",
        "ApiToken",
    )
    unrecorded = {"User": ("password", "last_login"), "ApiToken": ("digest", "used_at")}
    frozen: tuple[str, ...] = ()
