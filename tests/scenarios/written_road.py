"""The road of `Desk` with every rule in force, and a result of it written without any solver."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.designs.stated import problem_of
from scenarios.files import results
from scenarios.files.load import Inputs, read
from solver.certificate import Certificate, Proves, RulePrices
from solver.judge import scorecard, verdict
from solver.judge.certificate import prove
from solver.plan import Plan
from solver.problem import Problem
from solver.result import Culprit, Opening, Progress, Result, Status, relative_gap

SCENARIO = """\
name: road
accounts: accounts.csv
reps: reps.csv
units: {by: account, edges: edges.csv}
contiguous: true
bands: {potential: 0.2, workload: 0.2}
limits:
  reassigned_accounts: 0.2
  reassigned_potential: 0.22
  lost_per_rep: 0.25
  named_accounts_per_rep: 2
  capacity: 1.0
protect: {active_deal: pin, customer: 3}
locks: locks.csv
pairs: pairs.csv
pairs_only: true
goal: {potential: 5, workload: 5, travel: 1, reassigned: 1, cost: 0.01}
"""
ACCOUNTS = """\
account_id,lat,lon,potential,workload,current_owner,named,active_deal,customer
a1,40.0,-100.0,100,10,R1,yes,,
a2,40.0,-99.0,100,10,R1,yes,yes,
a3,40.0,-98.0,100,10,R1,,,
a4,40.0,-97.0,110,12,R1,,,yes
a5,40.0,-96.0,100,10,R2,yes,,
a6,40.0,-95.0,100,10,,,,
"""
REPS = """\
rep_id,name,lat,lon,capacity_hours_year,max_accounts
R1,Ann,40.0,-100.0,35,3
R2,Bob,40.0,-95.0,35,4
"""
EDGES = "unit_a,unit_b\na1,a2\na2,a3\na3,a4\na4,a5\na5,a6\n"
PRICES = (
    RulePrices("measure", "potential", np.array([0.2, -0.2])),
    RulePrices("measure", "workload", np.array([0.2, -0.2])),
    RulePrices("row", "capacity", np.array([0.001, 0.002])),
    RulePrices("row", "accounts", np.array([0.01, 0.02])),
    RulePrices("row", "named", np.array([0.01, 0.02])),
    RulePrices("row", "lost_per_rep", np.array([-0.01, 0.0])),
    RulePrices("limit", "reassigned_accounts", np.array([0.01])),
    RulePrices("limit", "reassigned_potential", np.array([0.0001])),
)
"""Prices of every rule of the scenario, by no means the best."""
FREE = "name: road\naccounts: accounts.csv\nreps: reps.csv\nbands: {}\n"
"""A scenario on the same tables without any rule."""
LOCKS = "account_id,rep_id,kind,reason,requested_by,expires\na5,R2,pinned,,,\na6,R1,not,,,\na1,R2,not,,,2025-12-31\n"
PAIRS = "account_id,rep_id,cost,allowed\na1,R1,1,\na1,R2,1,no\na2,R1,2,\na2,R2,2,\na3,R1,3,\n" + "".join(
    f"a{a},R{r},{a},\n" for a in (4, 5, 6) for r in (1, 2)
)
CONFLICT = ("bands: potential ±20%", "locks, protected accounts and pairs that are not allowed")
LOPSIDED = FREE.replace("{}", "{potential: 0.2}") + "protect: {active_deal: pin}\npairs: pairs.csv\npairs_only: true\n"
HEAVY = ACCOUNTS.replace("97.0,110", "97.0,10").replace("96.0,100", "96.0,10").replace("95.0,100", "95.0,10")
"""With these two R1 must have a1, a2 and a3, 300 of 330 and 182 % of the share: the band must open by 62 points."""
GOOD = "111222"
"""The plan that keeps every rule: a4 is the one account that changes hands."""


def put(folder: Path, scenario: str = SCENARIO, accounts: str = ACCOUNTS) -> Path:
    """The input files; returns the scenario."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {"accounts.csv": accounts, "reps.csv": REPS, "edges.csv": EDGES, "locks.csv": LOCKS, "pairs.csv": PAIRS}
    for name, text in {**tables, "scenario.yaml": scenario}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder / "scenario.yaml"


