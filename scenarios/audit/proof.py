"""What the certificate proves, computed again from the input files, and what is left to the solver's word."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from scenarios.audit.record import Record, read_json
from scenarios.files.folder import MARK
from scenarios.files.prices import CERTIFICATE, certificate_of
from scenarios.reports.wording import at_least, at_most, points
from solver.certificate import Certificate, Proves
from solver.errors import Finding
from solver.judge import Verdict
from solver.judge.certificate import Proof, prove
from solver.problem import Problem
from solver.result import relative_gap

AGREEMENT = 5e-9
"""Difference up to which two bounds agree, as a share of what is added up: rounding, and tolerances of the rules."""


@dataclass(frozen=True)
class Proved:
    """`said` : sentences for the planner. `bound` : the price bound computed again; None = there is none."""

    said: tuple[str, ...] = ()
    bound: float | None = None
    faults: tuple[Finding, ...] = ()


def proved(folder: Path, record: Record, problem: Problem, judged: Verdict | None) -> Proved:
    """Compute the bound of the certificate again. `judged` : the judge's words on the plan, None when there is none."""
    if CERTIFICATE not in record.outputs:
        unknown = [Finding("unexpected-file", f"{MARK} does not know this file", table=CERTIFICATE)]
        return Proved(_without(record), faults=tuple(unknown if (folder / CERTIFICATE).exists() else []))
    try:
        certificate, wrong = certificate_of(read_json(folder / CERTIFICATE), problem)
    except ValueError as error:
        certificate, wrong = None, [str(error)]
    if certificate is None:
        return Proved(faults=tuple(_fault("certificate-malformed", text) for text in wrong))
    if certificate.proves is Proves.GOAL and not isinstance(problem.rules.goal, Mapping):
        return Proved(faults=(_fault("certificate-status", "it is about a goal with weights; this goal is in order"),))
    proof = prove(problem, certificate)
    faults = [_fault("certificate-prices", text) for text in (*wrong, *proof.faults)]
    faults += _claims(record, certificate, proof, judged)
    if certificate.proves is Proves.NO_PLAN:
        return Proved(_no_plan(record, proof), None, tuple(faults))
    return Proved(_bound(record, proof, judged), proof.bound if math.isfinite(proof.bound) else None, tuple(faults))


def _claims(record: Record, certificate: Certificate, proof: Proof, judged: Verdict | None) -> list[Finding]:
    """What the certificate and the record say against what the prices prove."""
    found = []
    room = AGREEMENT * max(1.0, abs(certificate.bound), proof.size if math.isfinite(proof.size) else 0.0)
    if not abs(certificate.bound - proof.bound) <= room:
        message = f"it claims a bound of {certificate.bound!r}; its prices prove {proof.bound!r}"
        found.append(_fault("certificate-bound", message))
    none = certificate.proves is Proves.NO_PLAN
    if none != (record.status == "INFEASIBLE"):
        message = f"it is about {'no plan' if none else 'the goal of a plan'}, and the status is {record.status}"
        return [*found, _fault("certificate-status", message)]
    if none:
        reached = None if record.opening is None else record.opening.reached
        if reached is not None and proof.opening > reached + AGREEMENT:
            message = f"the prices prove an opening of {proof.opening!r}, yet {reached!r} is said to be enough"
            found.append(Finding("opening", message, table=MARK))
        return found
    if record.bound is None or record.bound < proof.bound - room:
        message = f"the bound is given as {record.bound!r}; the prices prove {proof.bound!r}"
        found.append(Finding("bound", message, table=MARK))
    if judged is not None and judged.ok and proof.bound > judged.objective + room:
        message = f"its prices prove {proof.bound!r}, and the plan, which keeps all rules, has {judged.objective!r}"
        found.append(_fault("certificate-contradicted", message))
    return found


def _bound(record: Record, proof: Proof, judged: Verdict | None) -> tuple[str, ...]:
    """The part of the gap that anyone can compute again, and the rest."""
    if not math.isfinite(proof.bound):
        return _without(record)
    said = f"Price bound {at_least(proof.bound)}, recomputed from the input files: any plan costs at least that."
    gap = None if judged is None else relative_gap(judged.objective, min(proof.bound, judged.objective))
    if gap is not None and math.isfinite(gap):
        said += f" Gap that anyone can re-check: {at_most(gap)}."
    if record.bound is None or record.bound <= proof.bound + AGREEMENT * max(1.0, proof.size):
        return said, "No part of the bound rests on the solver's word."
    rest = "what lies between"
    if judged is not None and judged.objective:
        rest = f"the last {at_most((record.bound - proof.bound) / abs(judged.objective))}"
    return said, f"The solver's bound is {at_least(record.bound)}: {rest} rests on the solver's branching."


def _no_plan(record: Record, proof: Proof) -> tuple[str, ...]:
    """The same where there is no plan."""
    if not proof.bound > 0:
        return _without(record)
    said = ["No plan keeps all the rules: recomputed from the input files with the prices of the certificate."]
    solver = None if record.opening is None else record.opening.least
    if math.isinf(proof.opening):
        said.append("Wider bands alone do not help: this follows from the prices too.")
    elif proof.opening > 0:
        said.append(f"Every band must open by at least {points(proof.opening, up=False)} points: recomputed too.")
        if (
            solver is not None
            and points(solver, up=False) != points(proof.opening, up=False)
            and solver > proof.opening
        ):
            said[-1] += f" The solver says {points(solver, up=False)}: the rest is the solver's word."
    return (*said, *_words(record))


def _without(record: Record) -> tuple[str, ...]:
    """Nothing that could be computed again."""
    if record.status == "INFEASIBLE":
        none = "That no plan keeps all the rules rests on the solver's word: no prices prove it."
        return (none, *_words(record))
    if record.bound is None:
        return ()
    return (f"The bound {at_least(record.bound)} rests on the solver's word: no prices prove any of it.",)


def _words(record: Record) -> tuple[str, ...]:
    """What is the solver's word in any case when there is no plan."""
    said = []
    if record.opening is not None and record.opening.reached is not None:
        enough = points(record.opening.reached, up=True)
        if record.relaxed is None:
            said.append(
                f"That {enough} points more are enough rests on the solver's word: that plan is not in the folder."
            )
        else:
            said.append(f"That {enough} points more are enough is shown by the relaxed plan, which was judged again.")
    if record.conflict:
        said.append("That the rules named as conflicting are the ones rests on the solver's word.")
    return tuple(said)


def _fault(code: str, message: str) -> Finding:
    return Finding(code, message, table=CERTIFICATE)
