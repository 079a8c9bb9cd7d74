"""What the reserve puts on the desks of the areas (S14)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.policy.schema import Stage
from linli.foundation.people.models import Jurisdiction
from linli.foundation.steps.actions import Entered, stage_entered
from linli.reserve.models import Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def tell_areas(ready: Iterable[Candidate], day: date, user: User | None) -> None:
    """Tell each area's desk how many of its projects became ready: one task an area, not each."""
    counts = Counter(candidate.project.jurisdiction_id for candidate in ready)
    entered = [
        Entered(
            area,
            _("新增 %(count)d 个条件齐备的项目") % {"count": counts[area.pk]},
            f"{reverse('reserve:list')}?state={Candidate.State.READY}&jurisdiction={area.code}",
            area,
        )
        for area in Jurisdiction.objects.filter(pk__in=counts)
    ]
    stage_entered(Stage.CANDIDATE_READY, entered, user, day)
