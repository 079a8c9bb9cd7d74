"""What the planner chooses from: projects of the reserve, and bundles beside their members."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import QuerySet

from linli.core.kernel.text import Text
from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Pack
from linli.determination.models import Determination
from linli.determination.reads import pack_of
from linli.registry.models import Compound
from linli.reserve.bridge import STRATUM, released_compounds
from linli.reserve.finance import FORM, Spending, finance_form, may_bond
from linli.reserve.joining import Weighed, added_strata, latest_stratum, mean_score
from linli.reserve.models import Bundle, Candidate, Facility
from linli.reserve.money import ZERO, amounts, pledged
from linli.reserve.reads.words import lack_text, lacks_in_words

UNSPLIT = ""
"""The use of what nobody has split by kind of spending yet."""
State = Candidate.State


class ReserveItem(NamedTuple):
    """A project, or a bundle of projects that are chosen together; money is yuan, unknown is 0.

    ``compounds`` are codes of what it holds, ``members`` codes of a bundle's projects (none of a
    project's own). ``projects`` counts compounds, as the document's tasks do (A01). ``uses`` sums
    to ``cost``. ``willing`` is the share in favour by the year in which it was asked.
    """

    code: str
    name: str
    project_id: int | None
    bundle_id: int | None
    jurisdiction: str
    compounds: tuple[str, ...]
    members: tuple[str, ...]
    state: str
    lacks: tuple[Text, ...]
    households: int
    projects: int
    late_households: int
    late_projects: int
    stratum: str
    cost: Decimal
    uses: Mapping[str, Decimal]
    bondable: Decimal
    bonds: Decimal
    pledged_residents: Decimal
    pledged_enterprises: Decimal
    money: Mapping[str, Decimal]
    revenue: Decimal
    willing: Mapping[int, Fraction]
    expected_year: int | None
    need: int
    score_low: Decimal | None
    score_high: Decimal | None
    finance_form: str


class _Held(NamedTuple):
    """Candidates with their compounds, and what the release knows of each compound's wishes."""

    pack: Pack
    run: Determination
    willing: Mapping[int, tuple[int, int]]


def reserve_items() -> list[ReserveItem]:
    """Return all that stands in the reserve, projects first, then bundles that are no project."""
    found = list(_standing())
    if not found:
        return []
    run = max((each.determination for each in found), key=lambda each: each.number)
    held = _Held(pack_of(run.pack), run, _wishes(run))
    items = {each.project.code: _project(held, each) for each in found}
    return [*items.values(), *_bundles(held, found, items)]


def _standing() -> QuerySet[Candidate]:
    standing = Candidate.objects.exclude(state=State.WITHDRAWN).order_by("project__code")
    related = ("project__jurisdiction", "project__bundle", "determination__pack")
    return standing.select_related(*related).prefetch_related(
        "project__compounds", "project__bundle__facilities"
    )


def _wishes(run: Determination) -> dict[int, tuple[int, int]]:
    """Return households in favour and all households of each compound where both are known."""
    found = {}
    for compound in released_compounds(run):
        asked = [compound.facts.get(name) for name in ("willing_households", "households")]
        if isinstance(asked[0], int) and isinstance(asked[1], int) and asked[1]:
            found[compound.id] = (asked[0], asked[1])
    return found


def _project(held: _Held, candidate: Candidate) -> ReserveItem:
    bundle: Bundle | None = getattr(candidate.project, "bundle", None)
    compounds = list(candidate.project.compounds.all())
    facilities = list(bundle.facilities.all()) if bundle and bundle.active else []
    money, cost = amounts(candidate.money), candidate.estimate or ZERO
    residents, enterprises = pledged(held.pack, money)
    late = _late(held.pack, candidate.strata)
    return ReserveItem(
        code=candidate.project.code,
        name=candidate.project.name,
        project_id=candidate.project_id,
        bundle_id=bundle.pk if bundle else None,
        jurisdiction=candidate.project.jurisdiction.code,
        compounds=tuple(each.code for each in compounds),
        members=(),
        state=candidate.state,
        lacks=tuple(map(lack_text, lacks_in_words(held.pack, candidate.lacks))),
        households=candidate.households or 0,
        projects=len(compounds),
        late_households=late["households"],
        late_projects=late["projects"],
        stratum=candidate.stratum,
        cost=cost,
        uses=_split(cost, candidate, facilities),
        bondable=_bondable(held, facilities),
        bonds=money.get("special_bond", ZERO) + _sum(each.bonds for each in facilities),
        pledged_residents=residents,
        pledged_enterprises=enterprises,
        money=money,
        revenue=_sum(each.revenue for each in facilities),
        willing=_willing(held, compounds),
        expected_year=candidate.expected_year,
        need=candidate.need,
        score_low=candidate.score_low,
        score_high=candidate.score_high,
        finance_form=_form(held, bundle),
    )


