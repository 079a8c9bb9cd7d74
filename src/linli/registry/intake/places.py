"""Which jurisdiction and division a row's words mean, and whether the user may write there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.utils import timezone

from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.text import Text
from linli.foundation.people.models import Division, Jurisdiction
from linli.foundation.people.scope import Scope, scope_of

if TYPE_CHECKING:
    from datetime import date

    from linli.foundation.people.models import User

_ENDINGS = re.compile(
    r"(社区居民委员会|社区居委会|村民委员会|居民委员会|居委会|村委会|社区|街道办事处|街道办|街道)$"
)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a row belongs: ids and the 12 digits that new codes begin with."""

    jurisdiction_id: int | None
    division_id: int | None
    code_stem: str
    problem: Problem | None = None


class Known(NamedTuple):
    """A town or community: of a thousand rows an import needs no more than this."""

    pk: int
    code: str
    name: str
    level: str
    valid_to: date | None


class Gazetteer:
    """The jurisdictions and divisions by name, read once an import; knows the user's scope."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        self.scope: Scope | None = scope_of(user) if user else None
        self.areas = list(Jurisdiction.objects.prefetch_related("divisions"))
        self.by_name = {
            name: area for area in self.areas for name in (area.name, area.code, *area.short_names)
        }
        self.stems = {
            division.code: area.pk for area in self.areas for division in area.divisions.all()
        }
        self.towns: dict[tuple[int | None, str], list[Known]] = {}
        self.communities: dict[tuple[int | None, str], list[Known]] = {}
        self.abolished: dict[tuple[int | None, str], Known] = {}
        today = timezone.localdate()
        indexes = {"town": self.towns, "community": self.communities}
        rows = Division.objects.filter(level__in=indexes).values_list(*Known._fields)
        for division in map(Known._make, rows):
            index = indexes[division.level]
            area = self.area_of(division.code)
            for name in (_bare(division.name), division.code):
                if division.valid_to and division.valid_to < today:
                    self.abolished[area, name] = division
                else:
                    index.setdefault((area, name), []).append(division)

    def area_of(self, code: str) -> int | None:
        """Return the jurisdiction of the most specific division that holds a code (A13)."""
        for length in (12, 9, 6, 4):
            if area := self.stems.get(code[:length]):
                return area
        return None

    def reaches(self, area: int) -> bool:
        """Tell whether any place of a jurisdiction lies within the user's scope."""
        if self.scope is None or self.scope.covers(area):
            return True
        return any(self.area_of(code) == area for code in self.scope.division_codes)

    def find(self, area_name: str, town: str | None, community: str | None) -> Spot:
        """Find a row's place; an unknown or forbidden jurisdiction is a blocking problem."""
        area = self.by_name.get(area_name.strip())
        if area is None:
            return Spot(
                None, None, "", _unknown_area(area_name, [each.name for each in self.areas])
            )
        division = self._division(area.pk, town or "", community or "")
        stem = (division.code if division else area.code).ljust(12, "0")
        problem = self._refused(area, division) or self._abolished(area.pk, town, community)
        if not problem and division is None and (community or town):
            problem = _unknown_division(area.name, community or town or "")
        return Spot(area.pk, division.pk if division else None, stem, problem)

    def _abolished(self, area: int, town: str | None, community: str | None) -> Problem | None:
        """Return a problem where a town or community has gone and no other bears its name."""
        for name, standing in ((community, self.communities), (town, self.towns)):
            key = (area, _bare(name or ""))
            if key in self.abolished and key not in standing:
                return _gone(self.abolished[key], name or "")
        return None

    def _division(self, area: int, town: str, community: str) -> Known | None:
        towns = self.towns.get((area, _bare(town)), [])
        found = self.communities.get((area, _bare(community)), [])
        if towns:
            within = [each for each in found if any(each.code.startswith(t.code) for t in towns)]
            return within[0] if len(within) == 1 else towns[0] if len(towns) == 1 else None
        return found[0] if len(found) == 1 and not town else None

    def _refused(self, area: Jurisdiction, division: Known | None) -> Problem | None:
        if self.scope is None or self.scope.covers(area.pk):
            return None
        code = division.code if division else ""
        if any(code.startswith(own) for own in self.scope.division_codes):
            return None
        return Problem(
            "outside-jurisdiction",
            Text(
                f"“{area.name}”不在您的管辖范围，不能由您填报。",
                f'"{area.name}" is outside your jurisdiction.',
            ),
            Text(
                "请删除该行，或交由属地单位上报。",
                "Remove the row, or let its own office report it.",
            ),
            value=area.name,
        )


def _bare(name: str) -> str:
    return _ENDINGS.sub("", name.strip())


def _unknown_area(name: str, known: list[str]) -> Problem:
    return Problem(
        "unknown-jurisdiction",
        Text(f"没有名为“{name}”的县区或片区。", f'There is no jurisdiction "{name}".'),
        Text(f"请填写：{'、'.join(known)}。", f"Enter one of: {', '.join(known)}."),
        value=name,
    )


def _gone(division: Known, name: str) -> Problem:
    day = division.valid_to
    return Problem(
        "division-abolished",
        Text(
            f"“{name}”（{division.code}）已于 {day} 撤销。",
            f'"{name}" ({division.code}) was abolished on {day}.',
        ),
        Text("请填写现在所属的街道（镇）和社区。", "Enter the town and community of today."),
        value=name,
    )


def _unknown_division(area: str, name: str) -> Problem:
    return Problem(
        "unknown-division",
        Text(
            f"在“{area}”内没有找到唯一的街道（镇）或社区“{name}”，区划留空。",
            f'No single town or community "{name}" in "{area}"; the division is left open.',
        ),
        Text("请核对街道（镇）和社区名称。", "Check the names of town and community."),
        severity=Severity.WARNS,
        value=name,
    )