def solved(problem: Problem, digits: str = GOOD, seed: int = 0, bound: float = 0.995) -> Result:
    """A result as the engine gives it; the bound is `bound` × the objective."""
    plan = np.array([int(digit) - 1 for digit in digits], dtype=np.int64)
    judged = verdict(problem, plan)
    return Result(
        status=Status.OPTIMAL if bound == 1 else Status.FEASIBLE,
        stop_reason="proven" if bound == 1 else "gap",
        plan=Plan(plan, problem.fingerprint),
        objective=judged.objective,
        terms=judged.terms,
        bound=bound * judged.objective,
        seconds=1.5,
        seed=seed,
        scorecard=scorecard(problem, plan),
        trace=(Progress(0.1, "start"), Progress(1.0, "improve", judged.objective, 0.5, 0.1, 1)),
        provenance={"python": "3.12", "numpy": "2", "ortools": "9"},
    )


def certified(problem: Problem, bound: float = 0.995) -> Result:
    """The same with a certificate; every rule has a price, and the solver's bound is above what they prove."""
    return replace(solved(problem, bound=bound), certificate=claimed(problem, Certificate(Proves.GOAL, 0.0, PRICES)))


def claimed(problem: Problem, certificate: Certificate) -> Certificate:
    """The certificate with the bound that its prices prove."""
    return replace(certificate, bound=prove(problem, certificate).bound)


def conflicting(problem: Problem, digits: str | None = None) -> Result:
    """A result that proves that there is no plan, with the plan `digits` as the nearest."""
    nearest = None if digits is None else Plan(np.array([int(d) - 1 for d in digits]), problem.fingerprint)
    result = solved(problem)
    bare = replace(result, status=Status.INFEASIBLE, stop_reason="proven", plan=None, objective=None, terms={})
    return replace(bare, bound=None, scorecard=None, conflict=CONFLICT, nearest=nearest)


def lopsided(folder: Path) -> Path:
    """A result that proves by prices that there is no plan, with all that can be said of it."""

    def make(problem: Problem) -> Result:
        prices = (RulePrices("measure", "potential", np.array([1.0, 0.1])),)
        proof = claimed(problem, Certificate(Proves.NO_PLAN, 0.0, prices))
        opening = Opening(0.618, 0.6182, (Culprit("R1", "potential", 1.8182, ""),))
        none = replace(conflicting(problem, "111222"), conflict=CONFLICT, opening=opening)
        return replace(none, certificate=proof)

    return write(folder, make, LOPSIDED, HEAVY)[0]


def rehash(folder: Path) -> None:
    """The hashes of the outputs as the files are now: what a careful forger would do."""

    def change(content: dict[str, Any]) -> None:
        for name in content["outputs"]:
            content["outputs"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()

    edit(folder / "result.json", change)


def write(
    folder: Path,
    make: Callable[[Problem], Result] = solved,
    scenario: str = SCENARIO,
    accounts: str = ACCOUNTS,
    **overrides: Any,
) -> tuple[Path, Inputs, Problem]:
    """Inputs in `folder`, a result among them."""
    inputs = read(put(folder, scenario, accounts), overrides or None)
    problem = problem_of(inputs)
    return results.write(folder / "road-result", inputs, problem, make(problem)), inputs, problem


def edit(path: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change a JSON file in place."""
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content), encoding="utf-8")


def reassign(folder: Path, digits: str) -> None:
    """Write another plan into assignments.csv, consistent in itself."""
    path = folder / "assignments.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    changed = []
    for row, digit in zip(rows, digits, strict=True):
        account, _, unit, previous, _ = row.split(",")
        rep = f"R{digit}"
        moved = "true" if previous and previous != rep else "false"
        changed.append(",".join([account, rep, unit, previous, moved]))
    path.write_text("\n".join([header, *changed]) + "\n", encoding="utf-8")


def gap_of(content: dict[str, Any]) -> float:
    return relative_gap(content["objective"], content["bound"])
