"""The lines of adopted plans that a compound's projects have, for its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.plan.models import PlanLine
from linli.registry.contributions import Line, Section
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def sections(user: User, compound: Compound) -> list[Section]:
    """Return a line a plan, the newest first, with its days and the project's place in it."""
    found = PlanLine.objects.visible_to(user).filter(project__compounds=compound)
    found = found.select_related("plan").order_by("-plan__year", "-plan__version")
    return [Section(_("年度计划"), [_line(each) for each in found])]


def _line(planned: PlanLine) -> Line:
    words = _("%(year)s 年度计划第 %(version)s 版，第 %(number)s 项") % {
        "year": planned.plan.year,
        "version": planned.plan.version,
        "number": planned.number,
    }
    days = {"start": planned.plan.start_by, "finish": planned.plan.finish_by}
    return Line(words, _("%(start)s 前开工，%(finish)s 前竣工") % days)
