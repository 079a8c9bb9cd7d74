"""Steps that a route can be made of: no circle, and one effect of being spared (S30-S40)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from linli.core.kernel.problem import Place, Problem
from linli.core.policy.letters import letter
from linli.core.policy.schema import Pack, Procedure

FILE = "procedures.toml"


def check_procedures(pack: Pack) -> Iterator[Problem]:
    """Give the steps whose effect is not clear, and the first circle among steps."""
    by_code = {step.code: step for step in pack.procedures}
    for step in pack.procedures:
        effects = [name for name in (step.replaced_by, step.merged_with) if name]
        others = [by_code[name] for name in effects if name in by_code]
        is_chained = any(other.merged_with or other.track != step.track for other in others)
        if len(effects) > 1 or (effects and not step.waived_by) or is_chained:
            place = Place(file=FILE, key=f"procedures.{step.code}")
            yield letter("pack.step-effect", place, step.code)
    try:
        TopologicalSorter(befores(pack.procedures)).prepare()
    except CycleError as error:
        circle = [*reversed(error.args[1])]
        place = Place(file=FILE, key=f"procedures.{circle[0]}.after")
        yield letter("pack.step-circle", place, " → ".join(circle))


def befores(steps: tuple[Procedure, ...]) -> Mapping[str, set[str]]:
    """Return by step the steps that may have to come before it, whatever is spared.

    Who comes after a step comes after what takes its place or holds it, and that comes after what
    the step came after.
    """
    instead = {step.code: step.replaced_by or step.merged_with for step in steps}
    before = {step.code: set(step.after) for step in steps}
    for step in steps:
        before[step.code] |= {instead[code] for code in step.after if instead.get(code)}
        before[step.code].discard(step.code)
    for code, other in instead.items():
        if other in before:
            before[other] |= before[code] - {other}
    return before
