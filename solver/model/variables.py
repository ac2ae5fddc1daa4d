"""The model under construction: pairs, their variables, and what is already fixed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model

from solver.amounts import Amounts
from solver.book import Floats, Ints
from solver.costs import Costs
from solver.problem import Problem

Literal = cp_model.IntVar


@dataclass(frozen=True)
class Deviation:
    """A deviation from the fair share, rounded down: (Σ `variables` + `fixed`) ÷ `steps`.

    variables : the largest over reps; or one a rep with free pairs, and `fixed` is the sum over the others, in steps.
    """

    variables: Sequence[cp_model.IntVar]
    steps: float
    fixed: float = 0.0


@dataclass
class Draft:
    """A CP-SAT model over some pairs of a problem, the other units being fixed.

    unit, rep : the P free pairs, sorted by unit; `x[p]` is true when the pair's rep owns the pair's unit.
    fixed : (U,) the rep of every unit that is not free, −1 for free units.
    terms : objective terms in the goal's own scale, (variable, weight); `constant` is what fixed reps add to them.
    largest, mean : measure → its deviation, where the goal or a limit asks for it.
    """

    problem: Problem
    unit: Ints
    rep: Ints
    fixed: Ints
    model: cp_model.CpModel
    x: list[Literal]
    terms: list[tuple[cp_model.IntVar, float]] = field(default_factory=list)
    constant: float = 0.0
    largest: dict[str, Deviation] = field(default_factory=dict)
    mean: dict[str, Deviation] = field(default_factory=dict)

    @classmethod
    def over(cls, problem: Problem, unit: Ints, rep: Ints, fixed: Ints | None = None) -> "Draft":
        """Start a draft. `unit` must be sorted; every unit is either fixed or has a pair."""
        model = cp_model.CpModel()
        x = [model.new_bool_var("") for _ in range(len(unit))]
        held = np.full(problem.units, -1, dtype=np.int64) if fixed is None else fixed
        return cls(problem, unit, rep, held, model, x)

    def pick(self, pairs: Ints) -> list[Literal]:
        """The variables of some pairs."""
        x = self.x
        return [x[p] for p in pairs.tolist()]

    def pairs_of_reps(self) -> list[Ints]:
        """Pair numbers of every rep, a list of length R."""
        order = np.argsort(self.rep, kind="stable")
        cuts = np.searchsorted(self.rep[order], np.arange(1, self.problem.reps))
        return list(np.split(order, cuts))

    def touched(self) -> Ints:
        """Reps that have a free pair, ascending."""
        return np.unique(self.rep)

    def held(self, amounts: Amounts | Costs) -> Floats:
        """What the fixed units already give every rep, shape (R,)."""
        return amounts.per_rep(self.fixed)

    def add_sum(self, pairs: Ints, coefficients: Ints, low: int, high: int) -> None:
        """low ≤ Σ coefficient · x ≤ high over some pairs."""
        nonzero = coefficients != 0
        expression = cp_model.LinearExpr.weighted_sum(self.pick(pairs[nonzero]), coefficients[nonzero].tolist())
        self.model.add_linear_constraint(expression, low, high)

    def hint(self, rep_of_unit: Ints) -> None:
        """Start from a plan."""
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        chosen = rep_of_unit[self.unit] == self.rep
        for variable, value in zip(self.x, chosen.tolist(), strict=True):
            self.model.add_hint(variable, value)

    def plan(self, values: Sequence[bool]) -> Ints:
        """The plan that a solution stands for: the fixed units and the chosen pairs."""
        chosen = np.asarray(values, dtype=bool)
        rep_of_unit = self.fixed.copy()
        rep_of_unit[self.unit[chosen]] = self.rep[chosen]
        return rep_of_unit