def _bundles(
    held: _Held, found: Sequence[Candidate], items: Mapping[str, ReserveItem]
) -> Iterable[ReserveItem]:
    """Give the bundles that are no project and whose compounds all stand in the reserve."""
    holding = {each.pk: c for c in found for each in c.project.compounds.all()}
    open_ones = Bundle.objects.filter(active=True, project=None).select_related("jurisdiction")
    for bundle in open_ones.prefetch_related("facilities", "compounds"):
        compounds = list(bundle.compounds.all())
        own = {holding[each.pk].project.code for each in compounds if each.pk in holding}
        if compounds and all(each.pk in holding for each in compounds):
            yield _bundle(held, bundle, compounds, [items[code] for code in sorted(own)])


def _bundle(
    held: _Held, bundle: Bundle, compounds: list[Compound], parts: list[ReserveItem]
) -> ReserveItem:
    """Return a bundle as the sum of its projects and of what it shares."""
    facilities = list(bundle.facilities.all())
    score = mean_score(Weighed(p.households, p.score_low, p.score_high) for p in parts)
    shared = _by_use(facilities)
    return ReserveItem(
        code=bundle.code,
        name=bundle.name,
        project_id=None,
        bundle_id=bundle.pk,
        jurisdiction=bundle.jurisdiction.code,
        compounds=tuple(each.code for each in compounds),
        members=tuple(part.code for part in parts),
        state=_state(parts),
        lacks=tuple(
            Text(f"{part.name}：{lack.zh}", f"{part.name}: {lack.en}")
            for part in parts
            for lack in part.lacks
        ),
        households=sum(part.households for part in parts),
        projects=len(compounds),
        late_households=sum(part.late_households for part in parts),
        late_projects=sum(part.late_projects for part in parts),
        stratum=latest_stratum(held.pack, [part.stratum for part in parts]),
        cost=_sum(part.cost for part in parts) + _sum(shared.values()),
        uses=_added([*(part.uses for part in parts), shared]),
        bondable=_sum(part.bondable for part in parts) + _bondable(held, facilities),
        bonds=_sum(part.bonds for part in parts) + _sum(each.bonds for each in facilities),
        pledged_residents=_sum(part.pledged_residents for part in parts),
        pledged_enterprises=_sum(part.pledged_enterprises for part in parts),
        money=_added(part.money for part in parts),
        revenue=_sum(part.revenue for part in parts) + _sum(each.revenue for each in facilities),
        willing=_willing(held, compounds),
        expected_year=max((p.expected_year for p in parts if p.expected_year), default=None),
        need=sum(part.need for part in parts),
        score_low=score.low,
        score_high=score.high,
        finance_form=_form(held, bundle),
    )


def _state(parts: Sequence[ReserveItem]) -> str:
    """Return a bundle's state: planned where one of it is, lacking where one lacks."""
    states = {part.state for part in parts}
    return next((s for s in (State.PLANNED, State.LACKING) if s in states), State.READY)


def _late(pack: Pack, strata: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    """Return the counts of the pack's last class of completion date: what the quota is on."""
    last = pack.rules[STRATUM].classes[-1].value
    return added_strata([strata]).get(last, {"projects": 0, "households": 0})


def _split(
    cost: Decimal, candidate: Candidate, facilities: Sequence[Facility]
) -> dict[str, Decimal]:
    """Return a project's cost by kind of spending; what nobody has split stands apart."""
    uses = _added([amounts(candidate.uses), _by_use(facilities)])
    rest = cost - _sum(uses.values())
    if rest < 0:  # stated of an estimate that has become smaller: no longer true of this one
        return {UNSPLIT: cost}
    return {**uses, UNSPLIT: rest} if rest else uses


def _by_use(facilities: Iterable[Facility]) -> dict[str, Decimal]:
    return _added({each.use: each.cost} for each in facilities)


def _added(parts: Iterable[Mapping[str, Decimal]]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for part in parts:
        for name, yuan in part.items():
            sums[name] = sums.get(name, ZERO) + yuan
    return sums


def _sum(yuan: Iterable[Decimal]) -> Decimal:
    return sum(yuan, ZERO)


def _bondable(held: _Held, facilities: Iterable[Facility]) -> Decimal:
    """Return the cost of the facilities that special bonds may pay for sure (S75)."""
    return _sum(
        each.cost
        for each in facilities
        if may_bond(held.pack, Spending(each.use, each.is_public, each.bond_ready), held.run.day)
        is Verdict.YES
    )


def _willing(held: _Held, compounds: Iterable[Compound]) -> dict[int, Fraction]:
    """Return the share in favour, of the year of the run, where it is known of every compound."""
    asked = [held.willing.get(each.pk) for each in compounds]
    known = [each for each in asked if each]
    if not known or len(known) < len(asked):
        return {}
    return {held.run.day.year: Fraction(sum(y for y, _ in known), sum(n for _, n in known))}


def _form(held: _Held, bundle: Bundle | None) -> str:
    found = finance_form(held.pack, bundle.balance_mode, held.run.day) if bundle else None
    return (found.chosen or "") if found and FORM in held.pack.rules else ""
