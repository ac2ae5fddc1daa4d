"""Public instances of the generalized assignment problem with published optima (OR-Library; Beasley 1990).

They are not part of the project: the folder is named by FAIRCARVE_INSTANCES, else looked for beside the checkout.
"""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from solver.engine import solve
from solver.problem import Problem
from solver.result import Status
from solver.rules import Rules

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
FOLDER = Path(os.environ.get("FAIRCARVE_INSTANCES", BESIDE)) / "gap"
CASES = ["cattrysse1994/gap1-0", "cattrysse1994/gap6-2", "cattrysse1994/gap12-3", "chu1997/a10100", "chu1997/b10100"]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="no public instances here: set FAIRCARVE_INSTANCES to their folder")
@pytest.mark.parametrize("name", CASES)
def test_published_optimum(name: str) -> None:
    known = pd.read_csv(FOLDER / "best_known.csv").set_index("Path").loc[name, "Optimum"]
    result = solve(read(FOLDER / name), time_limit=60, gap=0.0)
    assert result.status is Status.OPTIMAL
    assert result.objective == known
    assert result.bound == known


def read(path: Path) -> Problem:
    """OR-Library format: m n, costs (m × n), consumption (m × n), capacities."""
    numbers = [int(word) for word in path.read_text().split()]
    m, n = numbers[:2]
    cost, use = np.array(numbers[2 : 2 + 2 * m * n]).reshape(2, m * n)
    agents, jobs = (index.ravel() for index in np.meshgrid(np.arange(m), np.arange(n), indexing="ij"))
    job_ids, agent_ids = [f"J{j}" for j in range(n)], [f"A{i}" for i in range(m)]
    pairs = pd.DataFrame(
        {
            "account_id": [job_ids[j] for j in jobs],
            "rep_id": [agent_ids[i] for i in agents],
            "cost": cost,
            "workload": use,
        }
    )
    reps = pd.DataFrame({"rep_id": agent_ids, "capacity_hours_year": numbers[2 + 2 * m * n :]})
    rules = Rules(bands={}, limits={"capacity": 1.0}, goal={"cost": 1.0})  # type: ignore[arg-type]
    return Problem.from_frames(pd.DataFrame({"account_id": job_ids}), reps, rules, pairs=pairs)
