"""The opening and the conflict of a problem without a plan, as far as they can be checked without a solver."""

import math
from collections.abc import Iterator

from scenarios.audit.record import Opening, Record
from scenarios.files.folder import MARK
from solver.errors import Finding
from solver.judge import Verdict
from solver.judge.rulebook import rules_in_force
from solver.problem import Problem

EDGE = 2e-4
"""How far a culprit may be from the edge of the opened band, as a share."""
ROOM = 1e-6
"""Difference of two openings that is the rounding of a solver's model."""


def why_none(record: Record, problem: Problem, nearest: Verdict | None) -> Iterator[Finding]:
    """What is wrong with the reasons for having no plan. `nearest` : the judge's words on the nearest plan."""
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
    if nearest is not None and nearest.ok:
        yield _fault("status", "the status is INFEASIBLE, but the nearest plan keeps every rule")
    if record.opening is not None:
        yield from _opening(record.opening, problem, nearest)


def _opening(opening: Opening, problem: Problem, nearest: Verdict | None) -> Iterator[Finding]:
    least, reached = opening.least, opening.reached
    if not problem.rules.bands:
        yield _fault("opening", "the bands are said to open, but the scenario has none")
    if least < 0:
        yield _fault("opening", f"the least opening is {least!r}, which is below 0")
    if reached is not None and reached < least - ROOM:
        yield _fault("opening", f"an opening of {reached!r} is said to be reached, less than the least, {least!r}")
    needed = None if nearest is None else _needed(problem, nearest)
    if needed is not None and needed < least - ROOM:
        yield _fault("opening", f"{least!r} is said to be the least opening, but the nearest plan needs {needed!r}")
    for culprit in opening.culprits:
        band = problem.rules.bands.get(culprit.measure)
        if culprit.rep_id not in problem.team.ids or band is None:
            yield _fault("opening", f"{culprit.rep_id} is said to hold {culprit.measure} open: no such rep or band")
        elif reached is None or not abs(abs(culprit.ratio - 1) - band - reached) <= EDGE:
            at = f"at {culprit.ratio!r} of the fair share of {culprit.measure}"
            yield _fault(
                "opening", f"{culprit.rep_id} is {at}: not the edge of a band of {band!r} opened by {reached!r}"
            )


def _needed(problem: Problem, nearest: Verdict) -> float | None:
    """The opening that the nearest plan needs; None when it breaks other rules than bands."""
    if any(violation.rule != "band" for violation in nearest.violations):
        return None
    tallies = nearest.measures.tallies
    needed = max(
        (float(tallies[m].deviation.max()) - band for m, band in problem.rules.bands.items()), default=math.nan
    )
    return needed if math.isfinite(needed) else None


def _fault(code: str, message: str) -> Finding:
    return Finding(code, message, table=MARK)
