"""Plans and scenarios that the search of all rooms finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.engines.pinyin import initials
from linli.foundation.people.finding import Found
from linli.foundation.people.scope import PROGRAMME_ROLES, scope_of
from linli.plan.models import AnnualPlan, Scenario
from linli.plan.reads.tasks import years

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def find_plans(user: User, text: str, most: int) -> list[Found]:
    """Return years, adopted versions and scenarios whose name or its initials hold a text."""
    if not scope_of(user).has(*PROGRAMME_ROLES):
        return []
    known = [
        *(
            Found(
                _("%d 年度计划") % year,
                _("任务、方案和定稿版本"),
                reverse("plan:year", args=[year]),
            )
            for year in reversed(years())
        ),
        *(
            Found(
                _("%(year)d 年度计划第 %(version)d 版")
                % {"year": plan.year, "version": plan.version},
                plan.reason,
                reverse("plan:version", args=[plan.year, plan.version]),
            )
            for plan in AnnualPlan.objects.all()
        ),
        *(
            Found(each.name, _("方案"), reverse("plan:scenario", args=[each.pk]))
            for each in Scenario.objects.only("name")
        ),
    ]
    return [each for each in known if text in each.title or text.lower() in initials(each.title)][
        :most
    ]
