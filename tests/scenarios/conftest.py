"""A planner's desk in a temporary folder: two reps at the ends of a road, six equal accounts along it.

R1 ─ a1 ─ a2 ─ a3 ─ a4 ─ a5 ─ a6 ─ R2        three each is the even plan, and the shortest one
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenarios.audit.audit import audit
from scenarios.cli.app import app
from scenarios.designs.stated import problem_of
from scenarios.files.load import Inputs, read
from solver.errors import Finding, InputError
from solver.problem import Problem

SCENARIO = """\
name: road
accounts: accounts.csv
reps: reps.csv
as_of: 2027-01-31
"""
ACCOUNTS = """\
account_id,lat,lon,potential,workload,current_owner
a1,40.0,-100.0,100,10,R1
a2,40.0,-99.0,100,10,R1
a3,40.0,-98.0,100,10,R1
a4,40.0,-97.0,100,10,R1
a5,40.0,-96.0,100,10,R2
a6,40.0,-95.0,100,10,
"""
REPS = """\
rep_id,name,lat,lon
R1,Ann,40.0,-100.0
R2,Bob,40.0,-95.0
"""


@dataclass(frozen=True)
class Desk:
    folder: Path

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def scenario(self, extra: str = "", text: str = SCENARIO) -> Path:
        return self.put("scenario.yaml", text + extra)

    def read(self) -> Inputs:
        return read(self.folder / "scenario.yaml")

    def problem(self) -> Problem:
        return problem_of(self.read())

    def solved(self, extra: str) -> str:
        """The summary of what the command makes of the scenario; the audit finds no fault with it."""
        done = CliRunner().invoke(app, ["solve", str(self.scenario(extra))])
        assert done.exit_code == 0, done.output
        result = self.folder / "road-result"
        assert audit(result).faults == ()
        return (result / "summary.md").read_text()

    def refused(self) -> tuple[Finding, ...]:
        """Everything found in input that must be refused."""
        with pytest.raises(InputError) as caught:
            self.problem()
        assert any(finding.severity == "error" for finding in caught.value.findings)
        return caught.value.findings

    def error(self, code: str) -> Finding:
        """The one error of this code, in input that must be refused."""
        found = [finding for finding in self.refused() if finding.severity == "error"]
        mine = [finding for finding in found if finding.code == code]
        assert len(mine) == 1, [str(finding) for finding in found]
        return mine[0]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.scenario()
    made.put("accounts.csv", ACCOUNTS)
    made.put("reps.csv", REPS)
    return made
