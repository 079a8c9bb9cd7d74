"""The list of candidates: filtered, searched, sorted, counted."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Prefetch, Q, QuerySet

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack, Rule, Subject
from linli.determination.models import Determination
from linli.determination.reads import outcomes_of, pack_of
from linli.engines.tables.fact_frame import KEY
from linli.foundation.people.models import Jurisdiction
from linli.registry.columns import visible_columns
from linli.registry.models import Compound
from linli.registry.searching import says
from linli.reserve.bridge import RESERVE_GATE
from linli.reserve.models import Bundle, Candidate
from linli.reserve.reads.words import Lack, lacks_in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

ROWS_A_PAGE = 50
MOST_FOUND = 5_000
"""How many compounds a search may find before it must be made narrower."""
SORTS = {
    "score": (F("score_low").desc(nulls_last=True), F("need").desc()),
    "need": (F("need").desc(),),
    "households": (F("households").desc(nulls_last=True),),
    "estimate": (F("estimate").desc(nulls_last=True),),
    "entered": (F("entered_on").desc(),),
}
NAMED = {
    "score": Text("需求评分", "Need score"),
    "need": Text("评分×户数", "Score × households"),
    "households": Text("户数", "Households"),
    "estimate": Text("估算总投资", "Estimate"),
    "entered": Text("入库日期", "Day of entry"),
}


class Filters(NamedTuple):
    """What a list is asked for; empty keeps all. ``lack``: a rule's id that is not passed."""

    jurisdiction: str = ""
    state: str = ""
    text: str = ""
    lack: str = ""
    sort: str = "score"


class CandidateRow(NamedTuple):
    """A project of the reserve as the list shows it; money is yuan, None is unknown."""

    code: str
    name: str
    jurisdiction: str
    compounds: list[str]
    bundles: list[Bundle]
    state: str
    state_label: str
    stratum: Text | None
    score_low: Decimal | None
    score_high: Decimal | None
    households: int | None
    estimate: Decimal | None
    lacks: list[Lack]


class StateCount(NamedTuple):
    """How many projects stand in a state."""

    state: str
    label: str
    number: int


def candidate_page(user: User, filters: Filters, number: str | int) -> Page[CandidateRow]:
    """Return a page of the reserve, sorted, the most first.

    Raises ``ProblemError`` for a search that is too long or finds too much.
    """
    found = filtered(user, filters)
    page: Page[Any] = Paginator(found.values_list("pk", flat=True), ROWS_A_PAGE).get_page(number)
    # Sorting the whole reserve is quick as long as its rows are not dragged along.
    shown = with_compounds(user, Candidate.objects.visible_to(user)).in_bulk(list(page.object_list))
    page.object_list = _rows([shown[pk] for pk in page.object_list])
    return page


def filtered(user: User, filters: Filters) -> QuerySet[Candidate]:
    """Return what a user sees of the reserve under filters, in their order."""
    order = SORTS.get(filters.sort, SORTS["score"])
    found = Candidate.objects.visible_to(user).order_by(*order, "project__code")
    if filters.jurisdiction:
        found = found.filter(project__jurisdiction__code=filters.jurisdiction)
    if filters.state:
        found = found.filter(state=filters.state)
    if filters.lack:
        found = found.filter(pk__in=_lacking(user, filters.lack))
    if text := filters.text.strip():
        named = Q(project__code__startswith=text) | Q(project__name__contains=text)
        through = Candidate.objects.filter(project__compounds__in=_named(user, text))
        found = found.filter(named | Q(pk__in=through.values("pk")))
    return found


def _named(user: User, text: str) -> list[int]:
    """Return the compounds that a text finds: name, place, code, initials of the pinyin."""
    ids: list[int] = visible_columns(user).filter(says(text))[KEY].to_list()
    if len(ids) > MOST_FOUND:
        raise ProblemError(_too_many(text, len(ids)))
    return ids


def _lacking(user: User, rule: str) -> list[int]:
    """Return the candidates that lack a rule's yes; the databases read JSON lists differently."""
    lacking = Candidate.objects.visible_to(user).exclude(lacks=[]).values_list("pk", "lacks")
    return [pk for pk, lacks in lacking.order_by() if rule in {lack["rule"] for lack in lacks}]


def with_compounds(user: User, found: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """Return candidates with what their rows show: places, compounds, the bundles they are in."""
    bundles = Bundle.objects.visible_to(user).filter(active=True).order_by("level", "code")
    return found.select_related("project__jurisdiction", "determination__pack").prefetch_related(
        "project__compounds", Prefetch("project__compounds__bundles", queryset=bundles)
    )


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


def gates(determination: Determination | None) -> list[Rule]:
    """Return the rules that guard the reserve by a run's pack."""
    if determination is None:
        return []
    rules = pack_of(determination.pack).rules_of(Subject.COMPOUND, determination.day)
    return [rule for rule in rules if rule.gate == RESERVE_GATE]


def candidate_areas(user: User) -> list[Jurisdiction]:
    """Return the jurisdictions that the user sees candidates of."""
    seen = Candidate.objects.visible_to(user).values("project__jurisdiction")
    return list(Jurisdiction.objects.filter(pk__in=seen))


def _rows(candidates: list[Candidate]) -> list[CandidateRow]:
    return [_row(pack_of(each.determination.pack), each) for each in candidates]


def _row(pack: Pack, candidate: Candidate) -> CandidateRow:
    project = candidate.project
    compounds: list[Compound] = list(project.compounds.all())
    return CandidateRow(
        project.code,
        project.name,
        project.jurisdiction.name,
        [compound.code for compound in compounds],
        bundles_of(compounds),
        candidate.state,
        candidate.get_state_display(),
        outcomes_of(pack.rules["stratum"]).get(candidate.stratum),
        candidate.score_low,
        candidate.score_high,
        candidate.households,
        candidate.estimate,
        lacks_in_words(pack, candidate.lacks),
    )


def bundles_of(compounds: list[Compound]) -> list[Bundle]:
    """Return the bundles that compounds stand in, each once; they are prefetched."""
    found = {bundle.pk: bundle for each in compounds for bundle in each.bundles.all()}
    return list(found.values())


def _too_many(text: str, count: int) -> Problem:
    return Problem(
        "reserve-search-wide",
        Text(
            f"“{text}”找到 {count} 个小区，太多。", f'"{text}" finds {count} compounds: too many.'
        ),
        Text("请写得更具体，或先选属地。", "Be more specific, or choose a jurisdiction."),
        Place(key="text"),
    )
