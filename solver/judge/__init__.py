"""The judge: measures a plan and checks its rules from the input as read.

Trusts nothing that the methods derived: no model, no bound, no search, no prepared rows or amounts.
"""

from solver.judge.certificate import Proof, prove
from solver.judge.check import check
from solver.judge.measures import Measures, measure
from solver.judge.scorecard import Scorecard, scorecard, todays_owners
from solver.judge.verdict import Verdict, verdict
from solver.judge.violation import Violation

__all__ = [
    "Measures",
    "Proof",
    "Scorecard",
    "Verdict",
    "Violation",
    "check",
    "measure",
    "prove",
    "scorecard",
    "todays_owners",
    "verdict",
]
