"""Django's entry for the jobs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    """Jobs come and go: what they store is recorded where it is stored."""

    name = "linli.foundation.jobs"
    label = "jobs"
    verbose_name = _("后台任务")
