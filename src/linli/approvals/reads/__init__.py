"""Questions of the room."""

from linli.approvals.reads.cases import case_list, case_page, moved_cases
from linli.approvals.reads.figures import figures
from linli.approvals.reads.registrations import registration_list
from linli.approvals.reads.routes import route_page
from linli.approvals.reads.splitting import splitting

__all__ = [
    "case_list",
    "case_page",
    "figures",
    "moved_cases",
    "registration_list",
    "route_page",
    "splitting",
]
