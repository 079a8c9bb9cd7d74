"""One search over all rooms: each room says what it finds, for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

from linli.approvals.reads.finding import find_cases
from linli.determination.reads.library import find_documents
from linli.foundation.access.reads import find_accounts
from linli.foundation.offices.reads import find_people
from linli.foundation.people.finding import Found
from linli.foundation.people.menu import PROGRAMME
from linli.foundation.people.models import Role
from linli.foundation.people.scope import scope_of
from linli.plan.reads.finding import find_plans
from linli.registry.finding import find_compounds
from linli.registry.searching import LONGEST_TEXT
from linli.reserve.reads.finding import find_projects

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from linli.foundation.people.models import User

SUGGESTED, LISTED = 5, 30
ADMINISTRATION = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR})


class Kind(NamedTuple):
    """A kind of thing: who may look for it, and what finds it for a user, a text and how many."""

    label: str | Promise
    roles: frozenset[str]
    find: Callable[[User, str, int], list[Found]]


class Section(NamedTuple):
    """What was found of a kind; ``is_cut`` where there may be more."""

    label: str | Promise
    found: list[Found]
    is_cut: bool


KINDS = (
    Kind(_("小区"), PROGRAMME, find_compounds),
    Kind(_("项目"), PROGRAMME, find_projects),
    Kind(_("审批事项"), PROGRAMME, find_cases),
    Kind(_("计划"), PROGRAMME, find_plans),
    Kind(_("条款、规则和数值"), PROGRAMME, find_documents),
    Kind(_("人员和岗位"), PROGRAMME, find_people),
    Kind(_("账号"), ADMINISTRATION, find_accounts),
)


def search(user: User, text: str, most: int) -> Iterator[Section]:
    """Yield what a text finds that a user may see, kind by kind; nothing for an empty one."""
    wanted = text.strip()[:LONGEST_TEXT]
    if not wanted:
        return
    scope = scope_of(user)
    for kind in KINDS:
        if scope.has(*kind.roles) and (found := kind.find(user, wanted, most + 1)):
            yield Section(kind.label, found[:most], len(found) > most)
