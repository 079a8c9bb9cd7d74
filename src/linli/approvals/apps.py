"""Django's entry for the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from linli.foundation.people.menu import PROGRAMME, Entry


class ApprovalsConfig(AppConfig):
    """``recorded`` tables are watched by the record of changes; ``frozen`` ones take no change."""

    name = "linli.approvals"
    label = "approvals"
    verbose_name = _("审批")
    recorded = {
        "Scheme": _("改造方案"),
        "SchemeItem": _("工程量清单项"),
        "Case": _("审批办件"),
        "Opinion": _("审批意见"),
        "Objection": _("异议"),
        "Commitment": _("告知承诺"),
        "Registration": _("不动产登记"),
    }
    frozen: tuple[str, ...] = ("Decision", "SpotCheck")
    menu = (
        Entry("approvals:list", _("审批"), "rubber-stamp", PROGRAMME, "approvals", "a"),
        Entry("approvals:registrations", _("不动产登记"), "home-check", PROGRAMME, "approvals"),
    )
