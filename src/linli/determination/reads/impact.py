"""Whom a changed figure or condition would touch, within what a user may see; nothing is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from linli.core.kernel.text import Text
from linli.core.policy.drafts import with_condition, with_figure
from linli.core.policy.facts import encode, parse
from linli.core.policy.figures import value_on
from linli.core.policy.schema import Fact, FactType, Pack, Parameter, Rule, RuleKind, Subject
from linli.determination.reads.answers import ROWS_A_PAGE, outcomes_of
from linli.determination.reads.uses import using
from linli.engines.tables.fact_frame import KEY, FactFrame, all_facts, split_facts
from linli.engines.tables.impact import Impact, impact
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.registry.models import Compound, Release
from linli.registry.reads import release_frame

if TYPE_CHECKING:
    from linli.foundation.people.models import User

SOURCE = "draft"
"""Named as the source of a figure that is only tried."""


class Move(NamedTuple):
    """Compounds whose answer of a rule goes from one outcome to another, in all and by area."""

    rule: Rule
    old: str
    old_label: Text
    new: str
    new_label: Text
    total: int
    counts: tuple[tuple[Jurisdiction, int], ...]


class ChangedRow(NamedTuple):
    """A compound whose answer of a rule changes."""

    code: str
    name: str
    jurisdiction: str
    rule: Rule
    old: str
    old_label: Text
    new: str
    new_label: Text


class MoneyRow(NamedTuple):
    """The compounds that come to pass the reserve's gates or no longer do, with their money."""

    jurisdiction: str
    compounds_entering: int
    compounds_leaving: int
    entering: Decimal
    leaving: Decimal

    @property
    def difference(self) -> Decimal:
        """Return by how much the reserve's money grows."""
        return self.entering - self.leaving


def measurable(pack: Pack) -> tuple[list[Parameter], list[Rule]]:
    """Return the figures and the rules that compounds' answers depend on and a draft may change.

    A classification has no condition of its own, so only the figures that it reads are tried.
    """
    about = {rule.id for rule in pack.rules.values() if rule.subject is Subject.COMPOUND}
    figures = [each for each in pack.parameters.values() if about & using(pack, each).keys()]
    rules = [pack.rules[name] for name in pack.rules if name in about]
    return figures, [rule for rule in rules if rule.when or rule.value]


def as_written(entry: Parameter | Rule, day: date) -> str:
    """Return a figure's value on a day, or a rule's condition, as it would be written."""
    if isinstance(entry, Rule):
        return entry.value if entry.kind is RuleKind.AMOUNT else entry.when
    value = value_on(entry, day)
    return "" if value is None else str(encode(value))


def draft(pack: Pack, entry: Parameter | Rule, text: str, day: date) -> Pack:
    """Return the pack with another figure from a day on (blank: open), or another condition.

    Raises ``ProblemError`` where the figure or the condition cannot be read.
    """
    if isinstance(entry, Rule):
        return with_condition(pack, entry.id, text)
    kind = FactType.TEXT if entry.type is FactType.ENUM else entry.type
    read_as = Fact(
        name=entry.name,
        type=kind,
        subject=Subject.COMPOUND,
        label=entry.label,
        meaning=entry.label,
        unit=entry.unit,
    )
    return with_figure(pack, entry.name, parse(read_as, text), day, SOURCE)


def touched(
    user: User, release: Release, pack: Pack, changed: Pack, day: date
) -> tuple[Impact, int]:
    """Return whom a draft touches among the compounds that a user may see.

    Second, how many of them are left out because their facts do not fit columns.
    Raises ``TooLarge`` where a number passes what columns hold.
    """
    frame = registry_facts(release.content.path, release.sha256, pack).frame
    places = release_frame(release)
    if not scope_of(user).whole_city:
        seen = Compound.objects.visible_to(user).values_list("pk", flat=True)
        ids = pl.Series(list(seen), dtype=frame.schema[KEY]).implode()
        frame, places = (each.filter(pl.col(KEY).is_in(ids)) for each in (frame, places))
    found = impact(FactFrame(pack, frame), FactFrame(changed, frame), places, day)
    return found, places.height - frame.height


@lru_cache(maxsize=2)
def registry_facts(path: str, _sha256: str, pack: Pack) -> FactFrame:
    """Return all facts of a release as columns, as far as they fit; decoded once a process."""
    facts, _rest = split_facts(pack, all_facts(pack, Subject.COMPOUND), pl.read_parquet(path))
    return facts


def moves(pack: Pack, found: Impact) -> tuple[list[Jurisdiction], list[Move]]:
    """Return the areas that a draft touches, and how many answers change in each."""
    codes = found.moves["jurisdiction"].unique().to_list()
    areas = list(Jurisdiction.objects.filter(code__in=codes))
    rows = []
    for (rule_id, old, new), group in found.moves.group_by(
        "rule", "old", "new", maintain_order=True
    ):
        counts = dict(group.select("jurisdiction", "count").iter_rows())
        rows.append(_move(pack.rules[str(rule_id)], str(old), str(new), counts, areas))
    return areas, rows


def _move(
    rule: Rule, old: str, new: str, counts: dict[str, int], areas: list[Jurisdiction]
) -> Move:
    labels = outcomes_of(rule)
    by_area = tuple((area, counts.get(area.code, 0)) for area in areas)
    return Move(rule, old, labels[old], new, labels[new], sum(counts.values()), by_area)


def money(found: Impact) -> list[MoneyRow]:
    """Return the money that enters and leaves the reserve by area, and last all together."""
    names = dict(Jurisdiction.objects.values_list("code", "name"))
    rows = [MoneyRow(names[code], *rest) for code, *rest in found.money.iter_rows()]
    if len(rows) < 2:  # noqa: PLR2004 - one row is its own total
        return rows
    return [*rows, _total(rows)]


def _total(rows: list[MoneyRow]) -> MoneyRow:
    return MoneyRow(
        _("合计"),
        sum(row.compounds_entering for row in rows),
        sum(row.compounds_leaving for row in rows),
        sum((row.entering for row in rows), Decimal(0)),
        sum((row.leaving for row in rows), Decimal(0)),
    )


def amounts(pack: Pack, found: Impact) -> list[tuple[Rule, Decimal]]:
    """Return the amounts whose sum changes, and by how much."""
    return [(pack.rules[name], moved) for name, moved in found.amounts.items() if moved]


def changed_compounds(
    pack: Pack, found: Impact, rule_id: str, area: str, number: str | int
) -> Page[ChangedRow]:
    """Return a page of the answers that change; empty filters keep all."""
    rows = found.changed
    if rule_id:
        rows = rows.filter(pl.col("rule") == rule_id)
    if area:
        rows = rows.filter(pl.col("jurisdiction") == area)
    page: Page[ChangedRow] = Paginator(range(rows.height), ROWS_A_PAGE).get_page(number)  # type: ignore[assignment] # rows follow
    names = dict(Jurisdiction.objects.values_list("code", "name"))
    shown = rows.slice(max(page.start_index() - 1, 0), ROWS_A_PAGE)
    page.object_list = [_changed_row(pack, names, row) for row in shown.iter_rows(named=True)]
    return page


def _changed_row(pack: Pack, names: dict[str, str], row: dict[str, str]) -> ChangedRow:
    rule = pack.rules[row["rule"]]
    labels, place = outcomes_of(rule), names[row["jurisdiction"]]
    old, new = row["old"], row["new"]
    return ChangedRow(row["code"], row["name"], place, rule, old, labels[old], new, labels[new])
