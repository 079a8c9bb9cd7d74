"""Django's entry for the package."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core import checks
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import Entry

SYSTEM, SECURITY = frozenset({"system_administrator"}), frozenset({"security_administrator"})


class AccessConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.foundation.access"
    label = "access"
    verbose_name = _("账号与安全")
    recorded = {
        "SecurityPolicy": _("安全策略"),
        "AccountAct": _("账号处理"),
    }
    frozen: tuple[str, ...] = ("SecurityPolicy", "AccountAct")
    menu = (
        Entry("access:accounts", _("账号管理"), "user", SYSTEM),
        Entry("access:posts", _("岗位授权"), "key", SECURITY),
        Entry("access:locks", _("锁定与解锁"), "lock", SECURITY),
        Entry("access:policy", _("安全策略"), "scale", SECURITY),
    )

    def ready(self) -> None:
        """Note when sessions begin, and look at the settings before a deployment."""
        from linli.foundation.access.checks import deployment  # noqa: PLC0415 - needs loaded models
        from linli.foundation.access.gates import begin  # noqa: PLC0415 - as above

        user_logged_in.connect(begin)
        checks.register(deployment, checks.Tags.security, deploy=True)
