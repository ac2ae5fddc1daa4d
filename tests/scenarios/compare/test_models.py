"""`--models`: one scenario under every territory model."""

import json

import pytest
from typer.testing import CliRunner

from scenarios.cli.app import app
from scenarios.compare.contender import Contender
from scenarios.compare.gather import Source
from scenarios.compare.run import expertise, sources_of
from tests.scenarios.conftest import Desk
from tests.scenarios.designs.test_stated import ACCOUNTS, REPS, WIDE

LIMITED = f"{WIDE}limits: {{reassigned_accounts: 0.2}}\ngroups: {{by: verticals}}\n"


@pytest.fixture
def models(desk: Desk) -> Desk:
    desk.put("accounts.csv", ACCOUNTS)
    desk.put("reps.csv", REPS)
    return desk


def run(*words: object) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["compare", *map(str, words)])
    return done.exit_code, done.stdout, done.stderr


def test_every_model_is_run_on_one_scenario_and_today_stands_beside_them(models: Desk) -> None:
    path = models.scenario(f"{WIDE}pool: {{where: {{current_owner: ''}}}}\n")
    names = ["open", "geographic", "vertical", "segment", "named", "pool", "hybrid"]
    code, out, err = run(path, "--models", ",".join(names), "--json", "--time-limit", 5)
    told = json.loads(out)
    assert code == 0, err
    assert [model["name"] for model in told["models"]] == [*names, "today"]
    figures = {each["measure"]: each["values"] for each in told["measures"]}
    assert figures["expertise"]["vertical"] == 1.0
    assert figures["expertise"]["today"] < 1.0
    assert min(figures["objective"][name] for name in names) >= figures["bound"]["open"] - 1e-9


def test_a_model_that_the_team_cannot_be_carved_by_is_said_and_the_others_run(models: Desk) -> None:
    models.put("reps.csv", REPS.replace("verticals", "trade"))
    code, out, err = run(models.scenario(WIDE), "--models", "open, vertical", "--time-limit", 5)
    assert code == 0
    assert "vertical: cannot be run: the column verticals is missing" in err
    assert "not run: the column verticals is missing" in out


def test_models_that_are_not_known_are_refused(models: Desk) -> None:
    code, _, err = run(models.scenario(WIDE), "--models", "open,verticals")
    assert (code, "--models names verticals, which is no territory model" in err) == (2, True)
    code, _, err = run(models.folder / "scenario.yaml", models.folder / "scenario.yaml", "--models", "open")
    assert (code, "--models runs on one scenario, not on 2" in err) == (2, True)


def test_groups_are_those_of_each_model_and_reset_takes_the_limits_on_moves_away(models: Desk) -> None:
    models.scenario(LIMITED)
    kept, free = (
        {each.name: each for each in sources_of(models.read(), ["open", "vertical"], reset=reset)}
        for reset in (False, True)
    )
    for sources, limit in ((kept, 0.2), (free, None)):
        for each in sources.values():
            assert isinstance(each, Source)
            assert each.problem.rules.limits.reassigned_accounts == limit
        assert sources["open"].problem.rules.peers == ""
        assert sources["vertical"].problem.rules.peers == "peer_group"


def test_peer_groups_of_a_model_follow_what_its_reps_serve(models: Desk) -> None:
    models.put("reps.csv", REPS.replace("*", "enterprise").replace("SMB; enterprise", "SMB"))
    models.scenario(LIMITED)
    (found,) = sources_of(models.read(), ["segment"])
    assert isinstance(found, Source)
    assert found.problem.team.texts["peer_group"].tolist() == ["SMB", "enterprise"]


def test_a_failed_model_keeps_all_that_is_wrong(models: Desk) -> None:
    models.put("reps.csv", REPS.replace("verticals", "trade"))
    models.scenario(WIDE)
    (found,) = sources_of(models.read(), ["vertical"])
    assert isinstance(found, Contender)
    assert [finding.code for finding in found.failed] == ["missing-column"]


def test_expertise_is_measured_by_the_verticals_of_the_scenario(models: Desk) -> None:
    models.scenario(f"{WIDE}verticals: {{names: {{steel: Metals}}}}\n")
    accounts, serves = expertise(models.read())
    assert serves == {"vertical": "verticals"}
    assert accounts["vertical"].tolist() == ["health"] * 3 + ["Metals"] * 3
    models.scenario(f"{WIDE}verticals: {{reps: nothing}}\n")
    assert expertise(models.read())[1] is None


def test_map_cells_of_the_own_model_are_not_those_of_models_without_a_map(models: Desk) -> None:
    """Under the geographic model the cells hold four accounts and two; the others take accounts one by one."""
    keys = f"{WIDE}units: {{by: cells, cells: 2, pins: yield}}\n"
    models.scenario(f"{keys}model: geographic\n")
    cells, free, served = sources_of(models.read(), ["geographic", "open", "vertical"])
    assert [each.problem.units for each in (cells, free, served)] == [2, 6, 6]
    assert free.problem.land is None


def test_families_are_those_of_every_model(models: Desk) -> None:
    models.scenario(f"{WIDE}units: {{by: family}}\nmodel: hybrid\n")
    for each in sources_of(models.read(), ["open", "segment"]):
        assert isinstance(each, Contender) or each.problem.units == 5
