"""The projects of a compound, for its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.registry.contributions import Line, Section
from linli.registry.models import Compound
from linli.reserve.models import Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def sections(user: User, compound: Compound) -> list[Section]:
    """Return a line a project, with its standing in the reserve."""
    found = Candidate.objects.visible_to(user).filter(project__compounds=compound)
    lines = [
        Line(f"{each.project.code} {each.project}", each.get_state_display())
        for each in found.select_related("project")
    ]
    return [Section(_("储备项目"), lines)]
