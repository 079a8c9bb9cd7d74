"""The way of a project through the offices: what is needed, what is spared and why (S30-S36).

A step counts until its rule says yes: what is not known yet spares nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from graphlib import TopologicalSorter

from linli.core.policy.answer import Answer, Value, Verdict
from linli.core.policy.evaluate import answer, parameter_value
from linli.core.policy.schema import Pack, Procedure, Track

Facts = Mapping[str, Value | None]


class Standing(StrEnum):
    """Whether a step is taken."""

    REQUIRED = "required"
    UNDECIDED = "undecided"
    WAIVED = "waived"
    REPLACED = "replaced"
    MERGED = "merged"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class RouteStep:
    """A step as it stands for one project.

    ``why`` is the answer that settled it, None where no rule speaks of it; ``instead`` the step
    that takes its place or holds it. ``is_taken`` tells whether it is on the way as far as is
    known; of those, ``after`` are the taken steps before it, and ``start`` and ``finish`` count
    working days from the beginning of the way. ``days`` is None while the figure is open; the
    step then counts nothing.
    """

    procedure: Procedure
    standing: Standing
    why: Answer | None
    instead: str
    is_taken: bool
    days: int | None = None
    after: tuple[str, ...] = ()
    start: int = 0
    finish: int = 0
    is_critical: bool = False

    @property
    def code(self) -> str:
        """Return the step's code."""
        return self.procedure.code


@dataclass(frozen=True, slots=True)
class Route:
    """All steps of a track in the order in which they may be taken."""

    steps: tuple[RouteStep, ...]

    @property
    def taken(self) -> tuple[RouteStep, ...]:
        """Return the steps on the way."""
        return tuple(step for step in self.steps if step.is_taken)

    @property
    def days(self) -> int:
        """Return the working days of the longest way; a lower bound while ``open_days``."""
        return max((step.finish for step in self.taken), default=0)

    @property
    def open_days(self) -> tuple[RouteStep, ...]:
        """Return the steps on the way whose days nobody has set."""
        return tuple(step for step in self.taken if step.days is None)

    @property
    def undecided(self) -> tuple[RouteStep, ...]:
        """Return the steps that await a fact."""
        return tuple(step for step in self.steps if step.standing is Standing.UNDECIDED)

    def step(self, code: str) -> RouteStep:
        """Return a step by code. Raises ``KeyError`` for one of another track."""
        return {step.code: step for step in self.steps}[code]


def route(pack: Pack, facts: Facts, day: date, track: Track = Track.PROJECT) -> Route:
    """Return the way of a subject with these facts on a day."""
    return _timed(pack, _Standings(pack, facts, day, track, relieved=True).all(), day)


def unrelieved_route(pack: Pack, facts: Facts, day: date, track: Track = Track.PROJECT) -> Route:
    """Return the way as it would be if the policy spared nothing."""
    return _timed(pack, _Standings(pack, facts, day, track, relieved=False).all(), day)


class _Standings:
    """The standings of a track's steps: first those that rules settle, then what follows."""

    def __init__(
        self, pack: Pack, facts: Facts, day: date, track: Track, *, relieved: bool
    ) -> None:
        self.pack, self.facts, self.day, self.relieved = pack, facts, day, relieved
        self.steps = {step.code: step for step in pack.procedures if step.track == track}
        self.replacing: dict[str, list[str]] = {}
        for step in self.steps.values():
            if step.replaced_by:
                self.replacing.setdefault(step.replaced_by, []).append(step.code)
        self.found: dict[str, RouteStep] = {}

    def all(self) -> dict[str, RouteStep]:
        """Return the steps by code, in the pack's order."""
        for settle in (self._plain, self._replacing, self._merged):
            for step in self.steps.values():
                if step.code not in self.found and (settled := settle(step)):
                    self.found[step.code] = settled
        return {code: self.found[code] for code in self.steps}

    def _plain(self, step: Procedure) -> RouteStep | None:
        """Settle a step by its own rules, unless it depends on how others stand."""
        if step.code in self.replacing or (step.merged_with and self.relieved):
            return None
        return self._needed(step) or self._spared(step)

    def _needed(self, step: Procedure) -> RouteStep | None:
        """Settle a step that is not needed at all."""
        if step.optional and not step.required_when:
            return RouteStep(step, Standing.NOT_NEEDED, None, "", is_taken=False)
        needed = self._answer(step.required_when)
        if needed and needed.verdict is Verdict.NO:
            return RouteStep(step, Standing.NOT_NEEDED, needed, "", is_taken=False)
        return None

    def _spared(self, step: Procedure) -> RouteStep:
        """Settle a step that is needed, or may be, by the rule that spares it."""
        needed = self._answer(step.required_when)
        spared = self._answer(step.waived_by) if self.relieved else None
        if spared and spared.verdict is Verdict.YES:
            standing = Standing.REPLACED if step.replaced_by else Standing.WAIVED
            return RouteStep(step, standing, spared, step.replaced_by, is_taken=False)
        for asked in (needed, spared):
            if asked and asked.verdict is Verdict.UNKNOWN:
                is_taken = not (step.optional and asked is needed)
                return RouteStep(step, Standing.UNDECIDED, asked, "", is_taken)
        return RouteStep(step, Standing.REQUIRED, spared or needed, "", is_taken=True)

    def _replacing(self, step: Procedure) -> RouteStep | None:
        """Settle a step that takes the place of others: needed as soon as one is spared by it."""
        if step.code not in self.replacing:
            return None
        replaced = [self.found[code] for code in self.replacing[step.code]]
        for standing, own in (
            (Standing.REPLACED, Standing.REQUIRED),
            (Standing.UNDECIDED, Standing.UNDECIDED),
        ):
            for other in replaced:
                if other.standing is standing:
                    # What it may replace still counts, so an undecided replacement does not.
                    return RouteStep(step, own, other.why, "", own is Standing.REQUIRED)
        return RouteStep(step, Standing.NOT_NEEDED, replaced[0].why, "", is_taken=False)

    def _merged(self, step: Procedure) -> RouteStep | None:
        """Settle a step that is part of another where its rule says so and that other is taken."""
        if not (step.merged_with and self.relieved):
            return None
        spared = self._spared(step)
        held = self.found[step.merged_with]
        if settled := self._needed(step):
            return settled
        if spared.standing is not Standing.WAIVED:
            return spared
        if held.standing is Standing.REQUIRED:
            return RouteStep(step, Standing.MERGED, spared.why, held.code, is_taken=False)
        is_open = held.standing is Standing.UNDECIDED
        standing = Standing.UNDECIDED if is_open else Standing.REQUIRED
        return RouteStep(step, standing, held.why, "", is_taken=True)

    def _answer(self, rule: str) -> Answer | None:
        return answer(self.pack, rule, self.facts, self.day) if rule else None


