"""Accounts that reps of several peer groups may own: what is said of them, and what a goal cannot be then."""

from collections.abc import Mapping

import numpy as np

from solver.errors import listed
from solver.intake.case import Case
from solver.intake.peers import SEVERAL, Groups
from solver.rules import MEAN, Rules, measure_of
from solver.statement import Statement

USUAL_BAND = 0.10
"""What is suggested for a measure without a band."""


def by_plan(case: Case, groups: Groups) -> None:
    """A note that fair shares are those of what groups own in the plan; an error for every deviation in the goal, which
    would be a ratio of two things that the plan decides.
    """
    problem = case.problem
    said = _accounts(problem, groups)
    message = f"{said}, so that fair shares are those of what each group owns in the plan"
    case.findings.note("shares-by-plan", message, table="rules", column="peers")
    for level in problem.rules.levels:
        for term, weight in level.items():
            name = measure_of(term)
            if name is None or not weight:
                continue
            what = "mean" if term.startswith(MEAN) else "largest"
            message = (
                f"goal names {term}, the {what} deviation of {name} from the fair share, but {said}. A fair share is "
                "then a part of what the group owns in the plan: it can have a band, but no place in the goal"
            )
            case.findings.error("deviation-by-plan", message, fix=_instead(problem.rules, name), table="rules")


def _accounts(problem: Statement, groups: Groups) -> str:
    several = np.flatnonzero(groups.of_account == SEVERAL)
    count = "1 account" if len(several) == 1 else f"{len(several):,} accounts"
    ids = listed(problem.book.ids[several].astype(str).tolist(), 3)
    return f"{count} ({ids}) may be owned by reps of several peer groups ({problem.rules.peers})"


def _instead(rules: Rules, name: str) -> str:
    """What to write: the band alone, and the goal without deviations."""
    goal = "take it out of the order"
    if isinstance(rules.goal, Mapping):
        rest = {term: weight for term, weight in rules.goal.items() if measure_of(term) is None} or {"travel": 1.0}
        goal = f"write goal: {{{', '.join(f'{term}: {weight:g}' for term, weight in rest.items())}}}"
    band = rules.bands.get(name)
    kept = f"the band of {name} stays" if band is not None else f"give {name} a band, bands: {{{name}: {USUAL_BAND:g}}}"
    return f"{goal}, and {kept}; or say who serves these accounts (serves, locks), or leave the peer groups out"
