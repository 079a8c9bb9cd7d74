"""A bundle's own page: its members' figures, what it shares, what the pack says of its money."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from linli.core.kernel.text import Text
from linli.core.policy.answer import Answer
from linli.core.policy.schema import Pack
from linli.determination.reads import current_pack
from linli.reserve.finance import BALANCE, FORM, Spending, finance_form, may_bond
from linli.reserve.joining import total
from linli.reserve.models import Bundle, BundleVersion, Candidate, Facility
from linli.reserve.money import ZERO, kinds
from linli.reserve.reads.bundles import choices, map_of_choices
from linli.reserve.reads.lists import with_compounds

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class FacilityRow(NamedTuple):
    """A shared facility with its labels, and the verdict on special bonds (S75)."""

    facility: Facility
    work: Text
    use: Text
    bonds: str


class BundleSheet(NamedTuple):
    """All that a bundle's page says. Sums are None where a part is unknown; money is yuan.

    ``form`` is the pack's answer on the form of finance; ``form_label`` what it came to.
    """

    members: list[Candidate]
    facilities: list[FacilityRow]
    households: int | None
    estimate: Decimal | None
    shared: Decimal
    revenue: Decimal
    bonds: Decimal
    modes: list[tuple[str, Text]]
    form: Answer | None
    form_label: Text | None
    versions: list[BundleVersion]
    map: dict[str, object]


def bundle_sheet(user: User, bundle: Bundle, day: date) -> BundleSheet:
    """Return a bundle's page as of a day."""
    pack = current_pack()
    standing = Candidate.objects.visible_to(user).exclude(state=Candidate.State.WITHDRAWN)
    held = standing.filter(project__compounds__in=bundle.compounds.all()).distinct()
    members = list(with_compounds(user, held).order_by("project__code"))
    facilities = list(bundle.facilities.all())
    modes = pack.facts[BALANCE].values if BALANCE in pack.facts else {}
    form = finance_form(pack, bundle.balance_mode, day)
    own = {each.code for each in bundle.compounds.all()}
    found = [each for each in choices(user, bundle.jurisdiction, bundle.level) if each.code in own]
    return BundleSheet(
        members,
        list(_facilities(pack, facilities, day)),
        total(each.households for each in members),
        total(each.estimate for each in members),
        sum((each.cost for each in facilities), ZERO),
        sum((each.revenue for each in facilities), ZERO),
        sum((each.bonds for each in facilities), ZERO),
        [(code, value.label) for code, value in modes.items()],
        form,
        _label(pack, form),
        list(bundle.versions.select_related("made_by").order_by("-number")),
        map_of_choices(each._replace(chosen=True, held=None) for each in found),
    )


def _facilities(pack: Pack, facilities: Iterable[Facility], day: date) -> Iterable[FacilityRow]:
    works, uses = {each.code: each.label for each in pack.works}, dict(kinds(pack))
    for each in facilities:
        spending = Spending(each.use, each.is_public, each.bond_ready)
        yield FacilityRow(
            each,
            works.get(each.work, Text(each.work, each.work)),
            uses.get(each.use, Text(each.use, each.use)),
            may_bond(pack, spending, day),
        )


def _label(pack: Pack, form: Answer | None) -> Text | None:
    if form is None or form.chosen is None:
        return None
    labels = {option.value: option.label for option in pack.rules[FORM].classes}
    return labels.get(form.chosen)
