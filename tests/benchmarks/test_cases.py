"""Where problems come from: made ones follow their recipe and are the same everywhere, read ones are as written."""

import os
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from benchmarks.cases import from_json, to_json
from benchmarks.cases.assignment import GapFile, GapMade, made, published
from benchmarks.cases.chu_beasley import _capacity, make
from benchmarks.cases.folder import Folder, Sample, folders
from benchmarks.cases.postal import Postal
from benchmarks.cases.synthetic import LARGEST, Synthetic, frames
from benchmarks.cases.travelling import KINDS
from benchmarks.cases.whatif import TIGHTER, WhatIf, what_ifs
from benchmarks.commands import main
from solver.book import LEFT
from solver.errors import InputError

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "instances"
INSTANCES = Path(os.environ.get("FAIRCARVE_INSTANCES", BESIDE)) / "gap"
TINY = "2 3\n 1 5 4\n 6 2 3\n 1 1 2\n 2 1 1\n 2 2\n"
"""Agents × jobs, costs, consumption, capacities. J0 → A0 and J1, J2 → A1 costs 6, which nothing else reaches."""


def test_books_are_the_same_for_the_same_seed() -> None:
    one, two, other = frames(500, 5, 0), frames(500, 5, 0), frames(500, 5, 1)
    assert one[0].equals(two[0])
    assert one[1].equals(two[1])
    assert not one[0].equals(other[0])
    assert Synthetic(500, 5, 0).identity() == Synthetic(500, 5, 0).identity() != Synthetic(500, 5, 1).identity()


def test_the_book_does_not_depend_on_the_team() -> None:
    assert frames(500, 5, 0)[0].equals(frames(500, 9, 0)[0])


def test_no_account_is_large_with_forty_accounts_a_rep() -> None:
    problem = Synthetic(2_000, 50, 0).load().problem
    for measure in problem.measures:
        assert measure.amounts.base.max() < 0.2 * measure.share.min()
    assert problem.book.values["potential"].max() <= LARGEST
    assert (problem.units, problem.reps) == (2_000, 50)


@pytest.mark.parametrize(("kind", "use", "cost"), [("a", (5, 25), (10, 50)), ("c", (5, 25), (10, 50))])
def test_ranges_of_uncorrelated_types(kind: str, use: tuple[int, int], cost: tuple[int, int]) -> None:
    instance = make(kind, 10, 300, 0)
    assert (instance.use.min(), instance.use.max()) == use
    assert (instance.cost.min(), instance.cost.max()) == cost


def test_types_d_and_e_are_inversely_correlated() -> None:
    d, e = make("d", 10, 300, 0), make("e", 10, 300, 0)
    assert set(np.unique(d.cost + d.use)) == set(range(101, 122))
    assert e.use.min() >= 1
    assert e.cost.min() >= 1
    assert np.all(e.cost <= 1000 / e.use)
    assert np.all((e.cost + 11) * (e.use + 1) >= 1000)


def test_capacities_by_hand() -> None:
    cost, use = np.array([[1, 9, 1], [2, 3, 4]]), np.array([[10, 6, 8], [7, 9, 20]])
    assert _capacity("c", cost, use).tolist() == [9, 14]  # 0.8 × 24 ÷ 2 = 9.6, 0.8 × 36 ÷ 2 = 14.4
    assert _capacity("a", cost, use).tolist() == [20, 20]  # 9 × 3 ÷ 2 + 0.4 × (10 + 8) = 20.7
    assert _capacity("b", cost, use).tolist() == [14, 14]  # 0.7 × 20.7 = 14.49


@pytest.mark.skipif(not INSTANCES.is_dir(), reason="no public instances here: set FAIRCARVE_INSTANCES to their folder")
@pytest.mark.parametrize(
    "name", ["chu1997/a05100", "chu1997/b10100", "chu1997/c20200", "chu1997/d05100", "yagiura2004/c801600"]
)
def test_capacities_of_the_published_instances(name: str) -> None:
    numbers = np.array((INSTANCES / name).read_text().split(), dtype=np.int64)
    agents, jobs = numbers[:2]
    cost, use = numbers[2 : 2 + 2 * agents * jobs].reshape(2, agents, jobs)
    assert _capacity(Path(name).name[0], cost, use).tolist() == numbers[2 + 2 * agents * jobs :].tolist()


def test_an_instance_is_read_as_written(tmp_path: Path) -> None:
    (tmp_path / "tiny").write_text(TINY)
    problem = GapFile(str(tmp_path / "tiny")).load().problem
    unit, rep = np.array([0, 1, 2, 0]), np.array([0, 1, 1, 1])
    assert problem.costs.at(unit, rep).tolist() == [1, 2, 3, 6]
    (capacity,) = problem.rows
    assert capacity.amounts.at(unit, rep).tolist() == [1, 1, 1, 2]
    assert capacity.upper.tolist() == [2, 2]


def test_an_instance_that_is_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny").write_text(TINY[:-2])
    with pytest.raises(InputError, match="needs 16 numbers, the file has 15"):
        GapFile(str(tmp_path / "tiny")).load()


