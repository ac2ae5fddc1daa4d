"""Independent blocks of the book: accounts that only some of the reps may own, and reps who may own no others."""

import numpy as np

from scenarios.reports.wording import counted, grid, measure_name, share
from solver.blocks.find import Block, blocks_of
from solver.book import Floats
from solver.errors import listed
from solver.problem import Problem

MOST_BLOCKS, MOST_REPS = 12, 4


def independent_blocks(problem: Problem) -> list[str]:
    """The blocks with what their accounts hold of their reps' fair shares; nothing when the book is one block."""
    blocks = blocks_of(problem)
    if len(blocks) < 2:
        return []
    said = f"The book falls into {len(blocks)} independent blocks: nobody in one may own an account of another."
    measures = [m for m in problem.measures if not len(m.amounts.special) and not problem.by_plan]
    if measures:
        said += " No plan can change what a block holds of the fair shares of its reps."
    held = {m.name: [_held(m.amounts.base, m.share, block) for block in blocks] for m in measures}
    order = np.argsort([-max((abs(of[b] - 1) for of in held.values()), default=0.0) for b in range(len(blocks))])
    rows = [
        [
            listed([str(rep) for rep in problem.team.ids[blocks[b].reps]], MOST_REPS),
            f"{problem.size[blocks[b].units].sum():,}",
            *(share(of[b]) for of in held.values()),
        ]
        for b in order[:MOST_BLOCKS].tolist()
    ]
    lines = [said, "", *grid(["reps", "accounts", *(f"{measure_name(name)} of fair shares" for name in held)], rows)]
    if len(blocks) > MOST_BLOCKS:
        lines += ["", f"and {counted(len(blocks) - MOST_BLOCKS, 'block')} nearer to their fair shares"]
    return lines


def _held(amounts: Floats, fair: Floats, block: Block) -> float:
    return float(amounts[block.units].sum() / fair[block.reps].sum())
