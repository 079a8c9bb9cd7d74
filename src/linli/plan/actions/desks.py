"""What an adopted plan puts on the desks of the offices and areas (S04-S07, S54, S63)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.policy.schema import Stage
from linli.foundation.people.models import Jurisdiction
from linli.foundation.steps.actions import Entered, stage_entered, withdraw_about
from linli.plan.models import AnnualPlan

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def tell_desks(plan: AnnualPlan, before: AnnualPlan | None, user: User | None) -> None:
    """Give out the tasks of a plan; what the version before gave out and is unfinished ends."""
    if before:
        said = _("年度计划已定稿第 %(version)d 版") % {"version": plan.version}
        withdraw_about(user, before, said)
    url = reverse("plan:version", args=[plan.year, plan.version])
    stage_entered(Stage.PLAN_ADOPTED, [Entered(plan, str(plan), url)], user)
    counts = Counter(plan.lines.order_by().values_list("project__jurisdiction", flat=True))
    areas = [
        Entered(
            plan,
            _("%(plan)s：%(count)d 个项目") % {"plan": plan, "count": counts[area.pk]},
            url,
            area,
        )
        for area in Jurisdiction.objects.filter(pk__in=counts)
    ]
    days = {"start_by": plan.start_by, "finish_by": plan.finish_by}
    stage_entered(Stage.AREA_PLANNED, areas, user, None, days)
