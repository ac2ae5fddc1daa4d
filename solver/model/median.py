"""Bands around the median of a peer group, exactly but for the rounding of ratios, which is outward.

With the ratios q to the fair share in steps, p the lower and t the upper of the two middle ones (the same where their
number is odd): p is at most the largest number that more than half of the group reach, t the largest that half of it
does; and likewise from above. So whole numbers p, t with enough reps at or beyond them keep

    2 · largest ≤ (1 + b)(p + t)        2 · smallest ≥ (1 − b)(p + t)
"""

from collections.abc import Sequence

import numpy as np
from ortools.sat.python import cp_model

from solver.medians import peer_group
from solver.model.loads import Load, loads
from solver.model.variables import Draft
from solver.problem import Measure
from solver.rules import BAND_TOLERANCE

STEPS = 2**22
"""Of a ratio to the fair share; products with loads stay below 2⁵⁴."""
PARTS = 2**22
"""In which 1 ± band is counted."""
ROUNDED = 6
"""Steps by which the rounding of four ratios can move either side, and some more."""


def add(draft: Draft) -> None:
    """Every band around a median, over all reps of each group."""
    bands, group_of = draft.problem.rules.around_medians, peer_group(draft.problem)
    for measure in draft.problem.measures:
        if measure.name in bands:
            ratios = _ratios(draft, measure)
            for group in np.unique(group_of):
                mine = [ratios[rep] for rep in np.flatnonzero(group_of == group).tolist()]
                _add_band(draft, mine, bands[measure.name] + BAND_TOLERANCE)


def _ratios(draft: Draft, measure: Measure) -> list[cp_model.IntVar]:
    """A variable per rep: load ÷ fair share in steps."""
    unbounded, share = np.full(draft.problem.reps, np.inf), measure.share
    made = {load.rep: load for load in loads(draft, measure.amounts, -unbounded, unbounded, share * BAND_TOLERANCE)}
    held = draft.held(measure.amounts) / share * STEPS
    return [
        _ratio(draft, made[rep], float(share[rep]))
        if rep in made
        else draft.model.new_constant(round(float(held[rep])))
        for rep in range(draft.problem.reps)
    ]


def _ratio(draft: Draft, load: Load, share: float) -> cp_model.IntVar:
    """ratio ≈ (load + held) ÷ share · `STEPS`, within one step."""
    near = load.coarse(draft, share, float(STEPS))
    stretch = max(1, int(np.ceil(STEPS / (share * near.factor))))
    whole = share * near.factor * stretch
    tilt = round(whole)
    most = (near.most / near.factor + load.held) / share * STEPS
    room = int(np.ceil(tilt + near.error * stretch * STEPS + abs(whole - tilt) * most)) + 1
    held = round(load.held * near.factor * stretch * STEPS)
    ratio = draft.model.new_int_var(0, int(np.ceil(most)) + 1, "")
    draft.model.add_linear_constraint(tilt * ratio - stretch * STEPS * near.variable, held - room, held + room)
    return ratio


def _add_band(draft: Draft, ratios: Sequence[cp_model.IntVar], band: float) -> None:
    model, n = draft.model, len(ratios)
    most = max(max(ratio.proto.domain) for ratio in ratios)
    least, largest, *middle = (model.new_int_var(0, most, "") for _ in range(6))
    model.add_max_equality(largest, ratios)
    model.add_min_equality(least, ratios)
    for level in middle:  # a middle one is somebody's: a level that is free takes many branches to settle
        whose = [model.new_bool_var("") for _ in ratios]
        model.add_exactly_one(whose)
        for ratio, flag in zip(ratios, whose, strict=True):
            model.add(level == ratio).only_enforce_if(flag)
    below, above = middle[:2], middle[2:]
    for enough, low, high in ((n // 2 + 1, below[0], above[0]), (n - n // 2 if n % 2 else n // 2, below[1], above[1])):
        _count(draft, ratios, enough, low, reached=True)
        _count(draft, ratios, enough, high, reached=False)
    up, down = int(np.ceil((1 + band) * PARTS)), int(np.floor((1 - band) * PARTS))
    room = ROUNDED * PARTS * (2 + int(np.ceil(band)))
    model.add(2 * PARTS * largest <= up * below[0] + up * below[1] + room)
    if down > 0:
        model.add(2 * PARTS * least >= down * above[0] + down * above[1] - room)


def _count(
    draft: Draft, ratios: Sequence[cp_model.IntVar], enough: int, level: cp_model.IntVar, *, reached: bool
) -> None:
    """At least so many ratios are at `level` or beyond: above where it is to be reached, else below."""
    there = [draft.model.new_bool_var("") for _ in ratios]
    for ratio, flag in zip(ratios, there, strict=True):
        draft.model.add(ratio >= level if reached else ratio <= level).only_enforce_if(flag)
    draft.model.add(sum(there) >= enough)
