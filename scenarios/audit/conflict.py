"""The opening and the conflict of a problem without a plan, as far as they can be checked without a solver."""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from scenarios.audit.record import Opening, Record
from scenarios.files.folder import MARK, RELAXED
from solver.errors import Finding
from solver.judge import Verdict
from solver.judge.may_own import MayOwn
from solver.judge.measures import load
from solver.judge.rulebook import rules_in_force
from solver.judge.yardstick import fair_share
from solver.problem import Problem

EDGE = 2e-4
"""How far a culprit may be from the edge of the opened band, as a share."""
ROOM = 1e-6
"""Difference of two openings that is the rounding of a solver's model."""


def why_none(record: Record, problem: Problem, offered: Mapping[str, Verdict]) -> Iterator[Finding]:
    """What is wrong with the reasons for having no plan. `offered` : the judge's words on the plans in sub-folders."""
    if record.status != "INFEASIBLE":
        for name in ("opening", "conflict"):
            if getattr(record, name):
                yield _fault(name, f"the status is {record.status}, but there is a figure for {name}")
        return
    for words in record.conflict:
        if words not in rules_in_force(problem):
            yield _fault("conflict", f"the conflict names a rule that the scenario does not have: {words}")
    if len(set(record.conflict)) < len(record.conflict):
        yield _fault("conflict", "the conflict names a rule twice")
    for name, judged in offered.items():
        if judged.ok:
            yield _fault("status", f"the status is INFEASIBLE, but the {name} plan keeps every rule")
    if record.opening is not None:
        yield from _opening(record.opening, problem, offered)


def _opening(opening: Opening, problem: Problem, offered: Mapping[str, Verdict]) -> Iterator[Finding]:
    least, reached = opening.least, opening.reached
    if not problem.rules.around_shares:
        yield _fault("opening", "the bands are said to open, but the scenario has none")
    if least < 0:
        yield _fault("opening", f"the least opening is {least!r}, which is below 0")
    if reached is not None and reached < least - ROOM:
        yield _fault("opening", f"an opening of {reached!r} is said to be reached, less than the least, {least!r}")
    for name, judged in offered.items():
        needed = _needed(problem, judged)
        if needed is not None and needed < least - ROOM:
            yield _fault("opening", f"{least!r} is said to be the least opening, but the {name} plan needs {needed!r}")
    if RELAXED in offered:
        yield from _relaxed(reached, problem, offered[RELAXED])
    yield from _large(opening, problem)
    for culprit in opening.culprits:
        band = problem.rules.around_shares.get(culprit.measure)
        if culprit.rep_id not in problem.team.ids or band is None:
            yield _fault("opening", f"{culprit.rep_id} is said to hold {culprit.measure} open: no such rep or band")
        elif reached is None or not abs(abs(culprit.ratio - 1) - band - reached) <= EDGE:
            at = f"at {culprit.ratio!r} of the fair share of {culprit.measure}"
            yield _fault(
                "opening", f"{culprit.rep_id} is {at}: not the edge of a band of {band!r} opened by {reached!r}"
            )


def _relaxed(reached: float | None, problem: Problem, judged: Verdict) -> Iterator[Finding]:
    """The relaxed plan keeps all rules but the bands, and these opened by what is recorded."""
    needed = _needed(problem, judged)
    if needed is None:
        others = sorted({violation.rule for violation in judged.violations} - {"band"})
        yield _fault("relaxed", f"the relaxed plan breaks more than bands: {', '.join(others)}")
    elif reached is None or not abs(needed - reached) <= ROOM:
        yield _fault("opening", f"an opening of {reached!r} is said to be reached, the relaxed plan needs {needed!r}")


def _large(opening: Opening, problem: Problem) -> Iterator[Finding]:
    """Units that are named as too large or too far: what they are for the rep named, and what they prove."""
    units = {str(id_): unit for unit, id_ in enumerate(problem.unit_ids)}
    reps = {str(id_): rep for rep, id_ in enumerate(problem.team.ids)}
    for each in opening.large:
        unit, rep, band = units.get(each.unit_id), reps.get(each.rep_id), problem.rules.around_shares.get(each.measure)
        if unit is None or rep is None or band is None:
            yield _fault(
                "large", f"{each.unit_id} is said to be too large for {each.rep_id}: no such unit, rep or band"
            )
            continue
        if strangers := [id_ for id_ in each.way if id_ not in units]:
            yield _fault("large", f"the way to {each.unit_id} leads over {strangers[0]}: no such unit")
            continue
        held = np.zeros(problem.units, dtype=bool)
        if each.way:
            held = MayOwn.of(problem).only == rep
            held[[units[id_] for id_ in each.way]] = True
        held[unit] = True
        mine = np.where(held[problem.book.unit], rep, -1)
        amount = float(load(problem, each.measure, mine)[rep])
        ratio = amount / float(fair_share(problem, each.measure)[rep])
        if not (math.isclose(amount, each.amount, rel_tol=ROOM) and math.isclose(ratio, each.ratio, rel_tol=ROOM)):
            yield _fault("large", f"{each.unit_id} is {amount!r}, {ratio!r} of the fair share of {each.rep_id}")
        elif ratio - 1 - band > opening.least + ROOM:
            yield _fault("opening", f"{each.unit_id} needs an opening of {ratio - 1 - band!r}, more than the least")


def _needed(problem: Problem, judged: Verdict) -> float | None:
    """The opening that a plan needs; None when it breaks other rules than bands."""
    if any(violation.rule != "band" for violation in judged.violations):
        return None
    tallies = judged.measures.tallies
    needed = max(
        (float(tallies[m].deviation.max()) - band for m, band in problem.rules.around_shares.items()), default=math.nan
    )
    return needed if math.isfinite(needed) else None


def _fault(code: str, message: str) -> Finding:
    return Finding(code, message, table=MARK)
