"""Gap over time of one case, every method in one drawing."""

from benchmarks.methods import METHODS, OURS
from benchmarks.report.document import Chart
from benchmarks.report.standings import Standing, proven
from benchmarks.report.svg import COLOURS, Point, Series, chart, log_axis
from benchmarks.rows import Row

LEAST_GAP, LEAST_SECONDS = 1e-4, 0.05
"""What lies below is drawn at the edge."""


def curves(standing: Standing) -> Chart | None:
    """None when nobody has a bound, or no plan keeps all rules."""
    if standing.bound is None:
        return None
    series = [one for row in standing.rows for one in _series(standing, row)]
    if not series:
        return None
    points = [point for one in series for point in one.points]
    caption = f"{standing.name}: gap to the best valid bound ({standing.bound:.6g}, {standing.by}) over time"
    x = log_axis("seconds", [at for at, _ in points], _plain, LEAST_SECONDS)
    y = log_axis("gap", [gap for _, gap in points], _share, LEAST_GAP)
    return Chart(f"gap-{standing.name}", chart(series, x, y, caption), caption)


def _series(standing: Standing, row: Row) -> list[Series]:
    """A method's steps; of ours also the gap that it had proven itself by then. A plan without a trace is a dot."""
    asked = row.question
    at = list(METHODS).index(asked.method)
    colour = at if at < COLOURS else 1 + at % (COLOURS - 1)
    name = asked.method if len([r for r in standing.rows if r.question.method == asked.method]) == 1 else _named(row)
    end = row.seconds
    objectives = [(m.seconds, standing.gap(m.objective)) for m in row.trace]
    points = [(at, gap) for at, gap in objectives if gap is not None]
    if not points:
        gap = standing.gap(row.figures.objective) if row.good and row.figures else None
        return [] if gap is None or end is None else [Series(name, [(end, gap)], "dots", colour)]
    if len(points) == 1 and asked.method != OURS:
        return [Series(name, points, "dots", colour)]
    found = [Series(name, _held(points, end), "steps", colour)]
    if asked.method == OURS:
        own = [(m.seconds, share) for m in row.trace if (share := proven(m)) is not None]
        found += [Series(f"{name}, proven then", _held(own, end), "steps", colour, dashed=True)] if own else []
    return found


def _held(points: list[Point], end: float | None) -> list[Point]:
    """Until the method ended it kept what it had."""
    return points if end is None or end <= points[-1][0] else [*points, (end, points[-1][1])]


def _named(row: Row) -> str:
    return f"{row.question.method} #{row.question.seed}"


def _plain(value: float) -> str:
    return f"{value:g}"


def _share(value: float) -> str:
    return f"{100 * value:g} %"
