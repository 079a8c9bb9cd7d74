"""Cases that the search of all rooms finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from linli.approvals.bridge import procedure
from linli.approvals.models import Case
from linli.determination.reads import pack_of
from linli.foundation.people.finding import Found
from linli.reserve.reads.finding import projects_named

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def find_cases(user: User, text: str, most: int) -> list[Found]:
    """Return the cases of the projects that a text finds, or with its number of reply (3号)."""
    projects = [each.pk for each in projects_named(user, text, most)]
    number = text.removesuffix("号").rpartition("〕")[2]
    replied = Q(decision__serial=int(number)) if number.isdecimal() and "号" in text else Q(pk=None)
    seen = Case.objects.visible_to(user).filter(Q(project__in=projects) | replied)
    language = get_language() or "zh-hans"
    return [
        Found(
            str(case.project),
            f"{procedure(pack_of(case.pack), case.procedure).label.in_language(language)} "
            f"{case.get_state_display()}",
            reverse("approvals:case", args=[case.pk]),
        )
        for case in seen.select_related("project", "pack")[:most]
    ]
