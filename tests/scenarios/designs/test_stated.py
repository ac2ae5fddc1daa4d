"""From a scenario file to the Problem of its territory model, for every model, and back through `check`."""

import re
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from scenarios.audit import audit
from scenarios.cli.app import app
from scenarios.designs.models import MODELS, PROMISES
from scenarios.designs.stated import problem_of
from scenarios.files.scenario import read_scenario
from tests.scenarios.conftest import Desk

HOUSE = Path(__file__).resolve().parents[3]
MODELS_IN_DOCS = re.findall(r"```yaml\n(.*?)```", (HOUSE / "docs" / "models.md").read_text(), re.DOTALL)
ACCOUNTS = """\
account_id,lat,lon,potential,workload,current_owner,industry,segment,named,family,renewal
a1,40.0,-100.0,100,10,R1,health,SMB,,F1,yes
a2,40.0,-99.0,100,10,R1,health,SMB,yes,F1,
a3,40.0,-98.0,100,10,R1,health,enterprise,,,
a4,40.0,-97.0,100,10,R1,steel,enterprise,,,
a5,40.0,-96.0,100,10,R2,steel,SMB,,,
a6,40.0,-95.0,100,10,,steel,SMB,yes,,yes
"""
REPS = """\
rep_id,name,lat,lon,verticals,segments,role
R1,Ann,40.0,-100.0,Health,SMB; enterprise,hunter
R2,Bob,40.0,-95.0,Steel,*,renewals
"""
WIDE = "bands: {potential: 0.4, workload: 0.4}\nsolve: {time_limit: 10}\nowners: {unknown: vacate}\n"


@pytest.fixture
def models(desk: Desk) -> Desk:
    desk.put("accounts.csv", ACCOUNTS)
    desk.put("reps.csv", REPS)
    return desk


@pytest.mark.parametrize("text", MODELS_IN_DOCS)
def test_every_example_of_the_docs_is_a_scenario(text: str) -> None:
    head = "" if text.startswith("name:") else "name: n\naccounts: a.csv\nreps: r.csv\n"
    reading = read_scenario("docs.yaml", (head + text).encode())
    assert [str(finding) for finding in reading.findings if finding.severity == "error"] == []


def test_every_model_has_a_promise() -> None:
    assert set(MODELS) == set(PROMISES)


@pytest.mark.parametrize("model", MODELS)
def test_every_model_is_solved_and_checked(models: Desk, model: str) -> None:
    path = models.scenario(f"{WIDE}model: {model}\npool: {{where: {{current_owner: ''}}}}\n")
    done = CliRunner().invoke(app, ["solve", str(path)])
    assert done.exit_code == 0, done.output
    found = audit(models.folder / "road-result")
    assert found.faults == ()
    assert found.verdict is not None
    assert found.verdict.ok


def test_models_say_who_may_own_what(models: Desk) -> None:
    models.scenario(WIDE)
    inputs = models.read()
    who = problem_of(inputs, "vertical").eligibility
    units, reps = np.meshgrid(np.arange(6), np.arange(2), indexing="ij")
    assert who.ok(units, reps).tolist() == [[True, False]] * 3 + [[False, True]] * 3
    assert problem_of(inputs, "geographic").land is not None
    assert problem_of(inputs, "open").eligibility.ok(units, reps).all()


def test_families_move_together_in_every_model_that_knows_single_accounts(models: Desk) -> None:
    models.scenario(f"{WIDE}units: {{by: family}}\n")
    for model in ("open", "vertical", "segment", "named", "hybrid"):
        problem = problem_of(models.read(), model)
        assert problem.book.unit[0] == problem.book.unit[1], model
        assert problem.units == 5


def test_skills_that_are_required_bind_in_the_open_model(models: Desk) -> None:
    models.scenario(f"{WIDE}skills: required\n")
    assert problem_of(models.read()).rules.serves == {"vertical_served": "verticals"}


def test_carve_outs_and_whales(models: Desk) -> None:
    models.scenario(
        "bands: {}\ngoal: {travel: 1}\nlimits: {per_rep: {whales: {most: 3}}}\nwhales: {above: 0.2}\n"
        "carve_outs: {renewals: {accounts: {renewal: true}, reps: {role: renewals}}}\n"
    )
    problem = problem_of(models.read())
    assert problem.eligibility.ok(np.arange(6), np.zeros(6, dtype=int)).tolist() == [False, *[True] * 4, False]
    assert [row.name for row in problem.rows] == ["per_rep whales"]
    assert "6 accounts above 0.2" in " ".join(note.message for note in problem.notes)


def test_what_a_model_lacks_is_said_in_the_planners_words(models: Desk) -> None:
    models.put("reps.csv", REPS.replace("verticals", "specialities"))
    models.scenario(f"{WIDE}model: vertical\n")
    (error,) = [finding for finding in models.refused() if finding.severity == "error"]
    assert (error.table, error.column) == ("reps.csv", "verticals")
    assert "columns: {reps: {verticals: " in error.fix


def test_map_cells_from_a_file_of_polygons_and_barriers(models: Desk) -> None:
    boxes = [(f"box{at}", -100.5 + at) for at in range(6)]
    features = [
        f'{{"type": "Feature", "properties": {{"code": "{name}"}}, "geometry": {{"type": "Polygon", "coordinates": '
        f"[[[{x}, 39.5], [{x + 1}, 39.5], [{x + 1}, 40.5], [{x}, 40.5], [{x}, 39.5]]]}}}}"
        for name, x in boxes
    ]
    models.put("map.json", f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}')
    models.scenario(
        f"{WIDE}model: geographic\nunits: {{polygons: {{file: map.json, id: code}}, barriers: [[box2, box3]], "
        "bridges: [[box0, box5]]}\n"
    )
    inputs = models.read()
    problem = problem_of(inputs)
    assert problem.unit_ids.tolist() == [name for name, _ in boxes]
    assert problem.land is not None
    edges = set(zip(*(ends.tolist() for ends in problem.land.edges()), strict=True))
    assert edges == {(0, 1), (1, 2), (3, 4), (4, 5), (0, 5)}
    assert "map.json" in inputs.files
    models.put("map.json", "nonsense")
    assert "not-geojson" in {finding.code for finding in models.refused()}


def test_a_list_of_named_accounts_is_a_table_of_its_own(models: Desk) -> None:
    models.put("strategic.csv", "account_id,rep_id\na4,R2\na9,R1\n")
    models.scenario(f"{WIDE}model: named\nnamed: {{list: strategic.csv}}\n")
    (error,) = [finding for finding in models.refused() if finding.severity == "error"]
    assert (error.table, error.row) == ("strategic.csv", 3)
    models.put("strategic.csv", "account_id,rep_id\na4,R2\n")
    problem = problem_of(models.read())
    assert problem.eligibility.pinned.tolist() == [-1, -1, -1, 1, -1, -1]