def _timed(pack: Pack, found: Mapping[str, RouteStep], day: date) -> Route:
    """Return the steps in order, with their days and the longest way through them."""
    after = _direct({code: tuple(sorted(_before(found, code))) for code in found})
    order = list(TopologicalSorter(after).static_order())
    days = {code: _days(pack, found[code], day) for code in found}
    start: dict[str, int] = {}
    for code in order:
        start[code] = max((start[each] + (days[each] or 0) for each in after[code]), default=0)
    finish = {code: start[code] + (days[code] or 0) for code in order}
    end = max(finish.values(), default=0)
    latest = _latest(order, after, days, end)
    steps = (
        replace(
            found[code],
            days=days[code],
            after=after[code],
            start=start[code],
            finish=finish[code],
            is_critical=bool(end) and finish[code] == latest[code],
        )
        if found[code].is_taken
        else found[code]
        for code in order
    )
    return Route(tuple(steps))


def _direct(after: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Return the steps before each, without those that come before another of them anyway."""
    all_before: dict[str, set[str]] = {}
    for code in TopologicalSorter(after).static_order():
        all_before[code] = {code}.union(*(all_before[each] for each in after[code]))
    return {
        code: tuple(
            each
            for each in before
            if not any(each in all_before[other] for other in before if other != each)
        )
        for code, before in after.items()
    }


def _latest(
    order: list[str], after: Mapping[str, tuple[str, ...]], days: Mapping[str, int | None], end: int
) -> dict[str, int]:
    """Return by step the latest finish that does not make the whole way longer."""
    latest = dict.fromkeys(order, end)
    for code in reversed(order):
        for before in after[code]:
            latest[before] = min(latest[before], latest[code] - (days[code] or 0))
    return latest


def _days(pack: Pack, step: RouteStep, day: date) -> int | None:
    """Return the working days of a taken step as the pack has them on a day."""
    if not step.is_taken or not step.procedure.days:
        return None
    days = parameter_value(pack, step.procedure.days, day)
    return days if isinstance(days, int) else None


def _before(found: Mapping[str, RouteStep], code: str) -> set[str]:
    """Return the taken steps before a taken one; of those not taken, what stands in their place."""
    if not found[code].is_taken:
        return set()
    before = {each for own in _own_and_replaced(found, code) for each in own.procedure.after}
    return {each for name in before for each in _standing_in(found, name)} - {code}


def _own_and_replaced(found: Mapping[str, RouteStep], code: str) -> Iterator[RouteStep]:
    """Give a step and those whose place it takes: it waits for what they waited for."""
    yield found[code]
    yield from (step for step in found.values() if step.instead == code)


def _standing_in(found: Mapping[str, RouteStep], code: str) -> set[str]:
    """Return the taken steps that stand where a step is waited for."""
    step = found.get(code)
    if step is None:  # a step of another track
        return set()
    if step.is_taken:
        return {code}
    if step.instead:
        return _standing_in(found, step.instead)
    still = [each.code for each in found.values() if each.procedure.replaced_by == code]
    names = still or step.procedure.after
    return {each for name in names for each in _standing_in(found, name)}
