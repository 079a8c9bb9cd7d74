"""What the survey puts on the desks of the areas (S10, S11)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse

from linli.core.policy.schema import Stage
from linli.foundation.people.models import Jurisdiction
from linli.foundation.steps.actions import Entered, stage_entered
from linli.registry.models import SurveyRound, Workbook

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def tell_areas(
    stage: Stage,
    subject: SurveyRound | Workbook,
    survey_round: SurveyRound,
    areas: Iterable[Jurisdiction],
    user: User | None,
) -> None:
    """Tell the areas' desks that a round or workbook entered a stage; due when the round ends."""
    name = "round" if isinstance(subject, SurveyRound) else "workbook"
    url = reverse(f"registry:{name}", args=[subject.pk])
    entered = [Entered(subject, str(subject), url, area) for area in areas]
    day = survey_round.opened_on if stage is Stage.SURVEY_OPENED else None
    stage_entered(stage, entered, user, day, {"closed_on": survey_round.closed_on})
