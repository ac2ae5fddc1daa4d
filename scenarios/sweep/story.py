"""What a sweep shows, in sentences made by rule.

A step is from one alternative of a factor to the next in its list, the other factors held. Of all lines on which only
one factor differs the steps of one are told: the line with the most plans, of equals the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from scenarios.compare.covers import different_goal
from scenarios.files.goal import Order
from scenarios.reports.wording import amount, counted, share
from scenarios.sweep.combination import Sweep, spoken
from scenarios.sweep.point import SAME, Point, dominates
from scenarios.sweep.run import Run, proven_none
from solver.errors import listed


@dataclass(frozen=True)
class Story:
    """headline : how many have a plan and which are undominated. best : the most even, with the fewest moves, with the
    least travel. steps : what each step costs and gains.
    warnings : where the proofs are too weak to tell neighbours apart. none : combinations without a plan, and why.
    """

    headline: str
    best: tuple[str, ...]
    frontier: tuple[str, ...]
    steps: tuple[str, ...]
    warnings: tuple[str, ...]
    none: tuple[str, ...]
    notes: tuple[str, ...]

    def sections(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Title and sentences of every part that is not empty."""
        parts = {
            "In short": self.best,
            "The frontier": self.frontier,
            "Step by step": self.steps,
            "Too close to call": self.warnings,
            "Without a plan": self.none,
            "How it is measured": self.notes,
        }
        yield from ((title, lines) for title, lines in parts.items() if lines)


def told(sweep: Sweep, points: Sequence[Point]) -> Story:
    """The story of a sweep; `points` by number."""
    planned = [each for each in points if each.run.feasible]
    lines = [_line(sweep, points, factor) for factor in range(len(sweep.factors))]
    headline = f"{len(planned)} of {counted(len(points), 'combination')} have a plan"
    return Story(
        f"{headline}{_undominated(planned)}",
        tuple(_extremes(planned)),
        tuple(_place(alike, planned) for alike in _alike(planned)),
        tuple(text for factor, line in enumerate(lines) for text in _steps(sweep, factor, line)),
        tuple(text for factor in range(len(sweep.factors)) for text in _unclear(sweep, factor, points)),
        tuple(_without(points)),
        tuple(_notes(points)),
    )


def _without(points: Sequence[Point]) -> Iterator[str]:
    """Every reason once, with the combinations that it holds for; what one of them chose is in the table."""
    for reason in dict.fromkeys(each.why_none for each in points if each.why_none):
        alike = [each for each in points if each.why_none == reason]
        names = f"{alike[0].name} ({alike[0].said})" if len(alike) == 1 else listed([each.name for each in alike], 64)
        yield f"{names}: {reason}."


def _line(sweep: Sweep, points: Sequence[Point], factor: int) -> list[Point]:
    """The line along a factor with the most plans."""
    return max(_lines(sweep, points, factor), key=lambda line: sum(each.run.feasible for each in line))


def _lines(sweep: Sweep, points: Sequence[Point], factor: int) -> list[list[Point]]:
    """All lines on which only this factor differs, each in the order of its list."""
    found: dict[tuple[int, ...], list[Point]] = {}
    for each in points:
        places = each.run.combination.places
        found.setdefault((*places[:factor], *places[factor + 1 :]), []).append(each)
    return list(found.values())


def _undominated(planned: Sequence[Point]) -> str:
    best = [each.name for each in planned if each.undominated]
    if len(best) == len(planned) > 1:
        return "; none beats another in balance, moves and travel alike."
    return f"; undominated: {', '.join(best)}." if best else "."


def _extremes(planned: Sequence[Point]) -> Iterator[str]:
    """What is best at each of what is traded off, where combinations differ in it."""
    best = [each for each in planned if each.undominated]
    titles = ("most even", "fewest moves", "least travel")
    for place, title in enumerate(titles[: min((len(each.figures) for each in best), default=0)]):
        least = min(each.figures[place] for each in best)
        if any(each.figures[place] > least for each in planned):
            # Of those that are equal here, the one that is best in the rest.
            first = min((each for each in best if each.figures[place] == least), key=lambda each: each.figures)
            yield f"{title}: {first.name} ({first.said}), {_figures(first)}"


def _alike(planned: Sequence[Point]) -> list[list[Point]]:
    """Combinations that come to the same figures, together; the undominated first, the most even of them first."""
    found: dict[tuple[float, ...], list[Point]] = {}
    for each in sorted(planned, key=lambda each: (not each.undominated, each.figures)):
        found.setdefault(each.figures, []).append(each)
    return list(found.values())


def _place(alike: Sequence[Point], planned: Sequence[Point]) -> str:
    each, others = alike[0], listed([other.name for other in alike[1:]], 64)
    text = f"{each.name} ({each.said}): {_figures(each)}"
    text += f"; {others} {'comes' if len(alike) == 2 else 'come'} to the same" if others else ""
    if each.undominated:
        return f"{text}."
    by = [other.name for other in planned if other.undominated and dominates(other, each)]
    return f"{text}; dominated by {listed(by)}."


