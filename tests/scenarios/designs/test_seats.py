"""Seats of districts against every partition of a few territories."""

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from geo.graph import adjacency
from geo.pieces import pieces
from scenarios.designs import seats
from scenarios.designs.seats import Field, choose, nearest_seats

Plan = tuple[int, ...]


def every(land: Field) -> Iterator[tuple[Plan, float]]:
    """Every plan (the seat of each member) that keeps the numbers and contiguity, with the opening that it needs."""
    n = len(land)
    for places in itertools.combinations(range(n), land.seats):
        for of in itertools.product(places, repeat=n):
            if any(of[seat] != seat for seat in places):
                continue
            count = np.bincount(of, minlength=n)[list(places)]
            if count.min() < land.least or count.max() > land.most or not in_one_piece(land, of):
                continue
            needed = 0.0
            for amount, band in zip(land.amounts, land.bands, strict=True):
                ratio = np.bincount(of, weights=amount, minlength=n)[list(places)] / (amount.sum() / land.seats)
                needed = max(needed, float(np.abs(ratio - 1).max()) - band)
            yield of, needed


def in_one_piece(land: Field, of: Plan) -> bool:
    if land.edges is None:
        return True
    label = pieces(*adjacency(len(of), *land.edges), np.array(of))
    return len(np.unique(label)) == len(set(of))


def cost(land: Field, of: Plan) -> float:
    return float(sum(land.cost[member, seat] for member, seat in enumerate(of)))


def made(seed: int, contiguous: bool, band: float) -> Field:
    """Six territories along a bent road, with amounts that need looking for."""
    rng = np.random.default_rng(seed)
    place = rng.uniform(0, 10, (6, 2))
    far = np.linalg.norm(place[:, None] - place[None], axis=2)
    road = np.arange(5), np.arange(1, 6)
    return Field(
        cost=far * rng.integers(1, 5, 6)[:, None],
        seats=2,
        amounts=(rng.integers(5, 10, 6).astype(float),),
        bands=(band,),
        least=2,
        most=4,
        edges=road if contiguous else None,
    )


@pytest.mark.parametrize("contiguous", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_seats_are_the_best_of_all(seed: int, contiguous: bool) -> None:
    land = made(seed, contiguous, 0.25)
    fine = [of for of, needed in every(land) if needed <= 1e-12]
    found = choose(land, 20.0)
    if not fine:
        assert found.opening > 0
        return
    best = min(cost(land, of) for of in fine)
    assert found.of is not None
    assert found.objective == pytest.approx(best)
    assert found.bound is not None
    assert found.bound == pytest.approx(best, rel=1e-3)
    assert tuple(found.of.tolist()) in fine


@pytest.mark.parametrize("contiguous", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_least_opening_where_no_seats_keep_the_bands(seed: int, contiguous: bool) -> None:
    land = made(seed, contiguous, 0.0)
    least = min(needed for _, needed in every(land))
    found = choose(land, 20.0)
    assert found.bound is None or least == 0
    assert found.opening == pytest.approx(least, abs=1e-6)


def test_seats_that_no_number_of_members_allows() -> None:
    land = made(0, False, 0.2)
    assert choose(Field(land.cost, 2, land.amounts, land.bands, least=4), 10.0).impossible
    assert choose(Field(land.cost, 2, least=4), 10.0).impossible


def test_contiguity_costs_something() -> None:
    """Members 0 and 5 lie together and are joined only through all others."""
    place = np.array([0.0, 10.0, 11.0, 12.0, 13.0, 1.0])
    far = np.abs(place[:, None] - place[None])
    road = np.arange(5), np.arange(1, 6)
    free, joined = (choose(Field(far, 2, least=2, edges=edges), 10.0) for edges in (None, road))
    assert free.of is not None
    assert free.of[0] == free.of[5]
    assert joined.of is not None
    assert joined.of[0] != joined.of[5]


def test_nearest_seats_are_apart() -> None:
    place = np.array([0.0, 1.0, 2.0, 10.0, 11.0, 12.0])
    assert len(set(nearest_seats(Field(np.abs(place[:, None] - place[None]), 2)) // 3)) == 2


@pytest.mark.parametrize("seed", range(5))
def test_no_exchange_of_one_nearest_seat_saves_anything(seed: int) -> None:
    place = np.random.default_rng(seed).uniform(0, 10, (15, 2))
    land = Field(np.linalg.norm(place[:, None] - place[None], axis=2), 4)
    taken = nearest_seats(land).tolist()
    total = land.cost[:, taken].min(axis=1).sum()
    for gone, new in itertools.product(taken, range(15)):
        others = [*(seat for seat in taken if seat != gone), new]
        assert land.cost[:, others].min(axis=1).sum() >= total - 1e-9


@pytest.mark.parametrize("contiguous", [False, True])
def test_a_large_field_is_looked_at_nearby_first_and_the_bound_is_of_all(
    contiguous: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    land = made(1, contiguous, 0.25)
    best = min(cost(land, of) for of, needed in every(land) if needed <= 1e-12)
    monkeypatch.setattr(seats, "MANY", 5)
    monkeypatch.setattr(seats, "NEAR", 6)
    found = choose(land, 20.0)
    assert found.objective == pytest.approx(best)
    assert found.bound is not None
    assert found.bound <= best + 1e-6
    assert found.bound > 0
    monkeypatch.setattr(seats, "NEAR", 1)  # nobody can leave home: the whole model is looked at after all
    assert choose(land, 20.0).objective == pytest.approx(best)
