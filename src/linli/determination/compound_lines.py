"""What the newest determination says of a compound, for its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.core.policy.schema import Subject
from linli.determination.models import CompoundAnswers
from linli.determination.reads import latest_determination, outcomes_of, pack_of
from linli.registry.contributions import Line, Section
from linli.registry.models import Compound

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def sections(user: User, compound: Compound) -> list[Section]:
    """Return each rule's answer with its clause, as the newest run stored them."""
    run = latest_determination()
    own = CompoundAnswers.objects.visible_to(user).filter(determination=run, compound=compound)
    stored = own.first() if run else None
    if run is None or stored is None:
        return [Section(_("政策认定"), [])]
    pack, language = pack_of(run.pack), get_language() or "zh-hans"
    lines = []
    for rule in pack.rules_of(Subject.COMPOUND, run.day):
        if outcome := stored.answers.get(rule.id):
            said = outcomes_of(rule).get(outcome)
            words = said.in_language(language) if said else outcome
            lines.append(Line(rule.title.in_language(language), words, rule.clause))
    note = _("认定 %(run)s，小区库版本 %(release)s，%(day)s") % {
        "run": run,
        "release": run.release,
        "day": run.day,
    }
    return [Section(_("政策认定"), lines, note)]
