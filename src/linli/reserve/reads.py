"""Questions about the reserve."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count

from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack
from linli.determination.models import Determination
from linli.determination.reads import outcomes_of, pack_of
from linli.foundation.people.models import Jurisdiction
from linli.reserve.models import Candidate

if TYPE_CHECKING:
    from linli.foundation.people.models import User

ROWS_A_PAGE = 50
FIGURES = Text("编制计划所需数据", "Figures that a plan needs")


class Lack(NamedTuple):
    """A rule that keeps a project out, or the figures themselves, with the facts still missing."""

    title: Text
    verdict: str
    missing: list[Text]


class CandidateRow(NamedTuple):
    """A project of the reserve as the list shows it; money is yuan, None is unknown."""

    code: str
    name: str
    jurisdiction: str
    compounds: list[str]
    state: str
    state_label: str
    stratum: Text | None
    need: int
    households: int | None
    estimate: Decimal | None
    lacks: list[Lack]


class StateCount(NamedTuple):
    """How many projects stand in a state."""

    state: str
    label: str
    number: int


def candidate_page(user: User, area: str, state: str, number: str | int) -> Page[CandidateRow]:
    """Return a page of the reserve, the greatest need first; empty filters keep all."""
    found = Candidate.objects.visible_to(user).order_by("-need", "project__code")
    if area:
        found = found.filter(project__jurisdiction__code=area)
    if state:
        found = found.filter(state=state)
    related = found.select_related("project__jurisdiction").prefetch_related("project__compounds")
    page = Paginator(related, ROWS_A_PAGE).get_page(number)
    page.object_list = _rows(list(page.object_list))
    return page


def state_counts(user: User, area: str = "") -> list[StateCount]:
    """Return how many projects stand in each state, in the states' order."""
    found = Candidate.objects.visible_to(user)
    if area:
        found = found.filter(project__jurisdiction__code=area)
    counts = dict(found.order_by().values_list("state").annotate(count=Count("pk")))
    return [
        StateCount(value, str(label), counts.get(value, 0))
        for value, label in Candidate.State.choices
    ]


def candidate_areas(user: User) -> list[Jurisdiction]:
    """Return the jurisdictions that the user sees candidates of."""
    seen = Candidate.objects.visible_to(user).values("project__jurisdiction")
    return list(Jurisdiction.objects.filter(pk__in=seen))


def _rows(candidates: list[Candidate]) -> list[CandidateRow]:
    runs = Determination.objects.select_related("pack").in_bulk(
        {candidate.determination_id for candidate in candidates}
    )
    return [_row(pack_of(runs[each.determination_id].pack), each) for each in candidates]


def _row(pack: Pack, candidate: Candidate) -> CandidateRow:
    project = candidate.project
    return CandidateRow(
        project.code,
        project.name,
        project.jurisdiction.name,
        [compound.code for compound in project.compounds.all()],
        candidate.state,
        candidate.get_state_display(),
        outcomes_of(pack.rules["stratum"]).get(candidate.stratum),
        candidate.need,
        candidate.households,
        candidate.estimate,
        lacks_in_words(pack, candidate.lacks),
    )


def lacks_in_words(pack: Pack, lacks: Iterable[dict[str, Any]]) -> list[Lack]:
    """Return what a candidate lacks by the titles of the rules and the labels of the facts."""
    return [
        Lack(
            pack.rules[lack["rule"]].title if lack["rule"] else FIGURES,
            lack["verdict"],
            [(pack.facts.get(name) or pack.parameters[name]).label for name in lack["missing"]],
        )
        for lack in lacks
    ]
