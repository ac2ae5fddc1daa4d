"""Overlays and managers on top of each plan: whether they have one, and how even it is."""

from collections.abc import Callable, Iterator

from scenarios.compare.measures.measure import Entry, Measure, Value
from scenarios.compare.measures.view import Ground, View
from scenarios.reports.wording import measure_name


def above(ground: Ground) -> Iterator[Entry]:
    """Per overlay and level: how its run ended, and the largest deviation of everything that has a band there."""
    for name, measures in ground.on_top:
        yield Measure(
            key=f"on_top_{name}",
            section="on top of the plan",
            name=f"{name}: how the run ended",
            unit="word",
            better="",
            formula=f"the word of the run of {name} on the plan of the model",
            figure=_status(name),
        )
        for measure in measures:
            said = measure_name(measure)
            yield Measure(
                key=f"on_top_{name}_{measure}",
                section="on top of the plan",
                name=f"{name}: largest deviation of {said}",
                unit="share",
                better="less",
                formula=f"largest |ratio − 1| over the reps of {name}; ratio = {said} ÷ its fair share among them",
                figure=_deviation(name, measure),
            )


def _status(name: str) -> Callable[[View], Value]:
    return lambda view: next((each.status for each in view.standing.contender.on_top if each.name == name), None)


def _deviation(name: str, measure: str) -> Callable[[View], Value]:
    def figure(view: View) -> Value:
        found = (each.deviations.get(measure) for each in view.standing.contender.on_top if each.name == name)
        return next(found, None)

    return figure
