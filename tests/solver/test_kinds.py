"""Kinds of neighbourhoods: who is tried first, how the work is shared, and when nothing is left to look at."""

from dataclasses import replace

import numpy as np
import pytest

from solver.search.kinds import CURIOUS, MIXED_UNITS, MOST_PAIRS, MOST_REPS, TRIAL, Kind, drawn, kinds
from tests.solver.lands import LANDS, small


def tried(rate: float, each: float) -> Kind:
    """A kind that is known to gain so much a unit of work, in steps of so much work."""
    kind = Kind(2.0, 500.0)
    for _ in range(200):
        kind.earned(rate * each, each)
    return kind


def work_of(among: list[Kind], draws: int = 20_000) -> list[float]:
    rng = np.random.default_rng(0)
    each = {id(kind): kind.each for kind in among}
    done = dict.fromkeys(each, 0.0)
    for _ in range(draws):
        kind = drawn(among, 0, rng)
        assert kind is not None
        done[id(kind)] += each[id(kind)]
    return [done[id(kind)] / sum(done.values()) for kind in among]


def test_new_kinds_are_tried_first_for_a_while() -> None:
    old, new, rng = tried(1e6, 0.1), Kind(3.0, 800.0), np.random.default_rng(0)
    while new.work < TRIAL:
        assert drawn([old, new], 0, rng) is new
        new.earned(0.0, 0.1)
    assert new.rate == 0.0
    assert [drawn([old, new], 0, rng) for _ in range(30)].count(old) > 20


def test_work_is_shared_by_what_is_gained_whatever_a_step_takes() -> None:
    shares = work_of([tried(3.0, 0.02), tried(1.0, 1.0), tried(0.0, 0.5)])
    wanted = [CURIOUS / 3 + (1 - CURIOUS) * part for part in (0.75, 0.25, 0.0)]
    assert shares == pytest.approx(wanted, abs=0.03)


def test_where_nothing_gains_all_get_alike() -> None:
    assert work_of([tried(0.0, 0.02), tried(0.0, 1.0)]) == pytest.approx([0.5, 0.5], abs=0.03)


def test_what_was_gained_long_ago_is_forgotten() -> None:
    kind = tried(5.0, 0.1)
    for _ in range(100):
        kind.earned(0.0, 0.1)
    assert kind.rate < 0.01


def test_a_kind_that_is_spent_waits_for_a_change_of_the_plan() -> None:
    one, other, rng = tried(1.0, 0.1), tried(1.0, 0.1), np.random.default_rng(0)
    one.spent = 7
    assert all(drawn([one, other], 7, rng) is other for _ in range(20))
    other.spent = 7
    assert drawn([one, other], 7, rng) is None
    assert drawn([one, other], 8, rng) is not None


def test_a_kind_grows_up_to_its_end() -> None:
    deep, fixed = Kind(4.0, 1500.0), Kind(2.0, 500.0, fixed_reps=True)
    while deep.adapt(finished=True):
        pass
    while fixed.adapt(finished=True):
        pass
    assert (deep.reps, deep.pairs) == (MOST_REPS, MOST_PAIRS)
    assert (fixed.reps, fixed.pairs) == (2.0, MOST_PAIRS)
    assert deep.adapt(finished=False)


@pytest.mark.parametrize("contiguous", [True, False])
def test_there_is_a_kind_for_every_purpose(contiguous: bool) -> None:
    problem = LANDS[0].problem if contiguous else small(0, contiguous=False).problem
    found = kinds(problem)
    assert any(kind.repairs for kind in found)
    assert any(kind.improves for kind in found)
    assert all(kind.repairs or kind.improves for kind in found)


def test_steps_for_highs_are_for_few_units_a_rep_without_land() -> None:
    loose = small(0, contiguous=False).problem
    plain, more = kinds(loose), kinds(loose, mixed=True)
    assert not any(kind.mixed for kind in plain)
    assert [kind.mixed for kind in more[len(plain) :]] == [True, True]
    assert {kind.most_reps for kind in more[len(plain) :] if not kind.fixed_reps} == {float(loose.reps)}
    assert not any(kind.repairs for kind in more if kind.mixed)
    assert len(kinds(small(0).problem, mixed=True)) == len(kinds(small(0).problem))
    crowded = replace(loose, unit_ids=np.arange(MIXED_UNITS * loose.reps + 1).astype(str).astype(object))
    assert not any(kind.mixed for kind in kinds(crowded, mixed=True))