def _figures(each: Point) -> str:
    text = f"largest deviation {share(each.balance)}, {counted(each.moved or 0, 'account')} moved"
    return text if each.travel is None else f"{text}, travel {each.travel:.3f}"


def _steps(sweep: Sweep, factor: int, line: Sequence[Point]) -> Iterator[str]:
    key = sweep.factors[factor].key
    for one, other in pairwise(line):
        step = f"{key} from {_value(one, key)} to {_value(other, key)}{_held(one, key)}"
        if one.run.feasible and other.run.feasible:
            yield f"{step} {_difference(one, other)}."
        elif one.run.feasible != other.run.feasible:
            lost = other if one.run.feasible else one
            why = "has no plan, which is proven" if proven_none(lost.run) else "has none that was found in time"
            yield f"{step}: {_value(lost, key)} {why if lost.run.result is not None else 'was not run'}."


def _difference(one: Point, other: Point) -> str:
    """`costs 2.1 % travel and 140 more moves, gains 4.9 points of balance`."""
    assert one.balance is not None
    assert other.balance is not None
    changes: list[tuple[bool, str]] = []
    points = 100 * (other.balance - one.balance)
    if abs(points) >= 0.05:
        changes.append((points > 0, f"{abs(points):.1f} points of balance"))
    if one.travel and other.travel and abs(other.travel / one.travel - 1) >= 0.0005:
        rise = other.travel / one.travel - 1
        changes.append((rise > 0, f"{100 * abs(rise):.1f} % travel"))
    if moves := (other.moved or 0) - (one.moved or 0):
        changes.append((moves > 0, counted(abs(moves), "more move" if moves > 0 else "fewer move")))
    parts = []
    for verb, bad in (("costs", True), ("gains", False)):
        said = [text for worse, text in changes if worse is bad]
        if said:
            parts.append(f"{verb} {' and '.join(said)}")
    return ", ".join(parts) or "changes neither balance, travel nor moves"


def _value(each: Point, key: str) -> str:
    return spoken(each.run.combination.choice[key], key)


def _held(each: Point, key: str) -> str:
    held = [f"{other} {_value(each, other)}" for other in each.run.combination.choice if other != key]
    return f" (with {', '.join(held)})" if held else ""


def _unclear(sweep: Sweep, factor: int, points: Sequence[Point]) -> Iterator[str]:
    """Neighbours with the same goal whose best plans may be the other way round, as far as is proven; where the plans
    come to the same figures there is no step to be proven.
    """
    key = sweep.factors[factor].key
    for line in _lines(sweep, points, factor):
        for one, other in pairwise(line):
            if one.run.feasible and other.run.feasible and one.figures != other.figures and overlap(one.run, other.run):
                (low, high), (lower, higher) = interval(one.run), interval(other.run)
                yield (
                    f"{one.name} and {other.name} ({key} {_value(one, key)}, {_value(other, key)}): the best goal lies "
                    f"between {_number(low)} and {_number(high)}, and between {_number(lower)} and {_number(higher)}: "
                    "these overlap, so what the step costs in the goal is not proven; give more time."
                )


def interval(run: Run) -> tuple[float, float]:
    """Between which two numbers the best goal of a combination lies: the first level's where the goal is in order."""
    assert run.result is not None
    result = run.result
    first = result.levels[0] if isinstance(run.combination.inputs.scenario.goal, Order) else result
    assert first.objective is not None
    return (float("-inf") if first.bound is None else first.bound), first.objective


def overlap(one: Run, other: Run) -> bool:
    """Whether the intervals of two combinations with the same goal have more than a point in common."""
    if different_goal(one.problem, other.problem):
        return False
    (low, high), (lower, higher) = interval(one), interval(other)
    return max(low, lower) < min(high, higher) - SAME * max(1.0, abs(high))


def _number(value: float) -> str:
    return "nothing proven" if value == float("-inf") else amount(value)


def _notes(points: Sequence[Point]) -> Iterator[str]:
    yield (
        "Balance: the largest deviation of any rep from the fair share, over all measures that have a band in the "
        "sweep. Moves: owned accounts that change owner by choice. Travel: hours × kilometres, as a multiple of "
        "everybody served by the nearest rep."
    )
    yield "Undominated: no other combination is as good in all of these and better in one."
    adopted = [each.name for each in points if each.run.feasible and each.run.adopted]
    if adopted:
        yield (
            f"Every plan was offered to every combination; {listed(adopted, 64)} took over the plan of another, which "
            "keeps the same rules and is better than what the run itself found."
        )
    if any(isinstance(each.run.combination.inputs.scenario.goal, Order) for each in points[:1]):
        yield "The goal is in order: the common goal has the usual weights, and the intervals are of the first level."
