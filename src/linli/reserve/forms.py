"""What people fill in on the reserve's pages; money is written in 万元."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.core.kernel.money import TEN_THOUSAND, in_ten_thousands
from linli.core.policy.schema import Pack
from linli.reserve.actions.facilities import Shared
from linli.reserve.actions.funds import FundsPlan
from linli.reserve.models import Movement
from linli.reserve.money import Amount, Funds, kinds

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REASON = Movement._meta.get_field("reason").max_length


def ten_thousands(label: _StrPromise | str) -> forms.DecimalField:
    """Return a field for an amount in 万元, to the cent; empty is nothing."""
    return forms.DecimalField(
        label=label, required=False, min_value=0, max_digits=14, decimal_places=6
    )


def yuan_of(value: Decimal | None) -> Decimal:
    """Return what such a field holds in yuan."""
    return (value or Decimal(0)) * TEN_THOUSAND


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("事由"), max_length=REASON)


class CheckForm(ReasonForm):
    """What a check came to."""

    passed = forms.TypedChoiceField(
        label=_("审核意见"),
        choices=[("yes", _("通过")), ("no", _("退回"))],
        coerce=lambda given: given == "yes",
    )

    def opinion(self) -> tuple[str, bool]:
        """Return the reason, empty where none is given, and whether it passes."""
        if not self.is_valid():
            return "", False
        return self.cleaned_data["reason"], self.cleaned_data["passed"]


class FundsForm(forms.Form):
    """Who pays a project and what it is spent on, a field a source and a kind of spending."""

    expected_year = forms.IntegerField(
        label=_("预期年度"), required=False, min_value=2000, max_value=2100
    )

    def __init__(self, *args: Any, funds: Funds, **others: Any) -> None:  # noqa: ANN401 - as Django hands them on
        super().__init__(*args, **others)
        language = get_language() or "zh-hans"
        for part, amounts in (("money", funds.sources), ("uses", funds.uses)):
            for each in amounts:
                field = ten_thousands(each.label.in_language(language))
                field.initial = written(each)
                self.fields[f"{part}.{each.code}"] = field

    def part(self, name: str) -> list[forms.BoundField]:
        """Return the fields of ``money`` or ``uses``."""
        return [self[field] for field in self.fields if field.startswith(f"{name}.")]

    @property
    def money(self) -> Sequence[forms.BoundField]:
        """The fields of the sources."""
        return self.part("money")

    @property
    def uses(self) -> Sequence[forms.BoundField]:
        """The fields of the kinds of spending."""
        return self.part("uses")

    def plan(self) -> FundsPlan:
        """Return what was filled in, in yuan."""
        given = {
            part: {
                name.removeprefix(f"{part}."): yuan_of(value)
                for name, value in self.cleaned_data.items()
                if name.startswith(f"{part}.")
            }
            for part in ("money", "uses")
        }
        return FundsPlan(**given, expected_year=self.cleaned_data["expected_year"])


def written(amount: Amount) -> str:
    """Return an amount in 万元 as a field shows it; nothing where there is none."""
    return f"{in_ten_thousands(amount.yuan).normalize():f}" if amount.yuan else ""


class FacilityForm(ReasonForm):
    """A facility that a bundle shares; the two questions may stay open."""

    ANSWERS = (("", _("待核")), ("yes", _("是")), ("no", _("否")))

    name = forms.CharField(label=_("设施名称"), max_length=120)
    work = forms.ChoiceField(label=_("改造内容"))
    use = forms.ChoiceField(label=_("支出用途"))
    cost = ten_thousands(_("投资（万元）"))
    revenue = ten_thousands(_("预期收益现值（万元）"))
    bonds = ten_thousands(_("专项债券（万元）"))
    is_public = forms.ChoiceField(label=_("属公共服务或市政设施"), choices=ANSWERS, required=False)
    bond_ready = forms.ChoiceField(label=_("符合专项债条件"), choices=ANSWERS, required=False)

    field_order = (
        *("name", "work", "use", "cost", "revenue", "bonds", "is_public", "bond_ready", "reason"),
    )

    def __init__(self, *args: Any, pack: Pack, **others: Any) -> None:  # noqa: ANN401 - as Django hands them on
        super().__init__(*args, **others)
        language = get_language() or "zh-hans"
        works = [(each.code, each.label.in_language(language)) for each in pack.works]
        uses = [(code, label.in_language(language)) for code, label in kinds(pack)]
        for name, options in (("work", works), ("use", uses)):
            self.fields[name].choices = options  # type: ignore[attr-defined] # a choice

    def shared(self) -> Shared:
        """Return the facility, in yuan."""
        given = self.cleaned_data
        answers = {"yes": True, "no": False}
        return Shared(
            given["name"],
            given["work"],
            given["use"],
            yuan_of(given["cost"]),
            yuan_of(given["revenue"]),
            yuan_of(given["bonds"]),
            answers.get(given["is_public"]),
            answers.get(given["bond_ready"]),
        )