def test_published_values(tmp_path: Path) -> None:
    header = "Path,Optimum,Best known bound,Best known solution value\n"
    (tmp_path / "best_known.csv").write_text(f"{header}tiny,6,6,6\nopen,,10,11\ngone,1,1,1\n")
    for name in ("tiny", "open"):
        (tmp_path / name).write_text(TINY)
    tiny, unsettled = published(tmp_path)
    assert (tiny.name, tiny.best_known, tiny.bound) == ("tiny", 6, 6)
    assert (unsettled.best_known, unsettled.bound) == (11, 10)
    assert [case.name for case in published(tmp_path, ["open"])] == ["open"]
    with pytest.raises(InputError, match="gone"):
        published(tmp_path, ["gone"])
    with pytest.raises(InputError, match="best_known"):
        published(tmp_path / "nowhere")


def test_made_instances_by_name() -> None:
    (case,) = made(["e-5-40"], 3)
    assert case.name == "gap-e-5-40-3"
    assert case.source == GapMade("e", 5, 40, 3)
    for wrong in ("f-5-40", "e-5", "e-5-x", "e-0-40", ""):
        with pytest.raises(InputError):
            made([wrong], 0)


def test_case_folders(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "scenario.yaml").write_text("name: x\n")
    (tmp_path / "other").mkdir()
    assert [case.name for case in folders(tmp_path)] == ["a", "b"]
    assert [case.name for case in folders(tmp_path / "b")] == ["b"]
    with pytest.raises(InputError, match=r"scenario\.yaml"):
        folders(tmp_path / "other")


def test_a_folder_is_another_when_a_table_changes(tmp_path: Path) -> None:
    (tmp_path / "scenario.yaml").write_text("name: x\n")
    (tmp_path / "accounts.csv").write_text("account_id\n1\n")
    before = Folder(str(tmp_path)).identity()
    assert before == Folder(str(tmp_path)).identity()
    (tmp_path / "accounts.csv").write_text("account_id\n2\n")
    assert before != Folder(str(tmp_path)).identity()


def test_what_ifs(tmp_path: Path) -> None:
    base = Synthetic(200, 5, 0)
    owner = np.arange(200) % 5
    owner[:9] = 2  # rep 2 has most accounts; of the others, reps 0 and 1 lost two each, 3 two, 4 one
    np.save(tmp_path / "plan.npy", owner)
    leaves, tightens = what_ifs(base, tmp_path / "plan.npy")
    sizes = np.bincount(owner)
    gone = int(np.argsort(sizes, kind="stable")[2])
    after = leaves.source.load().problem
    assert after.reps == 4
    assert f"R{gone:06d}" not in set(after.team.ids)
    assert int((after.book.owner == LEFT).sum()) == sizes[gone]
    tight = tightens.source.load().problem
    assert [measure.band for measure in tight.measures] == [TIGHTER, TIGHTER]
    assert (tight.book.owner == owner).all()
    assert leaves.source.identity() != tightens.source.identity()


def test_every_source_travels() -> None:
    example = {"str": "x", "int": 3, "Change": "rep-leaves"}
    for kind in KINDS:
        source = kind(
            **{field.name: example.get(getattr(field.type, "__name__", str(field.type)), "x") for field in fields(kind)}
        )
        assert from_json(to_json(source)) == source
    assert {Folder, Sample, GapFile, GapMade, Synthetic, Postal, WhatIf} == set(KINDS)


def test_postal_cases_on_made_places() -> None:
    source = Postal(900, 12, 3, "")
    one, two = source.tables(), source.tables()
    assert one.units.equals(two.units)
    assert one.edges.equals(two.edges)
    assert source.identity() != Postal(900, 12, 4, "").identity()
    problem = source.load().problem
    assert (problem.units, problem.reps) == (900, 12)
    assert problem.land is not None
    assert not problem.land.bridges
    assert len(set(problem.land.roots.tolist())) == 12
    assert (problem.book.lat[problem.land.roots] == problem.team.lat).all()
    assert one.units["workload"].sum() == pytest.approx(100_000, rel=1e-4)


def test_postal_codes_come_from_the_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(0)
    rows = [f"{k:05d},{rng.uniform(30, 45):.4f},{rng.uniform(-110, -80):.4f},{int(k % 4 > 0)}" for k in range(400)]
    rows += ["99901,61.2,-149.9,1", "96801,21.3,-157.9,1"]  # Alaska and Hawaii
    table = tmp_path / "zip.csv"
    table.write_text("\n".join(["zip,lat,lon,is_census_zcta", *rows]))
    tables = Postal(300, 6, 0, str(table)).tables()
    assert set(tables.units["account_id"]) == {f"{k:05d}" for k in range(400) if k % 4}
    with pytest.raises(InputError, match="the table has 300"):
        Postal(301, 6, 0, str(table)).tables()
    nowhere, out = str(tmp_path / "no.csv"), str(tmp_path / "out")
    assert main(["run", "--postal", "300x6", "--postal-table", nowhere, "--out", out]) == 2
    assert "300x6 skipped" in capsys.readouterr().err
