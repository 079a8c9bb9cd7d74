"""Django's entry for the package."""

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ResidentsConfig(AppConfig):
    """The package keeps no tables of its own: rooms use its field."""

    name = "linli.foundation.residents"
    label = "residents"
    verbose_name = _("居民个人信息")

    def ready(self) -> None:
        """Look at the keys before a deployment."""
        from linli.foundation.residents.checks import keys_in_order  # noqa: PLC0415 - needs loaded models

        checks.register(keys_in_order, checks.Tags.security, deploy=True)
