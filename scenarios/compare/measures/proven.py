"""The goal of the yardstick for every plan, and what each run proved of its own."""

from collections.abc import Callable, Iterator, Mapping

from scenarios.compare.measures.measure import Entry, Measure, Skipped, Unit, Value
from scenarios.compare.measures.view import Ground, View
from solver.result import relative_gap


def goal(ground: Ground) -> Iterator[Entry]:
    """The goal that all are measured with, level by level where it is an order."""
    levels = ground.problem.rules.levels
    if not levels:
        yield Skipped("goal", "the yardstick has no goal")
    for place, level in enumerate(levels):
        gone = dict(ground.problem.left_out)
        terms = " + ".join(f"{weight:g} × {term}" for term, weight in level.items() if term not in gone)
        ordered = len(levels) > 1
        yield Measure(
            key=f"objective_{place + 1}" if ordered else "objective",
            section="goal",
            name=f"goal, level {place + 1}" if ordered else "goal",
            unit="goal",
            better="less",
            formula=f"{terms or '0'}, on the yardstick",
            figure=_level(place),
            main=not place,
        )
    if ground.reach is not None and ground.reach.bound > 0:
        yield Measure(
            key="from_bound",
            section="goal",
            name=f"above the bound of {ground.reach.name}",
            unit="share",
            better="less",
            formula=f"(goal − bound of {ground.reach.name}) ÷ goal, for plans that keep all its rules",
            figure=_above_bound,
        )


def proof(ground: Ground) -> Iterator[Entry]:
    """Of the own model: goal, bound and gap, and how the run ended."""
    yield _plain("status", "how the run ended", "word", "the word of the run", _status)
    yield _plain("own_objective", "goal under its own rules", "goal", "the goal of the model, as judged", _own)
    yield _plain("bound", "bound under its own rules", "goal", "no plan of the model has a goal below it", _bound)
    yield Measure(
        key="gap",
        section="proof",
        name="proven gap",
        unit="share",
        better="less",
        formula="(goal − bound) ÷ goal, both under the rules of the model",
        figure=_gap,
    )
    yield _plain("seconds", "seconds", "seconds", "how long the run took", _seconds)


def _plain(key: str, name: str, unit: Unit, formula: str, figure: Callable[[View], Value]) -> Measure:
    """A figure in which nobody is best; the goal needs a plan, the rest does not."""
    return Measure(key, "proof", name, unit, "", formula, figure, of_run=key != "own_objective")


def _level(place: int) -> Callable[[View], Value]:
    def figure(view: View) -> Value:
        levels = view.verdict.levels
        return levels[place].objective if place < len(levels) else None

    return figure


def _above_bound(view: View) -> Value:
    reach = view.ground.reach
    assert reach is not None
    gaps: Mapping[str, float] = reach.gaps
    return gaps.get(view.standing.name)


def _status(view: View) -> Value:
    return view.standing.contender.status


def _seconds(view: View) -> Value:
    return view.standing.contender.seconds


def _own(view: View) -> Value:
    return view.own.objective


def _bound(view: View) -> Value:
    result = view.standing.contender.result
    return None if result is None else result.bound


def _gap(view: View) -> Value:
    bound = _bound(view)
    if not isinstance(bound, float):
        return None
    return relative_gap(view.own.objective, min(bound, view.own.objective))
