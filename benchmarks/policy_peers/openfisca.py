"""The rules as OpenFisca variables, in three ways.

OpenFisca has no unknown: each fact comes with a variable that tells where it is known, and a rule
answers no, unknown or yes. As its manual has it, such an answer is an enumeration and money a
``float``, which it keeps in 32 bits: too few, some answers are wrong. So money is widened to 64
bits, which it does not offer. Tuned, it keeps facts and answers as the NumPy by hand does.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from policy_peers import by_hand
from policy_peers.by_hand import Array, Columns, Truth
from policy_peers.world import MONEY

PERIOD = "2024"
Ask = Callable[[str, str], Array]


class Way(StrEnum):
    """How OpenFisca is used."""

    PLAIN = "plain"
    WIDENED = "widened"
    TUNED = "tuned"


class Told(Enum):
    """A rule's answer or a yes/no fact; AND is the least of several, OR the greatest."""

    no = "no"
    unknown = "unknown"
    yes = "yes"


class Three:
    """Answers as numbers of ``Told``'s options."""

    def __init__(self, codes: Array) -> None:
        self.codes = codes

    def __and__(self, other: Three) -> Three:
        return Three(np.minimum(self.codes, other.codes))

    def __or__(self, other: Three) -> Three:
        return Three(np.maximum(self.codes, other.codes))

    def __invert__(self) -> Three:
        return Three(np.uint8(2) - self.codes)


class Population:
    """Columns asked of a simulation, as formulas do."""

    def __init__(self, ask: Ask, period: str) -> None:
        self.ask, self.period = ask, period

    def value(self, name: str) -> Array:
        """Return the values of a fact."""
        return self.ask(name, self.period)

    def known(self, name: str) -> Array:
        """Tell where a fact is known."""
        return self.ask(f"{name}_known", self.period)

    def truth(self, name: str) -> Three:
        """Return a yes/no fact."""
        return Three(np.asarray(self.ask(name, self.period)))

    def rule(self, name: str) -> Three:
        """Return another rule's answer."""
        return Three(np.asarray(self.ask(f"rule_{name}", self.period)))

    def told(self, known: Array, holds: Array) -> Three:
        """Return a condition that holds or not, where it is known."""
        return Three(np.where(known, holds * np.uint8(2), np.uint8(1)))


class TunedPopulation(Population):
    """The same with a column for yes and one for no."""

    def truth(self, name: str) -> Truth:
        """Return a yes/no fact."""
        return Truth(self.ask(name, self.period), self.ask(f"{name}_no", self.period))

    def rule(self, name: str) -> Truth:
        """Return another rule's answer."""
        codes = self.ask(f"rule_{name}", self.period)
        return Truth(codes == 2, codes == 0)

    def told(self, known: Array, holds: Array) -> Truth:
        """Return a condition that holds or not, where it is known."""
        return Truth(known & holds, known & ~holds)


def ready(
    columns: Columns, rows: int, way: Way
) -> tuple[Callable[[], Any], Callable[[Any], Array]]:
    """Build the system and give it the facts."""
    entity = Entity("compound", "compounds", "", "")
    system = TaxBenefitSystem([entity])
    tuned = way is Way.TUNED
    inputs = tuned_inputs(columns) if tuned else plain_inputs(columns, wide=way is Way.WIDENED)
    for name, values in inputs.items():
        add(system, entity, name, kind_of(values), values.dtype)
    for name in by_hand.RULES:
        formula, kind = (tuned_formula, int) if tuned else (plain_formula, Told)
        add(system, entity, f"rule_{name}", kind, np.dtype(np.uint8), formula(name))
    simulation = SimulationBuilder().build_default_simulation(system, rows)
    for name, values in inputs.items():
        simulation.set_input(name, PERIOD, values)
    rules = [f"rule_{name}" for name in by_hand.RULES]

    def run() -> list[Array]:
        for name in rules:
            simulation.delete_arrays(name)
        return [simulation.calculate(name, PERIOD) for name in rules]

    return run, codes


def codes(found: list[Array]) -> Array:
    """Turn 0 no, 1 unknown, 2 yes into the race's codes."""
    return np.stack([np.array([0, 2, 1], np.int8)[np.asarray(each)] for each in found])


def plain_inputs(columns: Columns, *, wide: bool) -> dict[str, Array]:
    """Return facts as OpenFisca's own types keep them."""
    found: dict[str, Array] = {}
    for name, (yes, no) in columns.truths.items():
        found[name] = EnumArray(np.where(yes, 2, np.where(no, 0, 1)).astype(np.uint8), Told)
    for name, (values, known) in columns.values.items():
        money = np.float64 if wide else np.float32
        small = {np.dtype(np.int64): np.int32}.get(values.dtype, values.dtype)
        kept = values.astype(money if name in MONEY else small)
        found |= {name: kept, f"{name}_known": known}
    return found


def tuned_inputs(columns: Columns) -> dict[str, Array]:
    """Return facts as the NumPy by hand has them."""
    found: dict[str, Array] = {}
    for name, truth in columns.truths.items():
        found |= {name: truth.yes, f"{name}_no": truth.no}
    for name, (values, known) in columns.values.items():
        found |= {name: values, f"{name}_known": known}
    return found


def kind_of(values: Array) -> type:
    """Return the type that a variable declares for its values."""
    if isinstance(values, EnumArray):
        return Told
    return {"b": bool, "f": float}.get(values.dtype.kind, int)


def add(
    system: TaxBenefitSystem,
    entity: Entity,
    name: str,
    kind: type,
    width: np.dtype,
    formula: Any = None,
) -> None:
    """Declare a variable whose numbers have a width."""
    declared: dict[str, Any] = {
        "value_type": Enum if kind is Told else kind,
        "entity": entity,
        "definition_period": DateUnit.YEAR,
        "label": name,
    }
    if kind is Told:
        declared |= {"possible_values": Told, "default_value": Told.unknown}
    if formula:
        declared["formula"] = formula
    variable = system.add_variable(type(name, (Variable,), declared))
    if kind is not Told:
        variable.dtype = width


def plain_formula(name: str) -> Callable[[Ask, str], Array]:
    """Return a rule's formula: an enumeration."""

    def formula(population: Ask, period: str) -> Array:
        return EnumArray(by_hand.RULES[name](Population(population, period)).codes, Told)

    return formula


def tuned_formula(name: str) -> Callable[[Ask, str], Array]:
    """Return a rule's formula: 0 no, 1 unknown, 2 yes."""

    def formula(population: Ask, period: str) -> Array:
        yes, no = by_hand.RULES[name](TunedPopulation(population, period))
        return np.uint8(1) + yes.view(np.uint8) - no.view(np.uint8)

    return formula
