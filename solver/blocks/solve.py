"""Blocks solved apart through joblib, and joined.

joblib runs them in threads of this process, unless the caller has chosen another backend (`joblib.parallel_config`):
processes, or a dask cluster.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from joblib import Parallel, delayed

from solver.blocks.find import Block, blocks_of
from solver.blocks.join import Joint, adds_up
from solver.blocks.part import Hint, Line, Outcome, Task, work
from solver.blocks.restrict import Restriction
from solver.blocks.totals import refuted
from solver.bound import served
from solver.bound.certified import certificate
from solver.bound.prices import Priced, Pricing
from solver.bound.ways import walks
from solver.record import Record
from solver.search.prover import TINY_PAIRS
from solver.search.settling import FAST, Settling
from solver.search.stages import Stages, priced_of
from solver.search.starts import repaired
from solver.stop import Stop

Known = tuple[Pricing, Priced]

LEAST_PAIRS = TINY_PAIRS
"""Up to so many pairs one exact model of the whole is all that is needed."""


def run(record: Record, seed: int, workers: int) -> None:
    """Work on a record until it is done or everything is proven: block by block, and what that leaves open together.

    Blocks that share largest deviations or limits on the whole plan are worked on together (docs/decisions.md).
    """
    problem, known = record.problem, None
    blocks = blocks_of(problem)
    if len(blocks) > 1 and refuted(record, blocks):
        return
    if proof := served.refuted(problem) or walks.refuted(problem):
        record.infeasible = True
        record.certify(proof)
        return
    if len(blocks) > 1 and problem.units * problem.reps > LEAST_PAIRS and adds_up(problem):
        known = _start(record, seed)
        if known is not None:
            _apart(record, blocks, seed, workers, known)
        if known is None or record.done():
            return
    Stages(record, seed, workers, known=known).run()


def _start(record: Record, seed: int) -> Known | None:
    """Prices of the whole, quicker than those of one block after another, and a plan to begin with; None when all is
    done or the prices prove that there is none.
    """
    pricing, priced = known = priced_of(record)
    if pricing.refutes(priced):
        record.refute(pricing, priced)
        return None
    record.raise_bound(priced.bound)
    record.certify(certificate(pricing, priced))
    if record.problem.land is None and record.plan is None and not record.done():
        record.enter("first plan")
        settling = Settling(record, pricing, priced, seed)
        repaired(record, pricing, priced, settling)
        if record.plan is None:
            settling.settled(priced.choice if priced.rounded is None else priced.rounded, FAST)
    return None if record.done() else known


def _apart(record: Record, blocks: Sequence[Block], seed: int, workers: int, known: Known) -> None:
    record.enter(f"{len(blocks)} independent blocks")
    joint = Joint(record, blocks)
    tasks = [
        Task(
            place,
            Restriction(record.problem, block).stated(),
            record.stop,
            seed,
            1,
            record.grain,
            None if record.plan is None else np.searchsorted(block.reps, record.plan[block.units]),
            Line(joint),
            Hint.of(known, block),
        )
        for place, block in enumerate(blocks)
    ]
    sizes = [len(block.units) * len(block.reps) for block in blocks]
    outcomes = _solved(tasks, sizes, record.stop, workers)
    record.stop.work_used += sum(outcome.work_used for outcome in outcomes)
    joint.close(outcomes)


def _solved(tasks: Sequence[Task], sizes: Sequence[float], stop: Stop, workers: int) -> list[Outcome]:
    """All tasks, in jobs side by side; `workers` is their number in total."""
    jobs = min(workers, len(tasks))
    stops = shared_out(stop, sizes, jobs)
    ready = [replace(task, stop=part, workers=max(1, workers // jobs)) for task, part in zip(tasks, stops, strict=True)]
    outcomes: list[Outcome] = Parallel(n_jobs=jobs, prefer="threads")(delayed(work)(task) for task in ready)
    return outcomes


def shared_out(stop: Stop, sizes: Sequence[float], jobs: int) -> list[Stop]:
    """A stop for each block; they are begun in their order, by `jobs` at a time.

    Each job's seconds are divided among its blocks by their size, as moments at which to end: what a block leaves over
    goes to the next. Work is divided beforehand, so that no block's share depends on another.
    """
    now, left = stop.elapsed(), stop.remaining()
    if stop.work is not None:
        share = np.array(sizes) / sum(sizes)
        return [replace(stop, work=part * stop.work_left(), work_used=0.0) for part in share.tolist()]
    if not np.isfinite(left):
        return [replace(stop) for _ in sizes]
    job, ends = np.empty(len(sizes), dtype=np.int64), np.empty(len(sizes))
    busy = np.zeros(jobs)
    for place, size in enumerate(sizes):
        job[place] = busy.argmin()
        busy[job[place]] += size
        ends[place] = busy[job[place]]
    return [replace(stop, seconds=now + left * end) for end in (ends / busy[job]).tolist()]
