"""The comparison of territory models: made-up teams, plain checks, verdicts, and a whole small run."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.commands import _parser, main
from benchmarks.models import command
from benchmarks.models.books import Book
from benchmarks.models.checks import Promise, faults
from benchmarks.models.moves import least_moves, too_many
from benchmarks.models.report import compose
from benchmarks.models.rows import Asked, ModelRow, read_all
from benchmarks.models.scenario import write_made
from benchmarks.models.staff import largest_remainder, rounded, staff
from benchmarks.models.tally import tallies
from benchmarks.models.verdicts import against, proven, verdict
from benchmarks.report.write import BEGIN, END
from scenarios.files.load import read
from solver.problem import Problem
from solver.rules import Rules

MODELS = Path(__file__).resolve().parents[2] / "benchmarks" / "MODELS.md"
TINY = Book(
    "tiny",
    "heads",
    lambda table: table,
    {"Mills": "Makers", "Forges": "Makers"},
    {"Mines": "Makers"},
    "zip",
    4,
    "Shops",
)


def tiny(seed: int = 0) -> pd.DataFrame:
    """A hundred accounts in ten places, three industries and a thin one; one without an industry."""
    random = np.random.default_rng(seed)
    place = random.integers(10, size=100)
    industry = np.array(["Mills", "Forges", "Shops", "Shops", "Mines"])[random.integers(5, size=100)].astype(object)
    industry[0] = ""
    return pd.DataFrame(
        {
            "account_id": [f"T{row:03d}" for row in range(100)],
            "name": "somebody",
            "lat": (33 + place * 0.1).astype(str),
            "lon": (-84 + place % 3 * 0.1).astype(str),
            "state": "GA",
            "zip": [f"30{each:03d}" for each in place],
            "zip3": "300",
            "industry": industry,
            "size": random.integers(1, 500, size=100).astype(float),
        }
    )


def test_largest_remainder() -> None:
    assert largest_remainder(np.array([0.5, 0.3, 0.2]), 4).tolist() == [2, 1, 1]
    assert largest_remainder(np.array([1.0, 1.0, 1.0]), 4).tolist() == [2, 1, 1]


@pytest.mark.parametrize("seed", range(20))
def test_whole_reps_keep_rows_and_columns(seed: int) -> None:
    mass = np.random.default_rng(seed).exponential(1.0, (3, 5))
    seats = rounded(mass, 23)
    exact = mass / mass.sum() * 23
    assert seats.sum(axis=1).tolist() == largest_remainder(mass.sum(axis=1), 23).tolist()
    assert seats.sum(axis=0).tolist() == largest_remainder(mass.sum(axis=0), 23).tolist()
    assert (seats >= np.floor(exact)).all()
    assert (np.abs(seats - exact) < 2).all()


def test_a_team_has_part_time_reps_and_new_hires() -> None:
    book = pd.DataFrame({"segment": ["SMB", "big"] * 50, "vertical": ["a", "a", "b", "b"] * 25})
    team = staff(book.assign(potential=1.0, hours=1.0), 20)
    assert team.groupby(["segments", "verticals"]).size().tolist() == [5, 5, 5, 5]
    assert (team["fte"] < 1).sum() == 2
    assert (team["ramp"] < 1).sum() == 3
    assert not ((team["fte"] < 1) & (team["ramp"] < 1)).any()


def test_a_made_scenario_is_the_same_for_the_same_seed_and_another_for_another(tmp_path: Path) -> None:
    paths = [write_made(TINY, tiny(), seed, tmp_path / name, 4) for seed, name in ((1, "a"), (1, "b"), (2, "c"))]
    tables = [[(path.parent / f"{name}.csv").read_bytes() for name in ("accounts", "reps")] for path in paths]
    assert tables[0] == tables[1] != tables[2]
    inputs = read(paths[0])
    assert len(inputs.accounts) == 100
    assert (inputs.accounts["account_id"] == tiny()["account_id"]).all()
    shares = inputs.accounts["potential"].astype(float).groupby(inputs.accounts["segment"]).sum()
    assert shares["enterprise"] / shares.sum() == pytest.approx(0.32, abs=0.03)
    assert set(inputs.reps["verticals"]) == {"Makers", "Shops"}


REPS = pd.DataFrame(
    {
        "rep_id": ["R1", "R2"],
        "verticals": ["Makers", " shops ; Banks"],
        "segments": ["SMB", "*"],
        "named_rep": ["", "yes"],
    }
)
PROMISE = Promise("zip", names=TINY.names, attach=TINY.attach, blank="Shops", pins=("deal",))


def planned(**changes: list[str]) -> pd.DataFrame:
    """Four accounts with a plan that every model could have made."""
    table = {
        "account_id": ["A", "B", "C", "D"],
        "zip": ["1", "1", "2", ""],
        "industry": ["Mills", "Mines", "Shops", ""],
        "segment": ["SMB", "SMB", "big", "big"],
        "named": ["", "", "yes", ""],
        "deal": ["", "", "", ""],
        "current_owner": ["R1", "R1", "R1", "R1"],
        "rep_id": ["R1", "R1", "R2", "R2"],
    }
    return pd.DataFrame({**table, **changes})


@pytest.mark.parametrize("model", ["geographic", "vertical", "segment", "named", "hybrid", "open", "pool"])
def test_a_plan_that_keeps_its_promise_has_no_fault(model: str) -> None:
    assert faults(model, PROMISE, planned(), REPS, pd.DataFrame()) == []


@pytest.mark.parametrize(
    ("model", "changes", "said"),
    [
        ("geographic", {"rep_id": ["R1", "R2", "R2", "R2"]}, "cell 1 is split among 2 reps"),
        ("vertical", {"rep_id": ["R2", "R1", "R2", "R2"]}, "A (Makers) is with R2"),
        ("vertical", {"rep_id": ["R1", "R2", "R2", "R2"]}, "B (Mines) is with R2"),
        ("vertical", {"rep_id": ["R1", "R1", "R2", "R1"]}, "D (Shops) is with R1"),
        ("vertical", {"rep_id": ["R1", "R1", "R2", ""]}, "D (Shops) is with nobody"),
        ("segment", {"rep_id": ["R1", "R1", "R1", "R2"]}, "C (big) is with R1"),
        ("named", {"rep_id": ["R1", "R1", "R1", "R2"]}, "named account C"),
        ("hybrid", {"rep_id": ["R1", "R1", "R1", "R2"]}, "named account C"),
    ],
)
def test_a_forged_plan_is_found(model: str, changes: dict[str, list[str]], said: str) -> None:
    (fault,) = faults(model, PROMISE, planned(**changes), REPS, pd.DataFrame())
    assert said in fault


def test_a_pinned_account_may_be_with_anybody_but_splits_no_cell() -> None:
    moved = planned(rep_id=["R2", "R1", "R2", "R2"])
    pins = pd.DataFrame({"account_id": ["A"], "rep_id": ["R2"], "kind": ["pinned"]})
    assert faults("vertical", PROMISE, moved, REPS, pins) == []
    assert faults("vertical", PROMISE, moved.assign(deal=["yes", "", "", ""]), REPS, pd.DataFrame()) == []
    assert faults("geographic", PROMISE, moved, REPS, pins) != []


def row(run: str, seed: int, goal: float | None, bound: float = 1.0, expertise: float = 0.5) -> ModelRow:
    """A run with a plan that keeps its rules, or None without."""
    asked = Asked("tiny", "hash", "reset", run, seed, 1.0, 0.0, 1)
    about = {"commit": "c0ffee", "started": "2026-11-22T00:00:00Z", "load": 0.1, "versions": {"python": "3"}}
    if goal is None:
        return ModelRow(asked, "INFEASIBLE", why="bands: workload ±10%", about=about)
    figures = {"objective": goal, "own_objective": goal, "bound": bound, "expertise": expertise, "gap": 0.01}
    return ModelRow(asked, "FEASIBLE", True, True, figures=figures, about=about)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ((1.0, 1.1), (1.2, 1.3), "better"),
        ((1.0, 1.1), (0.9, 0.9), "worse"),
        ((1.0, 1.1), (1.2, 0.9), "even"),
        ((1.0, 1.0), (1.005, 1.005), "even"),
        ((1.0, None), (None, None), "alone"),
        ((None, None), (1.0, 1.0), "without"),
        ((1.0, None), (None, 1.0), "neither"),
    ],
)
def test_who_is_better(ours: tuple[float | None, ...], theirs: tuple[float | None, ...], expected: str) -> None:
    both = [*(row("hybrid", seed, goal) for seed, goal in enumerate(ours))]
    both += [row("segment", seed, goal) for seed, goal in enumerate(theirs)]
    known = tallies(both)
    assert verdict(known["hybrid"], known["segment"])[0] == expected


def test_proven_only_when_the_bound_is_above_in_every_seed() -> None:
    ours = [row("hybrid", 0, 1.1), row("hybrid", 1, 1.1)]
    for bounds, expected in (((1.2, 1.2), True), ((1.2, 1.05), False)):
        theirs = [row("segment", seed, 1.4, bound) for seed, bound in enumerate(bounds)]
        known = tallies([*ours, *theirs])
        assert proven(known["hybrid"], known["segment"]) is expected
        assert ("(proven)" in against(known["hybrid"], known["segment"])) is expected


def test_a_bound_on_another_goal_than_the_yardsticks_proves_nothing() -> None:
    theirs = row("segment", 0, 1.4, 1.2)
    other = replace(theirs, figures={**theirs.figures, "own_objective": 1.3})
    for each, expected in ((theirs, True), (other, False)):
        known = tallies([row("hybrid", 0, 1.1), each])
        assert proven(known["hybrid"], known["segment"]) is expected


def test_the_report_says_what_the_rows_say() -> None:
    found = [row("hybrid", 0, 1.0, expertise=0.9), row("segment", 0, 1.25), row("vertical", 0, None)]
    document = compose([*found, row("vertical, peers", 0, 1.5)], [])
    over_all, book = document.sections[:2]
    text = "\n".join(str(block) for section in (over_all, book) for block in section.blocks)
    assert "goal 20.0 % better, expertise +40 points" in text
    assert "only the hybrid has a plan" in text
    assert "Proven to have no plan in any seed: vertical." in text
    assert "Vertical: 0 of 1 seeds with the bands over the whole team, 1 of 1 with peer groups." in text
    assert "vertical, 1 of 1 without such a plan (INFEASIBLE): bands: workload ±10%" in text
    assert document.faults == ()
    beaten = {"book": "tiny", "question": "reset", "seed": 0, "faults": ["a bound is beaten"]}
    assert compose(found, [beaten]).faults == ("tiny, reset, seed 0: a bound is beaten",)


def test_a_small_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data" / "tiny").mkdir(parents=True)
    tiny().drop(columns="zip3").to_csv(tmp_path / "data" / "tiny" / "accounts.csv", index=False)
    monkeypatch.setitem(command.REAL, "tiny", TINY)
    monkeypatch.setattr(command, "BOOKS", ("tiny", *command.BOOKS))
    words = [
        "models",
        "--data",
        str(tmp_path / "data"),
        "--books",
        "tiny",
        "us_hospitals",
        "--models",
        "open",
        "segment",
    ]
    words += [
        "--seeds",
        "0",
        "--seconds",
        "10",
        "--gap",
        "0.3",
        "--reps",
        "4",
        "--questions",
        "reset",
        "--out",
        str(tmp_path / "out"),
    ]
    assert main(words) == 0
    said = capsys.readouterr()
    assert "us_hospitals skipped" in said.err
    found = {each.asked.run: each for each in read_all(tmp_path / "out")}
    assert set(found) == {"open", "segment"}
    assert found["open"].kept, found["open"].why
    assert found["open"].faults == found["segment"].faults == ()
    assert found["open"].size == {"accounts": 100, "units": 100, "reps": 4}
    report = (tmp_path / "out" / "models.md").read_text()
    assert "## tiny" in report
    assert main(words) == 0
    assert capsys.readouterr().out.count("   kept") == 2
    place = tmp_path / "MODELS.md"
    place.write_text(f"before\n{BEGIN}\nyesterday\n{END}\nafter\n")
    assert main(["report", str(tmp_path / "out"), "--into", str(place)]) == 0
    text = place.read_text()
    assert text.startswith("before")
    assert text.endswith("after\n")
    assert "yesterday" not in text
    assert "### tiny" in text


def owned(**rep: list[str]) -> Problem:
    """Three accounts of R1 and one of R2 in two units, one new; `rep` are columns of the reps."""
    accounts = pd.DataFrame(
        {
            "account_id": ["A", "B", "C", "D", "E"],
            "lat": 33.0,
            "lon": -84.0,
            "potential": 1.0,
            "workload": 1.0,
            "cell": ["1", "1", "1", "2", "2"],
            "industry": ["Mills", "Mills", "Mills", "Shops", "Shops"],
            "current_owner": ["R1", "R1", "R2", "R1", ""],
        }
    )
    reps = pd.DataFrame({"rep_id": ["R1", "R2"], "lat": 33.0, "lon": -84.0, **rep})
    serves = {"industry": "verticals"} if rep else {}
    return Problem.from_frames(accounts, reps, Rules(bands={}, units="" if rep else "cell", serves=serves))


@pytest.mark.parametrize(
    ("rep", "least"),
    [
        ({}, 1),
        ({"verticals": ["Mills", "Shops"]}, 2),
        ({"verticals": ["Shops", "Mills"]}, 2),
        ({"verticals": ["*", "*"]}, 0),
    ],
)
def test_the_fewest_moves_are_those_of_the_best_plan(rep: dict[str, list[str]], least: int) -> None:
    problem = owned(**rep)
    owner = problem.book.owner
    best = 9
    for plan in product(range(2), repeat=problem.units):
        mine = np.array(plan)
        if problem.eligibility.ok(np.arange(problem.units), mine).all():
            of_account = mine[problem.book.unit]
            best = min(best, int(((owner >= 0) & (of_account != owner)).sum()))
    assert least_moves(problem) == (least, 4)
    assert best == least
    assert bool(too_many(problem, 0.3)) is (least > 1)
    assert too_many(problem, None) == ""


def test_no_book_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["models", "--data", str(tmp_path), "--books", "us_hospitals", "--out", str(tmp_path / "out")]
    assert main(words) == 2
    assert "no book" in capsys.readouterr().err


def test_the_commands_of_the_page_are_understood() -> None:
    text = MODELS.read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    commands = [line.split()[3:] for line in text.splitlines() if line.startswith("python -m benchmarks")]
    assert len(commands) == 3
    for words in commands:
        assert _parser().parse_args(words).out.name == "RESULTS"
