"""Django's entry for the organisation; its tables are those of the people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class OfficesConfig(AppConfig):
    """The organisation's pages."""

    name = "linli.foundation.offices"
    label = "offices"
    verbose_name = _("组织机构")
    menu = (Entry("offices:tree", _("组织机构"), "sitemap", PROGRAMME, key="o"),)
