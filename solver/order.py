"""The levels of a goal, one after the other: each is searched and proven on its own, and kept from then on.

The time (or work) left is shared out evenly among the levels that are still to come; what one does not need goes to the
next. Each starts from the plan before, which keeps its rules. A plan that suits one level alone can be hopeless for the
next (the fewest moves, to anybody anywhere), so a part of a level's time goes into a plan that leans to the later ones;
bounds are the level's own. A weighted goal is one level.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from solver.book import Ints
from solver.errors import InternalError
from solver.inner.problems import exact_where_small
from solver.inner.run import run
from solver.judge.terms import GoalLevel
from solver.judge.verdict import Verdict, verdict
from solver.large import least_opening
from solver.largest import crowding
from solver.levels import at_level
from solver.problem import Problem
from solver.record import AGREEMENT, Record
from solver.result import LevelResult, Progress, proven
from solver.search.prover import TINY_PAIRS
from solver.statement import Kept
from solver.stop import Stop

LEANING = 0.01
"""How much of the weights of later levels counts while a level looks for its first plan."""
LEANING_SHARE, LEANING_GAP = 0.6, 0.03
"""Share of a level's time (of all, while there is no plan yet) that this may take, and the gap that is enough."""


@dataclass
class Order:
    """One run over all levels. `records` are those of the levels that were reached, `verdict` is on the last plan."""

    problem: Problem
    stop: Stop
    seed: int
    workers: int
    on_progress: Callable[[Progress], None] | None = None
    start: Ints | None = None
    """A plan to begin with, which may break rules; −1 = nobody."""
    records: list[Record] = field(default_factory=list)
    verdict: Verdict | None = None

    def run(self) -> None:
        """Until all levels are done, no plan was found, or the stop."""
        self.problem = exact_where_small(self.problem)
        if least_opening(self.problem) > 0 or crowding(self.problem):
            # Prices would split an account that is too large for any band; adding up sees it at once.
            self.records.append(Record(at_level(self.problem, ()), self.stop, self._telling(0)))
            self.last.infeasible = True
            return
        levels = self.problem.rules.levels
        kept: tuple[Kept, ...] = ()
        while len(kept) < max(1, len(levels)):
            record = self._level(kept)
            if record.plan is None or record.objective is None or self.stop.reached():
                break
            if len(levels) > len(kept):
                kept = (*kept, Kept(levels[len(kept)], record.objective))
        if self.last.plan is not None:
            self.verdict = verdict(self.problem, self.last.plan)

    @property
    def last(self) -> Record:
        """The record of the level that was reached last."""
        return self.records[-1]

    @property
    def trace(self) -> tuple[Progress, ...]:
        return tuple(self._named(moment, place) for place, each in enumerate(self.records) for moment in each.trace)

    def _level(self, kept: tuple[Kept, ...]) -> Record:
        place = len(kept)
        start = self.last.plan if place else self.start
        leaning = self._lean(kept, start)
        record = Record(at_level(self.problem, kept), self._slice(place), self._telling(place))
        self.records.append(record)
        if start is not None and not record.begin(start) and place:
            raise InternalError("the plan of one level of the goal breaks the rules of the next")
        if leaning is not None:
            record.infeasible = leaning.infeasible
            if leaning.plan is not None:
                record.offer(leaning.plan)
        if not record.problem.costs.counts and not any(m.weight or m.mean_weight for m in record.problem.measures):
            record.raise_bound(0.0)  # nothing to minimise: any plan is as good
        if not record.done():
            self._work(record)
        tried = record.stricter and record.stop is self.stop  # the same again would find the same
        if not (place or tried or record.infeasible or self.stop.reached()) and record.plan is None:
            record.stop = self.stop  # without a plan the other levels have no use for their time
            self._work(record)
        if place and record.infeasible:
            raise InternalError(f"level {place + 1} of the goal was called infeasible, and there is a plan")
        return record

    def _work(self, record: Record) -> None:
        run(record, self.seed, self.workers)
        self.stop.work_used = record.stop.work_used

    def _lean(self, kept: tuple[Kept, ...], start: Ints | None) -> Record | None:
        """A search for a plan that leans to the later levels; None where the level is the last, or small."""
        problem, place = self.problem, len(kept)
        if place + 1 >= len(problem.rules.levels) or problem.units * problem.reps <= TINY_PAIRS:
            return None
        tell = self._telling(place)
        usual = self._slice(place).part(LEANING_SHARE)
        limit = replace(self.stop.part(LEANING_SHARE), gap=max(self.stop.gap, LEANING_GAP))

        def quietly(progress: Progress) -> None:
            if progress.objective is not None:
                limit.seconds, limit.work = usual.seconds, usual.work
            if tell is not None:
                tell(replace(progress, objective=None, bound=None))

        record = Record(at_level(problem, kept, LEANING), limit, quietly)
        if start is not None:
            record.begin(start)
        self._work(record)
        return record

    def _slice(self, place: int) -> Stop:
        """An even share of what is left for this level, the last one gets all."""
        share = 1.0 / (max(1, len(self.problem.rules.levels)) - place)
        return self.stop if share == 1.0 else self.stop.part(share)

    def _telling(self, place: int) -> Callable[[Progress], None] | None:
        tell = self.on_progress
        return None if tell is None else lambda progress: tell(self._named(progress, place))

    def _named(self, progress: Progress, place: int) -> Progress:
        """The stage with its level, where there are several."""
        levels = len(self.problem.rules.levels)
        return progress if levels <= 1 else replace(progress, stage=f"level {place + 1} of {levels}: {progress.stage}")

    def results(self) -> tuple[LevelResult, ...]:
        """What is proven of every level of the plan; levels that were not reached have no bound."""
        if self.verdict is None:
            return ()
        found: list[LevelResult] = []
        for place, level in enumerate(self.verdict.levels):
            bound = self.records[place].bound if place < len(self.records) else None
            conditional = tuple(earlier for earlier, each in enumerate(found, start=1) if not each.proven)
            found.append(level_result(level, bound, conditional, place + 1 == len(self.verdict.levels)))
        return tuple(found)


def level_result(level: GoalLevel, bound: float | None, conditional: tuple[int, ...], last: bool) -> LevelResult:
    """A level of a plan and its bound. conditional : see `LevelResult`. Raises InternalError when they disagree."""
    objective = level.objective
    if bound is not None and bound > objective:
        if bound > objective + AGREEMENT * max(1.0, abs(objective)):
            raise InternalError(f"bound {bound!r} of a level is above {objective!r}, what the plan has there")
        bound = objective
    room = 0.0 if last else Kept(level.weights, objective).tolerance
    return LevelResult(
        level.weights, level.terms, objective, bound, bound is not None and proven(objective, bound, room), conditional
    )
