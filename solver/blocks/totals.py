"""What a block holds of the fair shares of its reps: bands cannot hold where that is too much or too little."""

from collections.abc import Sequence

import numpy as np

from solver.blocks.find import Block
from solver.book import Ints
from solver.bound.certified import refuting
from solver.certificate import RulePrices
from solver.problem import Measure, Problem
from solver.record import Record
from solver.rules import BAND_TOLERANCE


def refuted(record: Record, blocks: Sequence[Block]) -> bool:
    """Whether adding up proves that a block has no plan; the record is told which, and why.

    If every rep of a block is within the band, so is the sum of their loads within the sum of their fair shares.
    """
    for block in blocks:
        for measure in record.problem.measures:
            side = _beyond(measure, block)
            if side:
                record.infeasible, record.impossible = True, block.reps
                record.certify(refuting(record.problem, (_prices(record.problem, measure, block.reps, side),)))
                return True
    return False


def _beyond(measure: Measure, block: Block) -> int:
    """1 : the block's units are more than its reps may have. −1 : less than they must have. 0 : neither."""
    if measure.band is None:
        return 0
    least, most = measure.amounts.least(), measure.amounts.most()
    share, room = float(measure.share[block.reps].sum()), measure.band + 2 * BAND_TOLERANCE
    if float(least[block.units].sum()) > share * (1 + room):
        return 1
    return -1 if float(most[block.units].sum()) < share * (1 - room) else 0


def _prices(problem: Problem, measure: Measure, reps: Ints, side: int) -> RulePrices:
    """The same price for every unit of the measure, whichever rep of the block has it."""
    prices = np.zeros(problem.reps)
    prices[reps] = side * measure.share[reps] / measure.share[reps].sum()
    return RulePrices("measure", measure.name, prices)
