"""Proofs take turns with the search: one that came to nothing waits until there is less to prove, or nothing else."""

import pytest

from benchmarks.cases.assignment import problem
from benchmarks.cases.chu_beasley import make
from solver.bound.prices import Pricing, find
from solver.model.build import Connect, build, eligible_pairs
from solver.model.run import run
from solver.record import Record
from solver.search import prover
from solver.search.prover import FEWER, Prover
from solver.stop import Stop


@pytest.fixture
def record() -> Record:
    """A plan of an assignment instance that is some way from its best."""
    asked = problem(make("c", 5, 60, 0))
    found = Record(asked, Stop(seconds=60.0, gap=0.0))
    built = build(asked, *eligible_pairs(asked), connect=Connect.NOT)
    assert found.offer(run(built, Stop(seconds=20.0), seed=0, workers=1, close_enough=60.0).plan)
    return found


def proves_of(record: Record) -> Prover:
    """Proofs for a record that knows the bound of the prices."""
    pricing = Pricing(record.problem)
    priced = find(pricing)
    record.raise_bound(priced.bound)
    return Prover(record, pricing, priced, 0, 1)


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pairs of every proof that is tried; none of them comes to anything."""
    sizes: list[int] = []

    def fruitless(record: Record, unit: list[int], rep: list[int], *more: object, **how: object) -> bool:
        sizes.append(len(unit))
        return False

    monkeypatch.setattr(prover, "exact", fruitless)
    return sizes


def test_a_fruitless_proof_waits_while_the_search_has_work(record: Record, tried: list[int]) -> None:
    proves = proves_of(record)
    for _ in range(3):
        assert not proves.prove(idle=False)
    assert len(tried) == 1
    assert not proves.prove()
    assert len(tried) == 2


def test_it_is_tried_again_over_fewer_pairs_or_after_one_that_gained(record: Record, tried: list[int]) -> None:
    proves = proves_of(record)
    proves.prove(idle=False)
    proves.fruitless = tried[0] / FEWER - 1
    proves.prove(idle=False)
    assert len(tried) == 1
    proves.fruitless = tried[0] / FEWER + 1
    proves.prove(idle=False)
    assert len(tried) == 2


def test_a_proof_that_gained_is_followed_by_another(
    record: Record, tried: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    proves = proves_of(record)

    def gaining(record: Record, unit: list[int], rep: list[int], *more: object, **how: object) -> bool:
        tried.append(len(unit))
        record.raise_bound(record.bound + 0.1 * (record.objective - record.bound))
        return False

    monkeypatch.setattr(prover, "exact", gaining)
    for count in (1, 2, 3):
        assert not proves.prove(idle=False)
        assert len(tried) == count
