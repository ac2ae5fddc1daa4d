"""What is compiled, and the random numbers of compiled code."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
import numpy.typing as npt

Function = TypeVar("Function", bound=Callable[..., object])
Random = npt.NDArray[np.uint64]


def _options() -> dict[str, Any]:
    """Machine code is kept beside the source, and runs without Python's lock, so that two threads use two cores.

    Nothing is allocated inside, so arrays need no reference counts, which took two thirds of the time; numba knows
    that option but does not promise it.
    """
    plain: dict[str, Any] = {"cache": True, "nogil": True}
    bare: dict[str, Any] = {"_nrt": False}
    try:
        numba.njit(**bare)(lambda: 0)
    except KeyError:
        return plain
    return plain | bare


OPTIONS = _options()


def compiled(function: Function) -> Function:
    """The function as machine code, made at the first call on a machine (some seconds), or of every process where
    there is no place to keep it.
    """
    try:
        return cast(Function, numba.njit(**OPTIONS)(function))
    except RuntimeError:
        return cast(Function, numba.njit(**(OPTIONS | {"cache": False}))(function))


def seeded(seed: int) -> Random:
    """The state of a stream of random numbers (1,), never 0."""
    return np.random.default_rng(seed).integers(1, 2**63, size=1, dtype=np.uint64)


@compiled
def uniform(random: Random) -> float:
    """The next random number in [0, 1): xorshift64* (S. Vigna, ACM Trans. Math. Softw. 42(4), 2016)."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * 1.1102230246251565e-16


@compiled
def below(random: Random, count: int) -> int:
    """A random number from 0 to count − 1."""
    return int(uniform(random) * count)
