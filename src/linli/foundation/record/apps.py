"""Django's entry for the room."""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import Entry as MenuEntry


class RecordConfig(AppConfig):
    """Gives connections the triggers' functions, and makes the triggers after each migration."""

    name = "linli.foundation.record"
    label = "record"
    verbose_name = _("变更记录")
    recorded = {
        "Event": _("使用记录"),
    }
    frozen: tuple[str, ...] = ("Event",)
    menu = (MenuEntry("record:list", _("变更记录"), "history", frozenset({"auditor"})),)

    def ready(self) -> None:
        """Connect to the moments of Django that the triggers and the record need."""
        connection_created.connect(_on_connection)
        post_migrate.connect(_on_migrate)
        user_logged_in.connect(_on_sign_in)
        user_login_failed.connect(_on_failure)


def _on_connection(connection: BaseDatabaseWrapper, **_rest: Any) -> None:  # noqa: ANN401 - a signal's rest
    from linli.foundation.record.triggers import give_functions  # noqa: PLC0415 - needs loaded models

    give_functions(connection)


def _on_migrate(sender: AppConfig, **_rest: Any) -> None:  # noqa: ANN401 - a signal's rest
    from linli.foundation.record.triggers import install  # noqa: PLC0415 - needs loaded models

    keeping = [config for config in apps.get_app_configs() if config.models_module]
    if sender is keeping[-1]:  # all tables stand by now; rooms without tables are not told
        install()


def _on_sign_in(request: Any, user: Any, **_rest: Any) -> None:  # noqa: ANN401 - a signal's
    from linli.foundation.record.events import note_sign_in  # noqa: PLC0415 - needs loaded models

    note_sign_in(user, request)


def _on_failure(credentials: dict[str, Any], request: Any = None, **_rest: Any) -> None:  # noqa: ANN401 - a signal's
    from linli.foundation.record.events import note_failure  # noqa: PLC0415 - needs loaded models

    note_failure(str(credentials.get("username") or credentials.get("login") or ""), request)
