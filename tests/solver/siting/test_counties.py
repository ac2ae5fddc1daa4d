"""County instances with published optima (power 2, whole kilometres, contiguous), proven by Gurobi.

They are not part of the project: the folder is named by FAIRCARVE_INSTANCES, else looked for beside the checkout.
`python -m benchmarks.siting --instances …` runs all of them.
"""

import os
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.siting import county
from solver.judge.siting import judge_siting
from solver.result import Status
from solver.siting.solve import site

BESIDE = Path(__file__).resolve().parents[4] / "shared" / "instances"
FOLDER = Path(os.environ.get("FAIRCARVE_INSTANCES", BESIDE)) / "moi_county"
CASES = [("RI", 5), ("RI", 10), ("RI", 25), ("IA", 25)]


@pytest.mark.skipif(not FOLDER.is_dir(), reason="no public instances here: set FAIRCARVE_INSTANCES to their folder")
@pytest.mark.parametrize(("state", "band"), CASES)
def test_published_optimum(state: str, band: int) -> None:
    known = pd.read_csv(FOLDER / "optimal_values.csv").set_index(["state", "band_pct_each_side"]).loc[(state, band)]
    problem = county(FOLDER, state, known["L"], known["U"], known["k"])
    result = site(problem, time_limit=60)
    if known["status"] == "INFEASIBLE":
        assert result.status is Status.INFEASIBLE
        assert result.stop_reason == "proven"
        return
    assert result.status is Status.OPTIMAL
    assert result.objective == known["optimal_objective_sum_p_d2"]
    assert result.plan is not None
    assert judge_siting(problem, result.plan).kept
