"""Which rules of a model may give way, and the variables that count by how much."""

from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from solver.model.loads import Resolution
from solver.model.variables import Draft

MOST_OPENING = 64.0
"""Largest opening or violation that a variable can count, as a multiple of a fair share or of a bound."""


@dataclass
class Softness:
    """How far rules may give way.

    opening : one variable added to every band (the least of it is the opening); steps per 1.0.
    violations : a variable of its own for every rule that may be broken; empty when rules are hard.
    """

    opening: cp_model.IntVar | None = None
    soft: bool = False
    resolution: Resolution = field(default_factory=Resolution)
    violations: list[cp_model.IntVar] = field(default_factory=list)

    def beyond(self, draft: Draft) -> cp_model.IntVar | None:
        """The variable by which the next band may be exceeded; None = not at all."""
        if self.opening is not None:
            return self.opening
        if not self.soft:
            return None
        variable = draft.model.new_int_var(0, int(MOST_OPENING * self.resolution.steps), "")
        self.violations.append(variable)
        return variable
